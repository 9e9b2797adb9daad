package dev.assay.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@code assay broker} as a process of its own on a free loopback port. */
final class RunningBroker implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 30;

  private final Process process;
  private final BufferedReader out;
  private final String url;

  private RunningBroker(Process process, BufferedReader out, String url) {
    this.process = process;
    this.out = out;
    this.url = url;
  }

  static RunningBroker start(String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("broker", "--tcp", "127.0.0.1:0"));
    arguments.addAll(List.of(options));
    Process process = AssayProcess.builder(Map.of(), arguments.toArray(String[]::new))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    try {
      String line = nextLine(out);
      if (!line.matches("tcp mqtt://127\\.0\\.0\\.1:[0-9]+")) {
        throw new AssertionError("expected 'tcp mqtt://127.0.0.1:PORT', found: " + line);
      }
      return new RunningBroker(process, out, line.substring("tcp ".length()));
    } catch (Exception | AssertionError e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** What it prints next. */
  String nextLine() throws Exception {
    return nextLine(out);
  }

  private static String nextLine(BufferedReader out) throws Exception {
    return CompletableFuture.supplyAsync(() -> read(out)).get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static String read(BufferedReader out) {
    try {
      return String.valueOf(out.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return url;
  }

  /** Asks it to stop as a terminal or a service manager does, and says how it ended. */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the broker did not stop within " + DEADLINE_SECONDS + " s");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
