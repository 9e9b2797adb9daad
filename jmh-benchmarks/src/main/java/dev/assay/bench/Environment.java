package dev.assay.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Where and with what was measured: what a stranger needs to repeat a run, or to see why theirs differs. */
final class Environment {
  private static final String UNKNOWN = "not available";

  private final Map<String, String> facts = new LinkedHashMap<>();

  private Environment() {}

  /** What holds as a run begins. */
  static Environment now(List<String> commandLine) {
    Environment environment = new Environment();
    Map<String, String> facts = environment.facts;
    facts.put("date", Instant.now().toString());
    facts.put("command line", String.join(" ", commandLine));
    facts.put("commit", commit());
    facts.put("java", property("java.vm.name") + " " + property("java.vm.version"));
    facts.put(
        "java flags", String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
    facts.put("operating system", property("os.name") + " " + property("os.version"));
    facts.put("architecture", property("os.arch"));
    facts.put("processor", line(Path.of("/proc/cpuinfo"), "model name"));
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("governor", text(Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")));
    facts.put("load average at start", loadAverage());
    versions().forEach((name, version) -> facts.put("version of " + name, version));
    return environment;
  }

  /** A JSON object of texts, with the load as it is now beside the one of the start. */
  String toJson() {
    facts.put("load average at end", loadAverage());
    StringBuilder json = new StringBuilder("{");
    facts.forEach((name, value) -> json.append(json.length() == 1 ? "\n  " : ",\n  ")
        .append(quoted(name))
        .append(": ")
        .append(quoted(value)));
    return json.append("\n}\n").toString();
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /** The commit, and whether files were changed since; not available outside a checkout or without git. */
  private static String commit() {
    String hash = git("rev-parse", "--short", "HEAD");
    if (hash.isEmpty()) {
      return UNKNOWN;
    }
    return git("status", "--porcelain").isEmpty() ? hash : hash + " with changes";
  }

  private static String git(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    try {
      Process git = new ProcessBuilder(command).redirectErrorStream(false).start();
      git.getErrorStream().close();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor() == 0 ? said.strip() : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static String loadAverage() {
    String[] words = text(Path.of("/proc/loadavg")).split(" ", -1);
    return words[0].isEmpty() ? UNKNOWN : words[0];
  }

  private static String line(Path file, String key) {
    return text(file)
        .lines()
        .filter(line -> line.startsWith(key) && line.contains(":"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(UNKNOWN);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  private static String property(String name) {
    return System.getProperty(name, UNKNOWN);
  }

  /** Of JMH, ours and the peers, as they were built in. */
  private static Map<String, String> versions() {
    Properties read = new Properties();
    try (InputStream in = Environment.class.getResourceAsStream("versions.properties")) {
      if (in != null) {
        read.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> versions = new TreeMap<>();
    read.stringPropertyNames().forEach(name -> versions.put(name, read.getProperty(name)));
    return versions;
  }
}
