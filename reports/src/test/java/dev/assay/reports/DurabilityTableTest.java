package dev.assay.reports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spec.Durability;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.RunManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurabilityTableTest {
  @TempDir
  private Path directory;

  @Test
  void kindsAreRowsAndVersionsColumns() {
    DurabilityTable table = DurabilityTable.of(manifest(List.of(
        fact(MqttVersion.V5, "sessions", "process kill"),
        fact(MqttVersion.V5, "retained messages", "restart"),
        fact(MqttVersion.V3_1_1, "sessions", "none"),
        new ProfileFact(MqttVersion.V5, "Receive Maximum", "20", "CONNACK"))));

    assertThat(table.versions()).containsExactly(MqttVersion.V3_1_1, MqttVersion.V5);
    assertThat(table.rows())
        .extracting(DurabilityTable.Row::kind)
        .containsExactly("sessions", "retained messages");
    assertThat(table.rows().get(0).cells())
        .extracting(DurabilityTable.Cell::level)
        .containsExactly("none", "process kill");
    assertThat(table.rows().get(1).cells())
        .extracting(DurabilityTable.Cell::level)
        .containsExactly("", "restart");
  }

  @Test
  void aRunThatDidNotAskShowsNoTable() throws IOException {
    assertThat(DurabilityTable.of(SampleRun.manifest()).isEmpty()).isTrue();

    SampleRun.write(directory);

    assertThat(Files.readString(directory.resolve("index.html"))).doesNotContain("power");
    assertThat(Files.readString(directory.resolve("summary.md"))).doesNotContain("power");
  }

  @Test
  void pageAndSummaryShowTheTableAndSayThatPowerLossIsNotMeant() throws IOException {
    SampleRun.write(
        directory,
        manifest(List.of(fact(MqttVersion.V5, "sessions", "process kill"))),
        SampleRun.results());

    assertThat(Files.readString(directory.resolve("index.html")))
        .contains("<th scope=\"row\">sessions</th><td><b>process kill</b>")
        .contains("Nothing is said about a loss of power");
    assertThat(Files.readString(directory.resolve("summary.md")))
        .contains("| sessions | process kill |")
        .contains("Nothing is said about a loss of power");
  }

  @Test
  void levelsAreReadInTheWordsThatDescriptionsUse() {
    assertThat(Durability.of("kill")).contains(Durability.PROCESS_KILL);
    assertThat(Durability.of("process kill")).contains(Durability.PROCESS_KILL);
    assertThat(Durability.of("restart")).contains(Durability.RESTART);
    assertThat(Durability.of("none")).contains(Durability.NONE);
    assertThat(Durability.of("power loss")).isEmpty();
  }

  private static ProfileFact fact(MqttVersion version, String kind, String level) {
    return new ProfileFact(version, Durability.FACT + kind, level, "restart: all 3");
  }

  private static RunManifest manifest(List<ProfileFact> profile) {
    RunManifest sample = SampleRun.manifest();
    return new RunManifest(
        sample.kind(),
        sample.toolVersion(),
        sample.targetName(),
        sample.targetVersion(),
        sample.targetUrl(),
        sample.environment(),
        sample.start(),
        sample.durationMillis(),
        profile,
        sample.commandLine());
  }
}
