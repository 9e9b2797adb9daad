package dev.assay.cli.targets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs short commands and keeps what they say. */
final class Commands {
  private Commands() {}

  /**
   * What a command said.
   *
   * @param exitCode its own; -1 if it could not be started or did not end in time
   * @param output of both streams
   */
  record Outcome(int exitCode, String output) {
    boolean isGood() {
      return exitCode == 0;
    }

    /** The last line with something in it, for a message. */
    String lastLine() {
      return output
          .lines()
          .filter(line -> !line.isBlank())
          .reduce((first, second) -> second)
          .orElse("");
    }
  }

  /** Runs {@code command} to its end, or kills it after {@code patience}. */
  static Outcome run(List<String> command, Duration patience) {
    try {
      Path output = Files.createTempFile("assay-command", ".txt");
      try {
        Process process = new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
        boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
          process.destroyForcibly().waitFor();
        }
        String said = Files.readString(output, StandardCharsets.UTF_8);
        return ended
            ? new Outcome(process.exitValue(), said)
            : new Outcome(-1, said + "\nno end within " + patience.toSeconds() + " s");
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      return new Outcome(-1, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome(-1, "interrupted");
    }
  }
}
