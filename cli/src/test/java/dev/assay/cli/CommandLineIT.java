package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandLineIT {
  @ParameterizedTest
  @ValueSource(
      strings = {"", "statements", "conformance", "broker", "report", "compare", "matrix", "bench"})
  void helpFitsEightyColumns(String command) {
    String[] arguments =
        command.isEmpty() ? new String[] {"--help"} : new String[] {command, "--help"};

    AssayProcess.Outcome outcome = AssayProcess.run(arguments);

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.outLines())
        .hasSizeGreaterThan(5)
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @ParameterizedTest
  @CsvSource({"3.1.1,141", "5.0,251"})
  void statementsListsEachNumberedStatementOnce(String version, int count) {
    AssayProcess.Outcome json =
        AssayProcess.run("statements", "--mqtt", version, "--format", "json");
    AssayProcess.Outcome tsv = AssayProcess.run("statements", "--mqtt", version, "--format", "tsv");
    AssayProcess.Outcome table = AssayProcess.run("statements", "--mqtt", version);

    JsonNode array = JsonMapper.shared().readTree(json.out());
    assertThat(array.valueStream().map(row -> row.path("id").asString()))
        .hasSize(count)
        .doesNotHaveDuplicates();
    assertThat(array.valueStream().map(row -> row.path("version").asString()))
        .containsOnly(version);
    assertThat(tsv.outLines())
        .hasSize(count + 1)
        .allSatisfy(line -> assertThat(line.split("\t", -1)).hasSize(9));
    assertThat(table.outLines()).contains(count + " statements");
  }

  @Test
  void theyAreCountedByTheirStandingRulesForThemselves() {
    AssayProcess.Outcome numbered = AssayProcess.run("statements", "--standing", "unobservable");
    AssayProcess.Outcome all = AssayProcess.run("statements", "--rules");

    assertThat(numbered.outLines().stream().filter(line -> line.startsWith("      not judged: ")))
        .hasSize(2);
    assertThat(numbered.outLines())
        .containsSequence("2 statements", "numbered: 2 UNOBSERVABLE")
        .noneMatch(line -> line.startsWith("without a number: "));
    assertThat(all.outLines())
        .anyMatch(line -> line.matches("numbered: \\d+ COVERED, .*"))
        .anyMatch(line -> line.matches("without a number: \\d+ COVERED, .*"));
  }

  @Test
  void withoutAVersionBothAreListedAndRulesOnRequest() {
    JsonNode numbered = JsonMapper.shared()
        .readTree(AssayProcess.run("statements", "--format", "json").out());
    JsonNode all = JsonMapper.shared()
        .readTree(AssayProcess.run("statements", "--rules", "--format", "json").out());

    assertThat(numbered).hasSize(141 + 251);
    assertThat(all.size()).isGreaterThan(numbered.size());
  }

  @Test
  void filtersNarrowTheList() {
    AssayProcess.Outcome outcome = AssayProcess.run(
        "statements",
        "--mqtt",
        "5.0",
        "--format",
        "tsv",
        "--section",
        "3.1",
        "--party",
        "client",
        "--level",
        "must not",
        "--standing",
        "client_duty");

    assertThat(outcome.outLines().stream().skip(1))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line)
            .matches("5\\.0\tMQTT-3\\.1\\..*\t3\\.1\\..*\tMUST NOT\tclient\tCLIENT_DUTY\t.*"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "statements --mqtt 4       | '--mqtt': expected one of 3.1.1, 5.0, found '4'",
        "statements --format xml   | '--format': expected one of table, json, tsv, found 'xml'",
        "statements --section three| '--section': expected the number of a section",
        "statements --frmt json    | Unknown option",
        "statments                 | 'statments'",
        "--config missing.yaml statements | missing.yaml: cannot be read",
        "\"\"                        | Missing required subcommand",
      })
  void badInputIsOneClearLineAndExitTwo(String arguments, String expected) {
    AssayProcess.Outcome outcome =
        AssayProcess.run(arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.errLines())
        .singleElement()
        .asString()
        .startsWith("assay: ")
        .contains(expected);
  }

  @Test
  void theFileGivesWayToTheEnvironmentAndBothToTheCommandLine(@TempDir Path directory)
      throws Exception {
    Path file = Files.writeString(
        directory.resolve("assay.yaml"), "mqtt: 5.0\nformat: tsv\nparty: client\n");
    Map<String, String> environment =
        Map.of("ASSAY_CONFIG", file.toString(), "ASSAY_PARTY", "server");

    AssayProcess.Outcome outcome = AssayProcess.run(environment, "statements", "--mqtt", "3.1.1");

    assertThat(outcome.outLines().stream().skip(1))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).matches("3\\.1\\.1\t.*\tserver\t.*"));
  }

  @Test
  void anUnknownKeyOfTheFileIsNamed(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("assay.yaml"), "mqt: '5.0'\n");

    AssayProcess.Outcome outcome = AssayProcess.run("statements", "--config", file.toString());

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.errLines()).singleElement().asString().contains("assay.yaml", "'mqt'");
  }

  @Test
  void anUnknownVariableIsNamed() {
    AssayProcess.Outcome outcome = AssayProcess.run(Map.of("ASSAY_PASWORD", "x"), "statements");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.errLines()).singleElement().asString().contains("ASSAY_PASWORD");
  }

  @Test
  void aBadValueSaysWhichSourceItCameFrom() {
    AssayProcess.Outcome outcome = AssayProcess.run(Map.of("ASSAY_MQTT", "7"), "statements");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.errLines())
        .singleElement()
        .asString()
        .contains("environment variable ASSAY_MQTT", "found '7'");
  }

  @Test
  void versionIsThatOfTheJar() {
    AssayProcess.Outcome outcome = AssayProcess.run("--version");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out().strip()).matches("assay [0-9]+\\.[0-9]+.*");
  }
}
