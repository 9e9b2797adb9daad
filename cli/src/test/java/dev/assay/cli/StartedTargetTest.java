package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.targets.Targets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target that is our own broker in a process of its own. */
class StartedTargetTest {
  @TempDir
  private Path directory;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Terminal terminal = new Terminal(
      new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
      new PrintStream(err, true, StandardCharsets.UTF_8),
      false,
      false,
      80);

  @Test
  void whatWasClosedIsNotStartedAgainAndNobodyIsToldThatItIsGone() throws IOException {
    Path file = Files.writeString(
        directory.resolve("own.yaml"), """
        name: own
        start: ["{java}", -cp, "%s", dev.assay.cli.Main, broker, --tcp, "127.0.0.1:{port:tcp}"]
        urls:
          tcp: mqtt://127.0.0.1:{port:tcp}
        """.formatted(System.getProperty("java.class.path")));
    StartedTarget started = StartedTarget.start(
        Targets.read(directory.resolve("cache"), List.of(file)).named("own"), "own", terminal);

    boolean wasStartedAgain = started.startAgain("it stopped serving clients", terminal);
    started.close();
    boolean wasStartedBehindItsEnd = started.startAgain("the broker served nobody", terminal);

    assertThat(wasStartedAgain).isTrue();
    assertThat(wasStartedBehindItsEnd).isFalse();
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "assay: starting own", "assay: starting it again, since it stopped serving clients");
    assertThat(started.running().pid())
        .satisfies(pid -> assertThat(ProcessHandle.of(pid)).isEmpty());
  }
}
