package dev.assay.broker.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Chromium without a window, with a profile of its own that is gone with it. */
final class Browser implements AutoCloseable {
  private final Program program;
  private final Path profile;

  private Browser(Program program, Path profile) {
    this.program = program;
    this.profile = profile;
  }

  /** The name to start it by; skips the test, and says so on the console, where there is none. */
  static String required() {
    return Program.firstOf("chromium", "chromium", "chromium-browser", "google-chrome");
  }

  /**
   * Opens a page.
   *
   * @param profile the directory to make, whose parent is there
   * @param trusted the SHA-256 of a public key, Base64: its certificate is accepted, whoever signed it
   */
  static Browser open(String executable, Path profile, String trusted, String url)
      throws IOException {
    Files.createDirectory(profile);
    List<String> command = List.of(
        executable,
        "--headless",
        // root has no sandbox; the page is ours
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--no-default-browser-check",
        "--user-data-dir=" + profile,
        "--ignore-certificate-errors-spki-list=" + trusted,
        url);
    Map<String, String> home = Map.of(
        "HOME", profile.toString(),
        "XDG_CONFIG_HOME", profile.toString(),
        "XDG_CACHE_HOME", profile.toString());
    return new Browser(Program.start(profile.getParent(), null, home, command), profile);
  }

  /** Done when it has ended. */
  CompletableFuture<Void> ended() {
    return program.ended();
  }

  String printed() {
    return program.printed();
  }

  /** All processes of the browser with this profile; its crash handler is no descendant of it. */
  static List<ProcessHandle> processesOf(Path profile) {
    return ProcessHandle.allProcesses()
        .filter(each -> each.info().commandLine().orElse("").contains(profile.toString()))
        .toList();
  }

  @Override
  public void close() throws IOException {
    program.close();
    Program.end(processesOf(profile));
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).forEach(Browser::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
