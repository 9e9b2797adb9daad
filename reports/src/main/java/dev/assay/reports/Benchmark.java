package dev.assay.reports;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One entry of {@code jmh.json}: what one implementation did under one workload.
 *
 * @param name as JMH writes it: package, class and method
 * @param params of the workload, sorted by name
 * @param quantity what {@code cost} counts
 * @param cost in the unit of {@code quantity}, less is better
 * @param allocation bytes for each operation, null where that was not measured
 */
public record Benchmark(
    String name,
    Map<String, String> params,
    Quantity quantity,
    Samples cost,
    @Nullable Samples allocation) {

  private static final String THREAD_CPU = "thread.cpu.norm";
  private static final String ALLOCATION = "gc.alloc.rate.norm";
  private static final String MEMORY = "bytes.per.filter";
  private static final String OURS = "assay";
  private static final String FLOOR = "floor";

  /** Nanoseconds in each unit of time that JMH writes. */
  private static final Map<String, Double> NANOS = Map.of(
      "ns", 1.0, "us", 1e3, "ms", 1e6, "s", 1e9, "min", 60e9, "hr", 3_600e9, "day", 86_400e9);

  /** @param modes whether the run used several of JMH's modes, so that the mode tells benchmarks apart */
  static Benchmark read(JsonObject json, boolean modes) throws DamagedRunException {
    Map<String, Samples> secondary = secondary(json);
    String name = json.text("benchmark");
    if (name.indexOf('.') < 1 || name.endsWith(".")) {
      throw json.wrong("benchmark", "package, class and method", json.node().get("benchmark"));
    }
    Map<String, String> params = new TreeMap<>();
    if (json.node().has("params")) {
      params.putAll(json.textMap("params"));
    }
    if (modes) {
      params.put("mode", json.text("mode"));
    }
    Samples allocation = secondary.get(ALLOCATION);
    Samples memory = secondary.get(MEMORY);
    if (memory != null) {
      // there an operation is a whole tree: what it allocated on the way says nothing of one filter
      return new Benchmark(name, params, Quantity.MEMORY, memory, null);
    }
    Samples processor = secondary.get(THREAD_CPU);
    if (processor != null) {
      return new Benchmark(name, params, Quantity.THREAD_CPU, processor, allocation);
    }
    return new Benchmark(name, params, Quantity.WALL_CLOCK, nanos(json), allocation);
  }

  /** The method: whose code ran. */
  String implementation() {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The class with its package: what was done. */
  String workload() {
    return name.substring(0, name.lastIndexOf('.'));
  }

  /** The last part of the package, such as {@code encode}. */
  String subject() {
    String type = workload();
    int ofClass = startOfClass(type);
    return ofClass == 0 ? "" : type.substring(type.lastIndexOf('.', ofClass - 2) + 1, ofClass - 1);
  }

  /** The class, an outer one before an inner one. */
  String simpleWorkload() {
    return workload().substring(startOfClass(workload()));
  }

  boolean isOurs() {
    return implementation().startsWith(OURS);
  }

  /** Not a peer but a limit: the same bytes, plainly copied. */
  boolean isFloor() {
    return implementation().equals(FLOOR);
  }

  /** What tells it from all others of its run. */
  String key() {
    return params.isEmpty() ? name : name + " " + paramsInWords();
  }

  /** {@code filters=1000 shape=exact}. */
  String paramsInWords() {
    return inWords(params);
  }

  static String inWords(Map<String, String> params) {
    List<String> words = new ArrayList<>();
    params.forEach((name, value) -> words.add(name + "=" + value));
    return String.join(" ", words);
  }

  /** Packages are written small, classes large. */
  private static int startOfClass(String type) {
    int start = 0;
    while (!Character.isUpperCase(type.charAt(start)) && type.indexOf('.', start) > 0) {
      start = type.indexOf('.', start) + 1;
    }
    return start;
  }

  private static Map<String, Samples> secondary(JsonObject json) throws DamagedRunException {
    Map<String, Samples> metrics = new TreeMap<>();
    if (!json.node().has("secondaryMetrics")) {
      return metrics;
    }
    JsonObject all = json.object("secondaryMetrics");
    for (String name : all.node().propertyNames()) {
      Samples samples = samples(all.object(name));
      if (samples != null) {
        // JMH marks what a profiler added with a dot in the middle of the line
        metrics.put(name.replaceFirst("^\u00B7", ""), samples);
      }
    }
    return metrics;
  }

  private static Samples nanos(JsonObject json) throws DamagedRunException {
    JsonObject metric = json.object("primaryMetric");
    Samples samples = samples(metric);
    if (samples == null) {
      throw metric.wrong("score", "a number", metric.node().get("score"));
    }
    String unit = metric.text("scoreUnit").toLowerCase(Locale.ROOT);
    Double timeUp = unit.endsWith("/op") ? NANOS.get(unit.substring(0, unit.length() - 3)) : null;
    if (timeUp != null) {
      return new Samples(each(samples, value -> value * timeUp));
    }
    Double timeDown = unit.startsWith("ops/") ? NANOS.get(unit.substring(4)) : null;
    if (timeDown != null) {
      return new Samples(each(samples, value -> timeDown / value));
    }
    throw metric.wrong(
        "scoreUnit", "time for each op or ops for each time", metric.node().get("scoreUnit"));
  }

  private static List<List<Double>> each(Samples samples, DoubleUnaryOperator change) {
    return samples.forks().stream()
        .map(fork -> fork.stream().map(value -> change.applyAsDouble(value)).toList())
        .toList();
  }

  /** The raw data; the score alone where there is none; null where that is no number either. */
  private static @Nullable Samples samples(JsonObject metric) throws DamagedRunException {
    List<List<Double>> forks = new ArrayList<>();
    JsonNode raw = metric.node().get("rawData");
    if (raw != null && raw.isArray()) {
      for (JsonNode fork : raw) {
        List<Double> values = new ArrayList<>();
        for (JsonNode value : fork) {
          if (value.isNumber() && Double.isFinite(value.doubleValue())) {
            values.add(value.doubleValue());
          }
        }
        forks.add(values);
      }
    }
    if (forks.stream().anyMatch(fork -> !fork.isEmpty())) {
      return new Samples(forks);
    }
    JsonNode score = metric.node().get("score");
    if (score == null) {
      throw metric.wrong("score", "a number", null);
    }
    // JMH writes "NaN" where it could not compute one
    return score.isNumber() ? new Samples(List.of(List.of(score.doubleValue()))) : null;
  }
}
