package dev.assay.cli.targets;

import dev.assay.spec.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What a file of {@code ci/targets} says about a broker.
 *
 * @param here the directory of the file, for what lies beside it
 * @param name by which it is asked for
 * @param title its name for people
 * @param versions the versions, the one to take when none is asked for first; each with words of its own for placeholders
 * @param packages of Debian, none where it comes otherwise
 * @param installed a command that prints the version that is installed; empty where nothing has to be
 * @param maven coordinates on whose class path it runs
 * @param files that are written before it starts, by name
 * @param environment of its process
 * @param start the command that runs it in the foreground; empty for a broker that runs already
 * @param kill the command that ends it as a crash would, where it is no process below {@code start}, such as a container; else empty
 * @param urls where it listens, by transport
 * @param readySeconds how long it may take to answer a CONNECT, at least 1
 * @param stopSeconds how long it may take to stop before it is killed, at least 1
 * @param claims what its documentation says that outlasts the end of its process
 */
record TargetDescription(
    Path here,
    String name,
    String title,
    Map<String, Map<String, String>> versions,
    List<String> packages,
    List<String> installed,
    List<String> maven,
    Map<String, String> files,
    Map<String, String> environment,
    List<String> start,
    List<String> kill,
    Map<String, String> urls,
    int readySeconds,
    int stopSeconds,
    List<DurabilityClaim> claims) {
  private static final Set<String> TRANSPORTS = Set.of("tcp", "tls", "ws", "wss");
  private static final Set<String> KEYS = Set.of(
      "name",
      "title",
      "versions",
      "packages",
      "installed",
      "maven",
      "files",
      "environment",
      "start",
      "kill",
      "urls",
      "readySeconds",
      "stopSeconds",
      "claims");
  private static final int READY_SECONDS = 60;
  private static final int STOP_SECONDS = 20;
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /**
   * Reads a description.
   *
   * @throws TargetException where it says something else than a description can
   */
  static TargetDescription read(Path file) throws IOException {
    JsonNode root;
    try {
      root = YAML.readTree(Files.readString(file));
    } catch (JacksonException e) {
      throw TargetException.usage(
          file + ": expected YAML, found " + String.valueOf(e.getOriginalMessage()));
    }
    Reader reader = new Reader(file, root);
    for (String key : root.propertyNames()) {
      if (!KEYS.contains(key)) {
        throw reader.wrong(
            key, "one of " + String.join(", ", KEYS.stream().sorted().toList()), "'" + key + "'");
      }
    }
    TargetDescription read = new TargetDescription(
        Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file lies in a directory"),
        reader.text("name"),
        root.has("title") ? reader.text("title") : reader.text("name"),
        reader.versions(),
        reader.list("packages"),
        reader.list("installed"),
        reader.list("maven"),
        reader.words(root.path("files"), "files"),
        reader.words(root.path("environment"), "environment"),
        reader.list("start"),
        reader.list("kill"),
        reader.words(root.path("urls"), "urls"),
        reader.seconds("readySeconds", READY_SECONDS),
        reader.seconds("stopSeconds", STOP_SECONDS),
        reader.claims());
    if (!read.name.matches("[a-z0-9][a-z0-9-]*")) {
      throw reader.wrong("name", "lower-case letters, digits and '-'", "'" + read.name + "'");
    }
    if (read.urls.isEmpty() || !TRANSPORTS.containsAll(read.urls.keySet())) {
      throw reader.wrong(
          "urls",
          "a URL for at least one of tcp, tls, ws, wss",
          read.urls.keySet().toString());
    }
    return read;
  }

  /** Whether Assay starts it, or it runs already. */
  boolean isStarted() {
    return !start.isEmpty();
  }

  /** Reads the parts, each with the file and key that a complaint needs. */
  private record Reader(Path file, JsonNode root) {

    TargetException wrong(String key, String expected, String found) {
      return TargetException.usage(
          file + ": " + key + ": expected " + expected + ", found " + found);
    }

    String text(String key) {
      JsonNode value = root.path(key);
      if (!value.isValueNode() || value.asString("").isBlank()) {
        throw wrong(key, "a word", shown(value));
      }
      return value.asString("").strip();
    }

    int seconds(String key, int absent) {
      JsonNode value = root.path(key);
      if (value.isMissingNode()) {
        return absent;
      }
      if (!value.isInt() || value.intValue() < 1) {
        throw wrong(key, "a whole number of seconds of 1 or more", shown(value));
      }
      return value.intValue();
    }

    List<String> list(String key) {
      JsonNode value = root.path(key);
      List<String> words = new ArrayList<>();
      if (!value.isMissingNode() && !value.isArray()) {
        throw wrong(key, "a list", shown(value));
      }
      for (JsonNode each : value) {
        if (!each.isValueNode()) {
          throw wrong(key, "a list of words", shown(each));
        }
        words.add(each.asString(""));
      }
      return List.copyOf(words);
    }

    Map<String, String> words(JsonNode value, String key) {
      Map<String, String> words = new LinkedHashMap<>();
      if (!value.isMissingNode() && !value.isObject()) {
        throw wrong(key, "'name: text' pairs", shown(value));
      }
      value.forEachEntry((name, text) -> {
        if (!text.isValueNode()) {
          throw wrong(key + "." + name, "a text", shown(text));
        }
        words.put(name, text.asString(""));
      });
      return words;
    }

    Map<String, Map<String, String>> versions() {
      JsonNode value = root.path("versions");
      Map<String, Map<String, String>> versions = new LinkedHashMap<>();
      if (!value.isMissingNode() && !value.isObject()) {
        throw wrong(
            "versions",
            "a map from version to its own words, such as '\"2.0.11\": {}'",
            shown(value));
      }
      value.forEachEntry(
          (version, own) -> versions.put(version, words(own, "versions." + version)));
      return versions;
    }

    List<DurabilityClaim> claims() {
      JsonNode value = root.path("claims");
      List<DurabilityClaim> claims = new ArrayList<>();
      if (!value.isMissingNode() && !value.isArray()) {
        throw wrong("claims", "a list of claims", shown(value));
      }
      for (JsonNode each : value) {
        claims.add(claim(each));
      }
      return List.copyOf(claims);
    }

    private DurabilityClaim claim(JsonNode value) {
      for (String key : value.propertyNames()) {
        if (!Set.of("level", "source", "of").contains(key)) {
          throw wrong("claims", "level, source and of", "'" + key + "'");
        }
      }
      String text = value.path("level").asString("");
      Durability level = Durability.of(text)
          .orElseThrow(() -> wrong("claims.level", "none, restart or kill", "'" + text + "'"));
      String source = value.path("source").asString("").strip();
      if (source.isEmpty()) {
        throw wrong("claims.source", "where its documentation says so", "nothing");
      }
      List<String> of = new ArrayList<>();
      value.path("of").forEach(each -> of.add(each.asString("")));
      return new DurabilityClaim(level, source, List.copyOf(of));
    }

    private static String shown(JsonNode value) {
      return value.isMissingNode() ? "nothing" : value.toString();
    }
  }
}
