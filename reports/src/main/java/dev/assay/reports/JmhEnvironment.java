package dev.assay.reports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What {@code jmh.environment.json} says about where the figures were measured.
 *
 * @param facts to show, in the order of the file; members of an object within have its name before theirs
 */
record JmhEnvironment(Map<String, String> facts) {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?");

  /** The measuring thread takes one processor itself; what others take beyond this share of all is called noise. */
  private static final double QUIET_LOAD = 0.5;

  static JmhEnvironment read(String text) throws DamagedRunException {
    String place = RunDirectory.JMH_ENVIRONMENT;
    JsonObject json = JsonObject.of(place, Json.parse(place, text));
    Map<String, String> facts = new LinkedHashMap<>();
    collect("", json.node(), facts);
    return new JmhEnvironment(facts);
  }

  /** What the facts mean for the figures, on a machine with so many processors. */
  List<String> cautions(int processors) {
    List<String> cautions = new ArrayList<>();
    facts.forEach((name, value) -> {
      Matcher number = NUMBER.matcher(value);
      boolean isLoad = name.toLowerCase(Locale.ROOT).contains("load");
      if (isLoad && number.find()) {
        double load = Double.parseDouble(number.group());
        if (load > 1 + QUIET_LOAD * processors) {
          cautions.add("others were at work on this machine: " + name + " was " + number.group()
              + " on " + processors + (processors == 1 ? " processor" : " processors")
              + "; intervals show how much it mattered");
        }
      }
      if (name.toLowerCase(Locale.ROOT).contains("governor")
          && !value.isBlank()
          && !value.equals("performance")
          && !value.startsWith("not ")
          && !value.equals("unknown")) {
        cautions.add("the processor's governor was " + value
            + ": its clock may have changed between benchmarks");
      }
    });
    return cautions;
  }

  private static void collect(String prefix, JsonNode object, Map<String, String> facts) {
    object.properties().forEach(member -> {
      String name = (prefix + " " + inWords(member.getKey())).strip();
      JsonNode value = member.getValue();
      if (value.isObject()) {
        collect(name, value, facts);
      } else if (!member.getKey().equals("formatVersion")) {
        facts.put(name, text(value));
      }
    });
  }

  private static String text(JsonNode value) {
    if (value.isArray()) {
      List<String> parts = new ArrayList<>();
      value.forEach(element -> parts.add(text(element)));
      return String.join(" ", parts);
    }
    return value.isNull() ? "not known" : value.isValueNode() ? value.asString() : Json.line(value);
  }

  /** {@code loadAverage1m} as {@code load average 1m}; a name with dots or dashes is one already. */
  private static String inWords(String key) {
    if (!key.matches("[a-z][A-Za-z0-9]*")) {
      return key;
    }
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean starts = Character.isUpperCase(c) && Character.isLowerCase(key.charAt(i - 1));
      words.append(starts ? " " : "");
      boolean acronym = Character.isUpperCase(c)
          && (i + 1 == key.length() || Character.isUpperCase(key.charAt(i + 1)));
      words.append(starts && !acronym ? Character.toLowerCase(c) : c);
    }
    return words.toString();
  }
}
