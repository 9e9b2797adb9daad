package dev.assay.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spec.MqttVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  @TempDir
  Path temp;

  @Test
  void defaultDirectoryIsNamedByTimeAndTargetAndLatestLeadsToIt() throws IOException {
    RunDirectory directory = RunDirectory.createIn(temp, SampleRun.START, "mqtt://h:1/../x");
    SampleRun.write(directory.path());

    RunDirectory latest = RunDirectory.open(temp.resolve("latest"));

    assertThat(directory.path()).isEqualTo(temp.resolve("20261122-101530-mqtt-h-1-..-x"));
    assertThat(RunReader.read(latest).cases()).isNotEmpty();
  }

  @Test
  void latestMayBeATextFileWhereLinksAreRefused() throws IOException {
    SampleRun.write(temp.resolve("a-run"));
    Files.writeString(temp.resolve("latest"), "a-run\n");

    RunDirectory latest = RunDirectory.open(temp.resolve("latest"));

    assertThat(latest.path()).isEqualTo(temp.resolve("a-run"));
  }

  @Test
  void secondRunOfTheSameSecondHasADirectoryOfItsOwn() throws IOException {
    RunDirectory first = RunDirectory.createIn(temp, SampleRun.START, "x");
    RunDirectory second = RunDirectory.createIn(temp, SampleRun.START, "x");

    assertThat(second.path()).isNotEqualTo(first.path());
    assertThat(temp.resolve("latest").toRealPath()).isEqualTo(second.path().toRealPath());
  }

  @Test
  void earlierRunIsReplacedWhole() throws IOException {
    Path path = temp.resolve("run");
    SampleRun.write(path);

    RunDirectory directory = RunDirectory.create(path);

    assertThat(directory.path()).isEmptyDirectory();
  }

  @Test
  void directoryWithOtherFilesIsLeftAlone() throws IOException {
    Path precious = temp.resolve("precious.txt");
    Files.writeString(precious, "mine");

    assertThatThrownBy(() -> RunDirectory.create(temp))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found other files");
    assertThat(precious).hasContent("mine");
  }

  @Test
  void openingWhatIsNoRunSaysWhatWasFound() {
    assertThatThrownBy(() -> RunDirectory.open(temp))
        .isInstanceOf(DamagedRunException.class)
        .hasMessageContaining("expected a run directory, found a directory without run.json");
  }

  @Test
  void transcriptNamesAreSafeAndDistinct() {
    String plain = RunDirectory.transcript("connect/second-connect", MqttVersion.V5, "tcp");
    String escaping = RunDirectory.transcript("../../etc/Pass wd\u0000", MqttVersion.V5, "tcp");
    String upper = RunDirectory.transcript("connect/A", MqttVersion.V5, "tcp");
    String lower = RunDirectory.transcript("connect/a", MqttVersion.V5, "tcp");
    String longest = RunDirectory.transcript("x".repeat(4_000), MqttVersion.V5, "tcp");

    assertThat(plain).isEqualTo("transcripts/connect.second-connect.5.0.tcp.json");
    assertThat(escaping).matches(Run::isTranscriptPath);
    assertThat(RunDirectory.transcript("/a", MqttVersion.V5, "tcp")).matches(Run::isTranscriptPath);
    assertThat(RunDirectory.transcript("a.b", MqttVersion.V5, "tcp"))
        .isNotEqualTo(RunDirectory.transcript("a/b", MqttVersion.V5, "tcp"));
    assertThat(upper).isNotEqualToIgnoringCase(lower);
    assertThat(longest.length()).isLessThan(200);
  }
}
