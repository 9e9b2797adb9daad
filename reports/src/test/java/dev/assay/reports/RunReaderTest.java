package dev.assay.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunReaderTest {
  @TempDir
  Path temp;

  @BeforeEach
  void write() throws IOException {
    SampleRun.write(temp, List.of(SampleRun.secondConnect(), SampleRun.badTopic()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "run.json | \"formatVersion\" : 1 | \"formatVersion\" : 9 | run.json, \"formatVersion\": expected 1 (this Assay reads no other), found 9",
        "run.json | \"durationMillis\" : 14320 | \"durationMillis\" : \"long\" | run.json, \"durationMillis\": expected a whole number, found \"long\"",
        "run.json | 2026-11-22T | yesterday | run.json, \"start\": expected a time such as 2026-11-22T10:15:30Z, found \"yesterday10:15:30Z\"",
        "run.json | \"kind\" : | \"sort\" : | run.json, \"kind\": expected a text, found nothing",
        "run.json | \"target\" : { | \"target\" : 1, \"x\" : { | run.json, \"target\": expected an object, found 1",
        "cases.jsonl | \"version\":\"3.1.1\" | \"version\":\"4\" | cases.jsonl line 2, \"version\": expected one of 3.1.1, 5.0, found \"4\"",
        "cases.jsonl | \"close\":\"open\" | \"close\":7 | cases.jsonl line 1, \"judgements\"[0], \"close\": expected a text, found 7",
        "cases.jsonl | \"demand\":\"treat | \"demand\":4,\"x\":\"treat | cases.jsonl line 1, \"judgements\"[0], \"demand\": expected a text, found 4",
        "cases.jsonl | transcripts/publish | ../../publish | cases.jsonl line 2, \"transcript\": expected a file transcripts/*.json",
        "cases.jsonl | {\"case\":\"publish | [\"publish | cases.jsonl line 2 column",
        "statements.json | \"MUST NOT\" | \"OUGHT\" | \"level\": expected one of MUST, MUST NOT, SHOULD, SHOULD NOT, MAY, found \"OUGHT\"",
        "transcripts/connect.second-connect-is-refused.5.0.tcp.json | \"hex\":\"1012 | \"hex\":\"1x12 | \"entries\"[0], \"hex\": expected two hexadecimal digits for each byte",
        "transcripts/connect.second-connect-is-refused.5.0.tcp.json | \"offset\":8 | \"offset\":-8 | \"fields\"[3], \"offset\": expected a number from 0 to 2147483647, found -8"
      })
  void damageIsNamedWithItsPlaceWhatWasExpectedAndFound(
      String file, String right, String wrong, String message) throws IOException {
    Path path = temp.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(right);
    Files.writeString(path, text.replace(right, wrong));

    assertThatThrownBy(() -> RunRenderer.render(RunDirectory.open(temp)))
        .isInstanceOf(DamagedRunException.class)
        .hasMessageStartingWith(file)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "cases.jsonl",
    "statements.json",
    "transcripts/connect.second-connect-is-refused.5.0.tcp.json"
  })
  void absentFileIsNamed(String file) throws IOException {
    Files.delete(temp.resolve(file));

    assertThatThrownBy(() -> RunRenderer.render(RunDirectory.open(temp)))
        .isInstanceOf(DamagedRunException.class)
        .hasMessage(file + ": expected a file, found none in " + temp);
  }

  @Test
  void bytesThatAreNoTextAreNamed() throws IOException {
    Files.write(temp.resolve("cases.jsonl"), new byte[] {'{', (byte) 0xFF, '}'});

    assertThatThrownBy(() -> RunReader.read(RunDirectory.open(temp)))
        .isInstanceOf(DamagedRunException.class)
        .hasMessage("cases.jsonl: expected text in UTF-8, found other bytes");
  }

  @Test
  void membersOfANewerAssayAreIgnored() throws IOException {
    Path cases = temp.resolve("cases.jsonl");
    Files.writeString(
        cases,
        Files.readString(cases).replace("{\"case\":", "{\"mood\":\"good\",\"case\":"),
        StandardCharsets.UTF_8);

    assertThat(RunReader.read(RunDirectory.open(temp)).cases()).hasSize(2);
  }

  @Test
  void whatDepartsInARunOfBeforeDepartsByItsReason() throws IOException {
    Path cases = temp.resolve("cases.jsonl");
    Files.writeString(
        cases, Files.readString(cases).replaceAll(",\"departures\":\\[[^\\]]*\\]", ""));

    assertThat(cases).content().doesNotContain("departures");
    assertThat(RunReader.read(RunDirectory.open(temp)).cases())
        .flatExtracting(CaseLine::judgements)
        .hasSize(2)
        .allSatisfy(
            judgement -> assertThat(judgement.departures()).containsExactly(judgement.reason()));
  }

  @Test
  void fieldThatClaimsMoreBytesThanThereAreIsShownAsFarAsItGoes() throws IOException {
    Path transcript = temp.resolve("transcripts/connect.second-connect-is-refused.5.0.tcp.json");
    Files.writeString(
        transcript,
        Files.readString(transcript)
            .replace("\"offset\":13,\"length\":7", "\"offset\":19,\"length\":2147483647"));

    RunRenderer.render(RunDirectory.open(temp));

    assertThat(Files.readString(temp.resolve("index.html")))
        .contains("<td>0013</td><td>65</td><td>Client Identifier</td>")
        .contains("<td>000d</td><td>00 05 61 6c 69 63</td><td>not decoded</td>");
  }
}
