package dev.assay.broker.observe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Prometheus' text format 0.0.4 and takes nothing that it does not allow, nor what is allowed and would only do harm here: a
 * family without HELP or TYPE, a counter without {@code _total}, the same sample twice.
 *
 * @param families the type of each family
 * @param samples the value of each sample by its name and labels as they stand there
 */
record Exposition(Map<String, String> families, Map<String, Double> samples) {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\"";
  private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (\\S.*)");
  private static final Pattern TYPE = Pattern.compile("# TYPE (" + NAME + ") (counter|gauge)");
  private static final Pattern SAMPLE = Pattern.compile("((" + NAME + ")(?:\\{" + LABEL + "(?:,"
      + LABEL + ")*\\})?) (-?[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)");

  static Exposition parse(String page) {
    if (!page.endsWith("\n")) {
      throw new AssertionError("the last line has no end");
    }
    Map<String, String> families = new HashMap<>();
    Map<String, Double> samples = new HashMap<>();
    Set<String> explained = new HashSet<>();
    String current = "";
    List<String> lines =
        new ArrayList<>(List.of(page.substring(0, page.length() - 1).split("\n", -1)));
    for (String line : lines) {
      Matcher help = HELP.matcher(line);
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (help.matches()) {
        require(explained.add(help.group(1)), "explained twice", line);
      } else if (type.matches()) {
        current = type.group(1);
        require(explained.contains(current), "no HELP before it", line);
        require(families.put(current, type.group(2)) == null, "two groups of one name", line);
        require(
            type.group(2).equals("counter") == current.endsWith("_total"),
            "_total is for counters and for all of them",
            line);
      } else if (sample.matches()) {
        require(sample.group(2).equals(current), "stands under " + current, line);
        Double value = Double.valueOf(sample.group(3));
        require(samples.put(sample.group(1), value) == null, "twice", line);
      } else {
        throw new AssertionError("not in the format: " + line);
      }
    }
    require(explained.equals(families.keySet()), "HELP without TYPE", page);
    return new Exposition(families, samples);
  }

  private static void require(boolean holds, String complaint, String line) {
    if (!holds) {
      throw new AssertionError(complaint + ": " + line);
    }
  }
}
