package dev.assay.cli.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target that is our own broker in a process of its own: no real broker has to be here. */
class RunningTargetTest {
  @TempDir
  private Path directory;

  @Test
  void aTargetAnswersIsKilledComesBackAndLeavesNothing() throws IOException {
    Target target = described("""
        name: own
        start: ["{java}", -cp, "%s", dev.assay.cli.Main, broker, --tcp, "127.0.0.1:{port:tcp}"]
        urls:
          tcp: mqtt://127.0.0.1:{port:tcp}
        """.formatted(System.getProperty("java.class.path")));

    long first;
    long second;
    Path log;
    try (RunningTarget running = RunningTarget.start(target)) {
      first = running.pid();
      log = running.log();
      assertThat(Files.readString(log)).contains(running.urls().get("tcp"));

      running.kill();
      assertThat(ProcessHandle.of(first)).isEmpty();
      running.restart();
      second = running.pid();
    }

    assertThat(second).isNotEqualTo(first);
    assertThat(ProcessHandle.of(second)).isEmpty();
    assertThat(log.getParent()).doesNotExist();
  }

  @Test
  void whatIsKilledGetsNoChanceToStopInOrder() throws IOException {
    assumeTrue(
        Files.isDirectory(Path.of("/proc/self")), "skipped: orphans are found through /proc");
    Path stopped = directory.resolve("stopped");
    Target target = described("""
        name: own
        start: [sh, -c, "%s"]
        urls:
          tcp: mqtt://127.0.0.1:{port:tcp}
        """.formatted("trap 'touch " + stopped + "; exit 0' TERM; {java} -cp "
        + System.getProperty("java.class.path")
        + " dev.assay.cli.Main broker --tcp 127.0.0.1:{port:tcp} & wait $!"));

    try (RunningTarget running = RunningTarget.start(target)) {
      running.kill();
      assertThat(stopped).doesNotExist();

      running.startAgain();
      assertThat(running.stop()).isTrue();
      assertThat(stopped).exists();
    }
  }

  @Test
  void whatIsNoProcessOfOursIsKilledAsItsDescriptionSays() throws IOException {
    Path pid = directory.resolve("pid");
    Target target = described(elsewhere(pid) + """
        kill: [sh, -c, "kill -9 $(cat %s)"]
        """.formatted(pid));

    try (RunningTarget running = RunningTarget.start(target)) {
      long first = Long.parseLong(Files.readString(pid).strip());
      running.kill();
      assertThat(ProcessHandle.of(first)).isEmpty();

      running.startAgain();
      assertThat(Long.parseLong(Files.readString(pid).strip())).isNotEqualTo(first);
    }
    assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))).isEmpty();
  }

  @Test
  void whatGoesOnAlthoughItWasKilledIsNotTakenForTheNextOne() throws IOException {
    Path pid = directory.resolve("pid");

    try (RunningTarget running = RunningTarget.start(described(elsewhere(pid)))) {
      assertThatThrownBy(running::kill)
          .isInstanceOf(TargetException.class)
          .hasMessageMatching("own: expected nothing to listen once its processes are killed, found"
              + " a listener at mqtt://127.0.0.1:\\d+; a container needs 'kill' in its description,"
              + " the command that ends it");
    } finally {
      ProcessHandle.of(read(pid)).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  /** A broker without the mark of those that a target starts, as in a container. */
  private static String elsewhere(Path pid) {
    return """
        name: own
        start: [sh, -c, "env -i {java} -cp %s dev.assay.cli.Main broker --tcp 127.0.0.1:{port:tcp} & echo $! >%s; trap 'kill $(cat %s)' TERM; wait; wait"]
        urls:
          tcp: mqtt://127.0.0.1:{port:tcp}
        """.formatted(System.getProperty("java.class.path"), pid, pid);
  }

  @Test
  void whatStartsAfreshHasForgottenAndFindsWhatItWasGiven() throws IOException {
    Target target = described("""
        name: own
        files:
          given: given to it
        start: [sh, -c, "cat {dir}/given; ls {dir}; touch {dir}/written; exec {java} -cp %s dev.assay.cli.Main broker --tcp 127.0.0.1:{port:tcp}"]
        urls:
          tcp: mqtt://127.0.0.1:{port:tcp}
        """.formatted(System.getProperty("java.class.path")));

    try (RunningTarget running = RunningTarget.start(target)) {
      running.restartAfresh();

      assertThat(Files.readString(running.log()))
          .containsSubsequence("given to it", "given to it")
          .doesNotContain("written");
      running.restart();
      assertThat(Files.readString(running.log())).contains("written");
    }
  }

  @Test
  void whatIsClosedIsNotStartedAgain() throws IOException {
    Target target = described("""
        name: own
        start: ["{java}", -cp, "%s", dev.assay.cli.Main, broker, --tcp, "127.0.0.1:{port:tcp}"]
        urls:
          tcp: mqtt://127.0.0.1:{port:tcp}
        """.formatted(System.getProperty("java.class.path")));
    RunningTarget running = RunningTarget.start(target);
    running.close();

    assertThatThrownBy(running::startAgain)
        .isInstanceOf(TargetException.class)
        .hasMessage("own: expected it to run, found it closed");
  }

  @Test
  void aChildThatOutlivesItsParentIsEndedToo() throws IOException {
    assumeTrue(
        Files.isDirectory(Path.of("/proc/self")), "skipped: orphans are found through /proc");
    Path pid = directory.resolve("pid");
    Target target = described("""
        name: orphans
        start: [sh, -c, "sh -c 'echo $$ >%s; exec sleep 300' & exit 3"]
        urls:
          tcp: mqtt://127.0.0.1:{port:tcp}
        readySeconds: 30
        """.formatted(pid));

    assertThatThrownBy(() -> RunningTarget.start(target))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("found that it ended with exit code 3");

    if (Files.exists(pid)) {
      assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())))
          .isEmpty();
    }
  }

  @Test
  void whatDoesNotStartSaysWhy() throws IOException {
    Target target = described("""
        name: broken
        start: [sh, -c, "echo no licence; exit 7"]
        urls:
          tcp: mqtt://127.0.0.1:{port:tcp}
        """);

    assertThatThrownBy(() -> RunningTarget.start(target))
        .hasMessage(
            "broken: expected it to run, found that it ended with exit code 7; it said: no licence");
  }

  private Target described(String yaml) throws IOException {
    Path file = Files.writeString(directory.resolve("own.yaml"), yaml);
    TargetDescription description = TargetDescription.read(file);
    return Targets.read(directory.resolve("cache"), List.of(file)).named(description.name());
  }
}
