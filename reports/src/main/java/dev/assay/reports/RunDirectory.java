package dev.assay.reports;

import dev.assay.spec.MqttVersion;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Where one run's files lie, and what they are called. */
public final class RunDirectory {
  /** The version of the files' form. It grows when something that a script may read changes its meaning. */
  static final int FORMAT_VERSION = 1;

  static final String RUN = "run.json";
  static final String CASES = "cases.jsonl";
  static final String STATEMENTS = "statements.json";
  static final String TRANSCRIPTS = "transcripts";
  static final String JUNIT = "junit.xml";
  static final String SUMMARY = "summary.md";
  static final String SARIF = "results.sarif";
  static final String BADGE = "badge.svg";
  static final String PAGE = "index.html";
  static final String JMH = "jmh.json";
  static final String KILL_MATRIX = "kill-matrix.json";
  static final String LEFTOVERS = "leftovers.jsonl";
  static final String JMH_ENVIRONMENT = "jmh.environment.json";

  /** The fact of run.json's environment that says how many processors the JVM could use. */
  public static final String PROCESSORS = "processors";

  private static final List<String> FILES = List.of(
      RUN,
      CASES,
      STATEMENTS,
      JUNIT,
      SUMMARY,
      SARIF,
      BADGE,
      PAGE,
      JMH,
      JMH_ENVIRONMENT,
      KILL_MATRIX);
  private static final String LATEST = "latest";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int LONGEST_NAME = 120;

  private final Path path;

  private RunDirectory(Path path) {
    this.path = path;
  }

  /**
   * A directory {@code <base>/<time>-<target>} for a new run, and a link {@code <base>/latest} to it; where links are refused
   * {@code latest} is a text file that holds the name.
   *
   * @param start of the run; shown in UTC
   * @param target as the user calls it; characters that a file name should not have become {@code -}
   */
  public static RunDirectory createIn(Path base, Instant start, String target) throws IOException {
    String name = TIME.format(start) + "-" + plainName(target);
    Path path = base.resolve(name);
    for (int again = 2; Files.exists(path); again++) {
      path = base.resolve(name + "-" + again);
    }
    RunDirectory directory = create(path);
    pointLatestAt(base, path.getFileName());
    return directory;
  }

  /**
   * A directory at {@code path} for a new run. An earlier run there is replaced.
   *
   * @throws IOException also where {@code path} holds something other than a run, which is left as it is
   */
  public static RunDirectory create(Path path) throws IOException {
    checkFree(path);
    Files.createDirectories(path);
    RunDirectory directory = new RunDirectory(path);
    directory.deleteRun();
    return directory;
  }

  /**
   * Asks whether {@link #create} would take {@code path}, and changes nothing: whoever runs for an hour before there is
   * something to write asks first.
   *
   * @throws IOException where {@code path} holds something other than a run
   */
  public static void checkFree(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    if (!Files.isDirectory(path)) {
      throw new IOException(path + ": expected a directory, found a file");
    }
    if (!Files.exists(path.resolve(RUN)) && !isEmpty(path)) {
      throw new IOException(path
          + ": expected a new directory, an empty one or an earlier run, found other files in it");
    }
  }

  /**
   * The run at {@code path}: a run directory, a link to one, or the text file that stands for such a link.
   *
   * @throws DamagedRunException where no run is there
   */
  public static RunDirectory open(Path path) throws IOException {
    Path directory = path;
    if (Files.isRegularFile(path) && Path.of(LATEST).equals(path.getFileName())) {
      directory = path.resolveSibling(Files.readString(path).strip());
    }
    if (!Files.isRegularFile(directory.resolve(RUN))) {
      String found = Files.isDirectory(directory)
          ? "a directory without " + RUN
          : Files.exists(directory) ? "a file" : "nothing";
      throw new DamagedRunException(path.toString(), "a run directory", found);
    }
    return new RunDirectory(directory);
  }

