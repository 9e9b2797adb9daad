package dev.assay.broker.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A program that runs beside the test, with what it prints in two files: its output, and its errors. */
final class Program implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 120;
  private static final long GRACE_SECONDS = 10;

  private final List<String> command;
  private final Process process;
  private final Path output;
  private final Path errors;

  private Program(List<String> command, Process process, Path output, Path errors) {
    this.command = command;
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /** Skips the test, and says so on the console, unless this program can be started; {@code debianPackage} is where it is from. */
  static void require(String name, String debianPackage) {
    firstOf(debianPackage, name);
  }

  /** The first of these names that can be started; skips the test, and says so on the console, if there is none. */
  static String firstOf(String debianPackage, String... names) {
    return Stream.of(names).filter(Program::isInstalled).findFirst().orElseGet(() -> {
      skip(String.join(" or ", names) + " is not installed (Debian: " + debianPackage + ")");
      return "";
    });
  }

  /** Skips the test, and says so on the console. */
  static void skip(String reason) {
    System.out.println("skipped: " + reason);
    abort("skipped: " + reason);
  }

  private static boolean isInstalled(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  /**
   * Starts it.
   *
   * @param directory where what it prints is kept
   * @param input what it reads; null if nothing
   */
  static Program start(
      Path directory, @Nullable Path input, Map<String, String> environment, List<String> command)
      throws IOException {
    Path output = Files.createTempFile(directory, "program", ".out");
    Path errors = Files.createTempFile(directory, "program", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    if (input != null) {
      builder.redirectInput(input.toFile());
    }
    return new Program(command, builder.start(), output, errors);
  }

  /** What it wrote to its standard output, once it has ended well; what its libraries say of themselves is elsewhere. */
  List<String> output() throws Exception {
    awaitGoodEnd();
    return Files.readAllLines(output, StandardCharsets.UTF_8);
  }

  /** What it wrote to both, once it has ended well: for a program that has no reason to complain. */
  List<String> outputAndErrors() throws Exception {
    awaitGoodEnd();
    return printed().lines().toList();
  }

  private void awaitGoodEnd() throws InterruptedException {
    boolean ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertThat(ended).as("%s ended; it printed %s", command, printed()).isTrue();
    assertThat(process.exitValue())
        .as("exit code of %s; it printed %s", command, printed())
        .isZero();
  }

  /** What it has printed so far: its output, and behind it its errors. */
  String printed() {
    try {
      return Files.readString(output) + Files.readString(errors);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Done when it has ended. */
  CompletableFuture<Void> ended() {
    return process.onExit().thenAccept(any -> {});
  }

  /** Asks it to end, and sees to it that it and the processes that it started do. */
  @Override
  public void close() {
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    process.destroy();
    process.onExit().completeOnTimeout(process, GRACE_SECONDS, TimeUnit.SECONDS).join();
    end(all);
  }

  /** Kills these processes and waits for their end; for that of a stranger's child, which its parent may never notice, not for ever. */
  static void end(List<ProcessHandle> processes) {
    processes.forEach(ProcessHandle::destroyForcibly);
    CompletableFuture.allOf(
            processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, GRACE_SECONDS, TimeUnit.SECONDS)
        .join();
  }
}
