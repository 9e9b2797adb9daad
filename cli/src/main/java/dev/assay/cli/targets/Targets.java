package dev.assay.cli.targets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The targets that are known: those that Assay brings along, and those in a directory of the user's, which come first. */
public final class Targets {
  /** What is brought along, out of {@code ci/targets}; a test holds the list against that directory. */
  static final List<String> BUILT_IN = List.of(
      "ActiveMqTarget.java",
      "ArtemisTarget.java",
      "MoquetteTarget.java",
      "activemq.yaml",
      "artemis.yaml",
      "moquette.yaml",
      "mosquitto.yaml",
      "rabbitmq.yaml");

  private final Map<String, TargetDescription> byName;
  private final Path cache;

  private Targets(Map<String, TargetDescription> byName, Path cache) {
    this.byName = byName;
    this.cache = cache;
  }

  /**
   * All targets.
   *
   * @param cache where what is brought along and what is resolved is kept; made if absent
   * @param own directories with descriptions of the user's, or single description files
   * @throws TargetException where a description is none
   */
  public static Targets read(Path cache, List<Path> own) {
    Map<String, TargetDescription> byName = new TreeMap<>();
    try {
      Path builtIn = unpack(Files.createDirectories(cache.resolve("targets")));
      add(byName, builtIn);
      for (Path each : own) {
        if (!Files.exists(each)) {
          throw TargetException.usage("expected a file or directory of targets, found no " + each);
        }
        add(byName, each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Targets(byName, cache);
  }

  private static Path unpack(Path directory) throws IOException {
    for (String file : BUILT_IN) {
      try (InputStream in = Targets.class.getResourceAsStream("/targets/" + file)) {
        if (in == null) {
          throw new IllegalStateException("the jar lacks targets/" + file);
        }
        Path beside = Files.createTempFile(directory, file, ".new");
        Files.copy(in, beside, StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return directory;
  }

  private static void add(Map<String, TargetDescription> byName, Path from) throws IOException {
    if (!Files.isDirectory(from)) {
      TargetDescription read = TargetDescription.read(from);
      byName.put(read.name(), read);
      return;
    }
    try (Stream<Path> files = Files.list(from)) {
      for (Path file :
          files.filter(each -> each.toString().endsWith(".yaml")).sorted().toList()) {
        TargetDescription read = TargetDescription.read(file);
        byName.put(read.name(), read);
      }
    }
  }

  /** Every target in every version, in the order of their names. */
  public List<Target> all() {
    return byName.values().stream()
        .flatMap(each -> each.versions().isEmpty()
            ? Stream.of(new Target(each, "", cache))
            : each.versions().keySet().stream().map(version -> new Target(each, version, cache)))
        .toList();
  }

  /**
   * The target that {@code NAME} or {@code NAME:VERSION} asks for.
   *
   * @throws TargetException if there is none, with those that there are
   */
  public Target named(String nameAndVersion) {
    int colon = nameAndVersion.indexOf(':');
    String name = colon < 0 ? nameAndVersion : nameAndVersion.substring(0, colon);
    TargetDescription found = byName.get(name);
    if (found == null) {
      throw TargetException.usage("expected one of " + String.join(", ", byName.keySet())
          + " (see 'assay targets'), found '" + name + "'");
    }
    String first = found.versions().keySet().stream().findFirst().orElse("");
    String version = colon < 0 ? first : nameAndVersion.substring(colon + 1);
    if (!version.equals(first) && !found.versions().containsKey(version)) {
      throw TargetException.usage("expected one of the versions "
          + String.join(", ", found.versions().keySet()) + " of " + name + ", found '" + version
          + "'");
    }
    return new Target(found, version, cache);
  }
}