  /**
   * What was run: {@code conformance}, {@code load}, {@code bench} or {@code self-test}.
   *
   * @throws DamagedRunException where run.json does not say
   */
  public String kind() throws IOException {
    return JsonObject.of(RUN, Json.parse(RUN, read(RUN))).text("kind");
  }

  /**
   * The URL that was judged, without user name and password.
   *
   * @throws DamagedRunException where run.json does not say
   */
  public String targetUrl() throws IOException {
    return JsonObject.of(RUN, Json.parse(RUN, read(RUN))).object("target").text("url");
  }

  /**
   * The runs below {@code base}, such as {@link #createIn} makes them; none where there is no such directory.
   */
  public static List<RunDirectory> allIn(Path base) throws IOException {
    if (!Files.isDirectory(base)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(base)) {
      return files
          .filter(file -> !Files.isSymbolicLink(file) && Files.isRegularFile(file.resolve(RUN)))
          .sorted()
          .map(RunDirectory::new)
          .toList();
    }
  }

  /** Where it lies. */
  public Path path() {
    return path;
  }

  /** The page to look at. */
  public Path page() {
    return resolve(PAGE);
  }

  Path run() {
    return resolve(RUN);
  }

  Path cases() {
    return resolve(CASES);
  }

  Path statements() {
    return resolve(STATEMENTS);
  }

  Path resolve(String file) {
    return path.resolve(file);
  }

  /** Writes a whole file so that a reader sees the old one or the new one, never half of it. */
  void write(String file, String content) throws IOException {
    Path whole = resolve(file);
    Path part = resolve(file + ".part");
    Files.writeString(part, content, StandardCharsets.UTF_8);
    Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
  }

  String read(String file) throws IOException {
    try {
      return Files.readString(resolve(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException absent) {
      DamagedRunException damaged = new DamagedRunException(file, "a file", "none in " + path);
      damaged.initCause(absent);
      throw damaged;
    } catch (CharacterCodingException notText) {
      DamagedRunException damaged = new DamagedRunException(file, "text in UTF-8", "other bytes");
      damaged.initCause(notText);
      throw damaged;
    }
  }

  /**
   * The path of a transcript, relative to the run directory: {@code connect.second-connect.5.0.tcp.json}. Any two keys have
   * different paths, on file systems that ignore case too.
   */
  static String transcript(String caseId, MqttVersion version, String transport) {
    String plain = plain(caseId) + "." + version.text() + "." + plain(transport);
    return TRANSCRIPTS + "/" + plain + ".json";
  }

  private static String plain(String id) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean asItIs = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
      if (asItIs) {
        name.append(c);
      } else if (c == '/' && i > 0) {
        name.append('.');
      } else {
        name.append('_').append(Integer.toHexString(c)).append('_');
      }
    }
    if (name.length() <= LONGEST_NAME) {
      return name.toString();
    }
    return name.substring(0, LONGEST_NAME) + "_" + Integer.toHexString(id.hashCode());
  }

  private static String plainName(String target) {
    String name = target.replaceAll("[^A-Za-z0-9.]+", "-").replaceAll("^[-.]+|[-.]+$", "");
    if (name.isEmpty()) {
      return "target";
    }
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
  }

  private static void pointLatestAt(Path base, Path name) throws IOException {
    Path latest = base.resolve(LATEST);
    if (Files.isDirectory(latest, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.deleteIfExists(latest);
    try {
      Files.createSymbolicLink(latest, name);
    } catch (UnsupportedOperationException | FileSystemException refused) {
      Files.writeString(latest, name + "\n");
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  private void deleteRun() throws IOException {
    for (String file : FILES) {
      Files.deleteIfExists(resolve(file));
    }
    Path transcripts = resolve(TRANSCRIPTS);
    if (!Files.isDirectory(transcripts, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.list(transcripts)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        Files.delete(file);
      }
    }
    if (isEmpty(transcripts)) {
      Files.delete(transcripts);
    }
  }
}
