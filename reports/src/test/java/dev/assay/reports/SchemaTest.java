package dev.assay.reports;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.spec.CaseResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTest {
  @TempDir
  Path temp;

  @BeforeEach
  void write() throws IOException {
    List<CaseResult> results = new ArrayList<>(SampleRun.results());
    results.add(SampleRun.hostile());
    SampleRun.write(temp, results);
  }

  @Test
  void runFileKeepsItsSchema() throws IOException {
    assertThat(errors("run", Files.readString(temp.resolve("run.json")))).isEmpty();
  }

  @Test
  void runFileOfAnIncompleteRunKeepsItsSchema() throws IOException {
    new RunWriter(
            RunDirectory.create(temp.resolve("other")), SampleRun.manifest(), Map.of(), Map.of())
        .close();

    assertThat(errors("run", Files.readString(temp.resolve("other/run.json")))).isEmpty();
  }

  @Test
  void filesOfABenchmarksRunKeepTheirSchemas() throws IOException {
    SampleBench.write(temp.resolve("bench"), SampleBench.entries());

    assertThat(errors("run", Files.readString(temp.resolve("bench/run.json")))).isEmpty();
    assertThat(
            errors("jmh.environment", Files.readString(temp.resolve("bench/jmh.environment.json"))))
        .isEmpty();
    assertThat(errors("jmh.environment", "{}")).isNotEmpty();
    assertThat(errors("jmh.environment", "{ \"cpus\" : [ { \"model\" : \"x\" } ] }"))
        .isNotEmpty();
  }

  @Test
  void everyCaseLineKeepsItsSchema() throws IOException {
    List<String> lines = Files.readAllLines(temp.resolve("cases.jsonl"));

    assertThat(lines).hasSizeGreaterThan(100);
    for (String line : lines) {
      assertThat(errors("case", line)).as(line).isEmpty();
    }
  }

  @Test
  void statementsKeepTheirSchema() throws IOException {
    assertThat(errors("statements", Files.readString(temp.resolve("statements.json"))))
        .isEmpty();
  }

  @Test
  void everyTranscriptKeepsItsSchema() throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve("transcripts"))) {
      List<Path> transcripts = files.toList();
      assertThat(transcripts).hasSizeGreaterThan(100);
      for (Path file : transcripts) {
        assertThat(errors("transcript", Files.readString(file)))
            .as(file.toString())
            .isEmpty();
      }
    }
  }

  /** The other half of the proof: each schema notices when a word is not one of the contract. */
  @ParameterizedTest
  @CsvSource({
    "run, run.json, \"formatVersion\" : 1, \"formatVersion\" : 2",
    "run, run.json, \"kind\" : \"conformance\", \"kind\" : \"other\"",
    "case, cases.jsonl, \"verdict\":\"FAIL\", \"verdict\":\"fail\"",
    "case, cases.jsonl, \"close\":\"open\", \"close\":\"OPEN\"",
    "case, cases.jsonl, \"case\":, \"id\":",
    "case, cases.jsonl, \"grade\":null, \"grade\":\"best\"",
    "statements, statements.json, \"MUST NOT\", \"MUST_NOT\"",
    "transcript, transcripts/connect.second-connect-is-refused.5.0.tcp.json, \"sent\", \"SENT\""
  })
  void schemaNoticesAWordThatIsNotOfTheContract(
      String schema, String file, String right, String wrong) throws IOException {
    String json = Files.readString(temp.resolve(file))
        .lines()
        .limit(file.endsWith("l") ? 1 : 1_000_000)
        .reduce("", (a, b) -> a + b + "\n");

    assertThat(json).contains(right);
    assertThat(errors(schema, json.replace(right, wrong))).isNotEmpty();
  }

  static List<Error> errors(String name, String json) throws IOException {
    try (InputStream stream =
        RunWriter.class.getResourceAsStream("/schema/" + name + ".schema.json")) {
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(text, InputFormat.JSON);
      return schema.validate(json, InputFormat.JSON);
    }
  }
}
