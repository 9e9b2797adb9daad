package dev.assay.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs {@code assay.jar} as a user does: a process of its own, with its own environment and files for its output. */
final class AssayProcess {

  /** What came of it; both outputs in UTF-8. */
  record Outcome(int exitCode, String out, String err, Duration took) {
    List<String> outLines() {
      return out.lines().toList();
    }

    List<String> errLines() {
      return err.lines().toList();
    }
  }

  private AssayProcess() {}

  static Outcome run(String... arguments) {
    return run(Map.of(), arguments);
  }

  /** Runs to the end, for a minute at most. */
  static Outcome run(Map<String, String> environment, String... arguments) {
    return run(environment, Duration.ofMinutes(1), arguments);
  }

  static Outcome run(Map<String, String> environment, Duration deadline, String... arguments) {
    try {
      Path out = Files.createTempFile("assay-out", ".txt");
      Path err = Files.createTempFile("assay-err", ".txt");
      ProcessBuilder builder = builder(environment, arguments);
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      long start = System.nanoTime();
      Process process = builder.start();
      process.getOutputStream().close();
      try {
        if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new AssertionError("assay " + List.of(arguments) + " did not end within " + deadline
              + "; it said: " + Files.readString(out) + Files.readString(err));
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err), took);
      } finally {
        process.destroyForcibly();
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Ready to start, without variables that would change what Assay does. */
  static ProcessBuilder builder(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+IgnoreUnrecognizedVMOptions",
        "--sun-misc-unsafe-memory-access=allow",
        "--enable-native-access=ALL-UNNAMED",
        "-XX:TieredStopAtLevel=1",
        "-jar",
        System.getProperty("assay.jar")));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("ASSAY_"));
    builder.environment().keySet().removeAll(List.of("COLUMNS", "JAVA_TOOL_OPTIONS"));
    builder.environment().putAll(environment);
    return builder;
  }

  /** Bytes as the process wrote them. */
  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
