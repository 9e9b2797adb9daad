package dev.assay.reports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.RunManifest;
import dev.assay.spec.Statement;
import dev.assay.spec.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillMatrixReportTest {
  private static final String HOSTILE = "came <script>alert(1)</script>";

  private static KillMatrix.Meant meant(Statement statement, Verdict verdict) {
    return new KillMatrix.Meant(
        "connect/second-connect-is-refused", statement, Statement.WHOLE, verdict, HOSTILE);
  }

  private static KillMatrix.Deviant deviant(
      String name, List<KillMatrix.Meant> meant, KillMatrix.Other... others) {
    return new KillMatrix.Deviant(name, "Lets a second CONNECT pass.", meant, List.of(others));
  }

  private static KillMatrix.Other other(boolean isKnown) {
    return new KillMatrix.Other("ping/answered-for-each", MqttVersion.V5, isKnown, "no PINGRESP");
  }

  private final KillMatrix.Deviant caught = deviant(
      "caught",
      List.of(meant(Mqtt5.MQTT_3_1_0_2, Verdict.FAIL), meant(Mqtt311.MQTT_3_1_0_2, Verdict.FAIL)),
      other(true));
  private final KillMatrix.Deviant halfCaught = deviant(
      "half-caught",
      List.of(meant(Mqtt5.MQTT_3_1_0_2, Verdict.FAIL), meant(Mqtt311.MQTT_3_1_0_2, Verdict.PASS)));
  private final KillMatrix.Deviant caughtByMore =
      deviant("caught-by-more", List.of(meant(Mqtt5.MQTT_3_1_0_2, Verdict.FAIL)), other(false));

  @Test
  void oneJudgementThatDoesNotFailIsADeviantMissed() {
    KillMatrix matrix = new KillMatrix(7, List.of(caught, halfCaught));

    assertThat(matrix.caught()).isEqualTo(1);
    assertThat(matrix.failed()).isEqualTo(3);
    assertThat(matrix.judgements()).isEqualTo(4);
    assertThat(matrix.holds()).isFalse();
    assertThat(matrix.sentence())
        .startsWith("Catches 1 of 2 brokers")
        .contains("3 of 4 judgements");
  }

  @Test
  void failureThatNobodyExpectedCountsAndOneThatIsListedDoesNot() {
    assertThat(new KillMatrix(1, List.of(caught)).holds()).isTrue();

    KillMatrix more = new KillMatrix(1, List.of(caught, caughtByMore));

    assertThat(more.unexpected()).isEqualTo(1);
    assertThat(more.holds()).isFalse();
    assertThat(more.sentence()).contains("1 failure beside them");
  }

  @Test
  void pageShowsEachDeviantAndEscapesWhatBrokersSent() throws IOException {
    String page = KillMatrixReport.page(
        SampleRun.manifest(), new KillMatrix(7, List.of(caught, halfCaught, caughtByMore)));

    assertThat(page)
        .contains("id=\"deviant-half-caught\"", "MISSED", "CAUGHT", "MORE", "MQTT-3.1.0-2")
        .contains("came &lt;script&gt;")
        .doesNotContain("<script>alert");
  }

  @Test
  void directoryIsARunOfItsKindThatALaterRunMayReplace(@TempDir Path temp) throws IOException {
    RunDirectory directory = RunDirectory.create(temp.resolve("run"));
    RunManifest manifest = new RunManifest(
        KillMatrixReport.KIND,
        "0.1.0",
        "Assay conformance suite",
        "0.1.0",
        "",
        Map.of("os", "Linux"),
        Instant.parse("2026-11-22T10:15:30Z"),
        14_320,
        List.of(),
        List.of("assay", "conformance", "--self-test=named"));

    KillMatrixReport.write(directory, manifest, new KillMatrix(7, List.of(caught)));

    assertThat(directory.path().resolve("kill-matrix.json")).exists();
    assertThat(RunDirectory.open(directory.path()).kind()).isEqualTo("self-test");
    RunDirectory.create(directory.path());
    assertThat(directory.path().resolve("kill-matrix.json")).doesNotExist();
  }

  @Test
  void fileKeepsItsSchemaAndTheSchemaNoticesWhatIsWrong() throws IOException {
    String json = KillMatrixReport.json(new KillMatrix(7, List.of(caught, caughtByMore)));

    assertThat(SchemaTest.errors("kill-matrix", json)).isEmpty();
    assertThat(SchemaTest.errors("kill-matrix", json.replace("\"FAIL\"", "\"failed\"")))
        .isNotEmpty();
  }
}
