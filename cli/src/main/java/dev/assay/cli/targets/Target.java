package dev.assay.cli.targets;

import dev.assay.spec.Durability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One broker in one version: can be installed and started. */
public final class Target {
  private static final Duration INSTALL_PATIENCE = Duration.ofMinutes(10);
  private static final Duration ASK_PATIENCE = Duration.ofSeconds(20);
  private static final String RESOLVER =
      "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath";

  private final TargetDescription description;
  private final String version;
  private final Path cache;

  Target(TargetDescription description, String version, Path cache) {
    this.description = description;
    this.version = version;
    this.cache = cache;
  }

  /**
   * The broker that is built in, as a process of its own that keeps what it remembers.
   *
   * @param classpath on which its command is found
   * @param data where it keeps that; null for a directory that goes with it
   */
  public static Target referenceBroker(String version, String classpath, @Nullable Path data) {
    TargetDescription description = new TargetDescription(
        Path.of(""),
        "assay",
        "Assay reference broker",
        Map.of(version, Map.of()),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        List.of(
            "{java}",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classpath,
            "dev.assay.cli.Main",
            "broker",
            "--tcp",
            "127.0.0.1:{port:tcp}",
            "--data",
            data == null ? "{dir}/data" : data.toAbsolutePath().toString()),
        List.of(),
        Map.of("tcp", "mqtt://127.0.0.1:{port:tcp}"),
        60,
        20,
        List.of(new DurabilityClaim(
            Durability.PROCESS_KILL, "assay broker --help, --data", List.of())));
    return new Target(description, version, Path.of(""));
  }

  public String name() {
    return description.name();
  }

  /** What its documentation says that outlasts the end of its process. */
  public List<DurabilityClaim> claims() {
    return description.claims();
  }

  /** Whether Assay starts it, so that it can be ended and started again. */
  public boolean isStarted() {
    return description.isStarted();
  }

  /** Empty where the description names none. */
  public String version() {
    return version;
  }

  /** {@code NAME:VERSION}, or the name alone where there is no version. */
  public String label() {
    return version.isEmpty() ? name() : name() + ":" + version;
  }

  /** Its name for people. */
  public String title() {
    return description.title();
  }

  /** The transports over which it listens: tcp, tls, ws, wss. */
  public Set<String> transports() {
    return description.urls().keySet();
  }

  /** Where it comes from, in a few words. */
  public String origin() {
    if (!description.isStarted()) {
      return "runs already";
    }
    if (!description.packages().isEmpty()) {
      return "Debian";
    }
    return description.maven().isEmpty() ? "command" : "Maven Central";
  }

  TargetDescription description() {
    return description;
  }

  /** Whether it can be started as it is, without fetching anything. */
  public boolean isInstalled() {
    if (!description.installed().isEmpty()) {
      String found = foundVersion();
      return found != null && isVersion(found);
    }
    return description.maven().isEmpty() || Files.exists(classpathFile());
  }

  /**
   * Fetches what is missing: Debian's packages with apt-get (as root), jars with Maven. Does nothing if all is there.
   *
   * @throws TargetException if it cannot be had
   */
  public void install() {
    if (!description.packages().isEmpty()) {
      installPackages();
    }
    if (!description.maven().isEmpty() && !Files.exists(classpathFile())) {
      resolveClasspath();
    }
  }

  private void installPackages() {
    String found = foundVersion();
    if (found == null) {
      List<String> words =
          new ArrayList<>(List.of("apt-get", "install", "-y", "-q", "--no-install-recommends"));
      // another target may be installing its packages right now
      words.addAll(List.of("-o", "DPkg::Lock::Timeout=" + INSTALL_PATIENCE.toSeconds()));
      words.addAll(description.packages());
      forbidServices();
      Commands.Outcome outcome = Commands.run(words, INSTALL_PATIENCE);
      found = foundVersion();
      if (found == null) {
        throw TargetException.unavailable(name() + ": expected Debian's "
            + String.join(" ", description.packages()) + ", found none, and '"
            + String.join(" ", words) + "' said: " + outcome.lastLine());
      }
    }
    if (!isVersion(found)) {
      throw TargetException.unavailable(
          name() + ": expected version " + version + ", found " + found + " installed");
    }
  }

  /** A Debian package of a server starts it on its standard port, unless this file forbids it. */
  private static void forbidServices() {
    Path policy = Path.of("/usr/sbin/policy-rc.d");
    if (Files.exists(policy) || !Files.isWritable(policy.getParent())) {
      return;
    }
    try {
      Files.writeString(policy, "#!/bin/sh\nexit 101\n");
      if (!policy.toFile().setExecutable(true)) {
        throw TargetException.unavailable("cannot make " + policy + " executable");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The version that is installed; null if none is. */
  private @Nullable String foundVersion() {
    if (description.installed().isEmpty()) {
      return "";
    }
    Commands.Outcome outcome = Commands.run(description.installed(), ASK_PATIENCE);
    return outcome.isGood() && !outcome.output().isBlank() ? outcome.output().strip() : null;
  }

  private boolean isVersion(String found) {
    return version.isEmpty() || found.startsWith(version) || found.contains(" " + version);
  }

  // ---- Maven Central

  private Path home() {
    return cache.resolve(version.isEmpty() ? name() : name() + "-" + version);
  }

  private Path classpathFile() {
    return home().resolve("classpath.txt");
  }

  String classpath() {
    try {
      return description.maven().isEmpty()
          ? ""
          : Files.readString(classpathFile()).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void resolveClasspath() {
    try {
      Path pom = Files.createDirectories(home()).resolve("pom.xml");
      Files.writeString(pom, pom(), StandardCharsets.UTF_8);
      Path resolved = home().resolve("classpath.new");
      Commands.Outcome outcome = Commands.run(
          List.of(
              "mvn",
              "-B",
              "-q",
              "-f",
              pom.toString(),
              RESOLVER,
              "-Dmdep.includeScope=runtime",
              "-Dmdep.outputFile=" + resolved),
          INSTALL_PATIENCE);
      if (!outcome.isGood() || !Files.exists(resolved)) {
        String said = outcome
            .output()
            .lines()
            .filter(line -> line.contains("ERROR"))
            .findFirst()
            .orElse(outcome.lastLine());
        throw TargetException.unavailable(
            name() + ":" + version + ": expected its jars from Maven Central, found: " + said);
      }
      Files.move(resolved, classpathFile(), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String pom() {
    StringBuilder pom = new StringBuilder("""
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>dev.assay.target</groupId>
          <artifactId>target</artifactId>
          <version>1</version>
          <packaging>pom</packaging>
          <dependencies>
        """);
    Placeholders words = new Placeholders(versionWords());
    for (String each : description.maven()) {
      String[] parts = words.fill(each).split(":", -1);
      if (parts.length != 3) {
        throw TargetException.usage(
            name() + ": maven: expected GROUP:ARTIFACT:VERSION, found '" + each + "'");
      }
      pom.append(String.format(
          "    <dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>%n",
          parts[0], parts[1], parts[2]));
    }
    return pom.append("  </dependencies>\n</project>\n").toString();
  }

  /** What {version} and the version's own words stand for. */
  Map<String, String> versionWords() {
    Map<String, String> words =
        new LinkedHashMap<>(description.versions().getOrDefault(version, Map.of()));
    words.put("version", version);
    return words;
  }
}
