package dev.assay.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Values for options that the command line leaves out: from {@code ASSAY_*} environment variables, else from a YAML file.
 *
 * <p>The key in the file is the option's long name without its dashes ({@code client-id-prefix}), or {@code url}; the variable
 * is that name in capitals ({@code ASSAY_CLIENT_ID_PREFIX}). A key that no option has is a mistake that would otherwise go
 * unnoticed, so it is refused by name.
 */
final class Settings implements CommandLine.IDefaultValueProvider {
  private static final String PREFIX = "ASSAY_";

  /** No options: one belongs to the launch script, one says where fetched things are kept. */
  private static final Set<String> NO_OPTIONS = Set.of("ASSAY_JAVA_OPTS", "ASSAY_CACHE");

  /** What says something about this start alone, and what is passed on to JMH. */
  private static final Set<String> NOT_SETTABLE =
      Set.of("config", "help", "version", "regex", "file", "username", "delete");

  /** Where a value came from, for the message that complains about it. */
  private record Value(String text, String origin) {}

  private final Map<String, Value> values = new TreeMap<>();

  private Settings() {}

  /**
   * Reads both sources.
   *
   * @throws Problem where the file cannot be read or a key or variable is unknown
   */
  static Settings read(CommandLine root, String[] arguments, Map<String, String> environment) {
    Settings settings = new Settings();
    Set<String> known = new TreeSet<>();
    collectKeys(root, known);
    @Nullable String file = fileNamedBy(arguments, environment);
    if (file != null) {
      settings.addFile(Path.of(file), known);
    }
    settings.addEnvironment(environment, known);
    return settings;
  }

  private static void collectKeys(CommandLine command, Set<String> known) {
    command.getCommandSpec().options().forEach(option -> known.add(key(option)));
    command.getCommandSpec().positionalParameters().forEach(parameter -> known.add(key(parameter)));
    command.getSubcommands().values().forEach(each -> collectKeys(each, known));
    known.removeAll(NOT_SETTABLE);
  }

  private static String key(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? option.longestName().replaceFirst("^--?", "")
        : argument.paramLabel().replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
  }

  private static @Nullable String fileNamedBy(String[] arguments, Map<String, String> environment) {
    @Nullable String file = environment.get(PREFIX + "CONFIG");
    for (int i = 0; i < arguments.length && !arguments[i].equals("--"); i++) {
      if (arguments[i].startsWith("--config=")) {
        file = arguments[i].substring("--config=".length());
      } else if (arguments[i].equals("--config") && i + 1 < arguments.length) {
        file = arguments[i + 1];
      }
    }
    return file == null || file.isEmpty() ? null : file;
  }

  private void addFile(Path file, Set<String> known) {
    JsonNode settings = parse(file);
    if (settings.isMissingNode() || settings.isNull()) {
      return;
    }
    if (!settings.isObject()) {
      throw Problem.usage("settings file " + file
          + ": expected one 'key: value' on each line, found something else");
    }
    settings.properties().forEach(property -> {
      if (!known.contains(property.getKey())) {
        throw Problem.usage("settings file " + file + ": unknown key '" + property.getKey()
            + "', expected one of " + String.join(", ", known));
      }
      values.put(
          property.getKey(),
          new Value(text(file, property.getKey(), property.getValue()), "settings file " + file));
    });
  }

  private static JsonNode parse(Path file) {
    try {
      return YAMLMapper.shared().readTree(Files.readString(file));
    } catch (IOException e) {
      throw Problem.usage(
          "settings file " + file + ": cannot be read (" + e.getClass().getSimpleName() + ")");
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw Problem.usage("settings file " + file + ": not YAML, near line " + line);
    }
  }

  private static String text(Path file, String key, JsonNode value) {
    if (value.isArray()) {
      List<String> elements = new ArrayList<>();
      value.forEach(element -> elements.add(text(file, key, element)));
      return String.join(",", elements);
    }
    if (value.isObject()) {
      // options that take NAME=VALUE read best as a map
      List<String> pairs = new ArrayList<>();
      value
          .properties()
          .forEach(each -> pairs.add(
              each.getKey() + "=" + text(file, key + ": " + each.getKey(), each.getValue())));
      return String.join(",", pairs);
    }
    if (value.isNull()) {
      throw Problem.usage(
          "settings file " + file + ": key '" + key + "': expected a value, a list or a map");
    }
    return value.asString();
  }

  private void addEnvironment(Map<String, String> environment, Set<String> known) {
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      String name = variable.getKey();
      if (!name.startsWith(PREFIX) || NO_OPTIONS.contains(name) || name.equals(PREFIX + "CONFIG")) {
        continue;
      }
      String key = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
      if (!known.contains(key)) {
        throw Problem.usage("environment variable " + name
            + ": unknown, expected ASSAY_ and one of " + String.join(", ", known) + " in capitals");
      }
      values.put(key, new Value(variable.getValue(), "environment variable " + name));
    }
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    @Nullable Value value = values.get(key(argument));
    return value == null ? null : value.text();
  }

  /** Where the value of this option came from; empty where it did not come from here. */
  String originOf(ArgSpec argument, String[] arguments) {
    @Nullable Value value = values.get(key(argument));
    boolean onCommandLine = argument instanceof OptionSpec option
        && List.of(arguments).stream()
            .anyMatch(each -> each.split("=", 2)[0].equals(option.longestName()));
    return value == null || onCommandLine ? "" : value.origin() + ": ";
  }
}
