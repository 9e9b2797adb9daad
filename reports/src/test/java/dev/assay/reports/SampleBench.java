package dev.assay.reports;

import dev.assay.spec.RunManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** A run of the micro-benchmarks in JMH's own form, made of fixed data: the same at every start. */
final class SampleBench {
  static final Instant START = Instant.parse("2026-11-25T10:15:30Z");
  static final String ENCODE = "dev.assay.bench.encode.PublishQosOne";
  static final String MATCH = "dev.assay.bench.match.ColdMatch";
  static final String MEMORY = "dev.assay.bench.memory.FilterMemory";

  /** One benchmark, which its methods complete. */
  static final class Entry {
    private final String name;
    private final Map<String, String> params = new LinkedHashMap<>();
    private String mode = "avgt";
    private String unit = "ns/op";
    private double wallNanos = 500;
    private List<List<Double>> processor = List.of();
    private double allocation = Double.NaN;
    private double memory = Double.NaN;

    Entry(String name) {
      this.name = name;
    }

    Entry param(String parameter, Object value) {
      params.put(parameter, value.toString());
      return this;
    }

    Entry mode(String written) {
      mode = written;
      return this;
    }

    /** The primary metric, which stands in {@code scoreUnit}. */
    Entry wall(double score, String scoreUnit) {
      wallNanos = score;
      unit = scoreUnit;
      return this;
    }

    Entry processor(List<List<Double>> nanos) {
      processor = nanos;
      return this;
    }

    /** Iterations that differ by {@code noise} of the mean, those of one fork less than those of several. */
    Entry processor(double nanos, double noise, int forks, int iterations) {
      Random random = new Random(name.hashCode() * 31L + params.hashCode());
      List<List<Double>> values = new ArrayList<>();
      for (int fork = 0; fork < forks; fork++) {
        double ofFork = nanos * (1 + noise * (random.nextDouble() - 0.5));
        List<Double> inFork = new ArrayList<>();
        for (int i = 0; i < iterations; i++) {
          inFork.add(ofFork * (1 + noise / 2 * (random.nextDouble() - 0.5)));
        }
        values.add(inFork);
      }
      processor = values;
      return this;
    }

    Entry allocation(double bytes) {
      allocation = bytes;
      return this;
    }

    Entry memory(double bytesAFilter) {
      memory = bytesAFilter;
      return this;
    }

    String json() {
      List<String> words = new ArrayList<>();
      params.forEach((key, value) -> words.add("\"" + key + "\" : \"" + value + "\""));
      List<String> metrics = new ArrayList<>();
      if (!processor.isEmpty()) {
        metrics.add("\"thread.cpu.norm\" : " + metric(processor, "ns/op"));
      }
      if (!Double.isNaN(allocation)) {
        metrics.add(
            "\"\u00B7gc.alloc.rate.norm\" : " + metric(List.of(List.of(allocation)), "B/op"));
      }
      if (!Double.isNaN(memory)) {
        metrics.add(
            "\"bytes.per.filter\" : " + metric(List.of(List.of(memory, memory)), "B/filter"));
      }
      return """
          {
            "jmhVersion" : "1.37",
            "benchmark" : "%s",
            "mode" : "%s",
            "threads" : 1,
            "forks" : 3,
            "params" : { %s },
            "primaryMetric" : %s,
            "secondaryMetrics" : { %s }
          }""".formatted(
              name,
              mode,
              String.join(", ", words),
              metric(List.of(List.of(wallNanos, wallNanos)), unit),
              String.join(",\n    ", metrics));
    }

    private static String metric(List<List<Double>> raw, String unit) {
      double mean =
          raw.stream().flatMap(List::stream).mapToDouble(each -> each).average().orElseThrow();
      return String.format(
          Locale.ROOT,
          "{ \"score\" : %s, \"scoreError\" : \"NaN\", \"scoreUnit\" : \"%s\", \"rawData\" : %s }",
          mean,
          unit,
          raw);
    }
  }

  private SampleBench() {}

  static Entry entry(String workload, String implementation) {
    return new Entry(workload + "." + implementation);
  }

  /** Encoding with all peers, matching from 10 to 1,000,000 filters, memory. */
  static List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    entries.add(entry(ENCODE, "assay").processor(61.2, 0.04, 3, 5).allocation(0.0004));
    entries.add(entry(ENCODE, "floor").processor(23.1, 0.02, 3, 5).allocation(0));
    entries.add(entry(ENCODE, "fusesource").processor(225, 0.05, 3, 5).allocation(312));
    entries.add(entry(ENCODE, "hivemq").processor(138, 0.05, 3, 5).allocation(168.01));
    entries.add(entry(ENCODE, "netty").processor(390, 0.60, 3, 5).allocation(544));
    entries.add(entry(ENCODE, "paho").processor(202, 0.05, 2, 5).allocation(904));
    double[] peer = {2.4, 2.6, 2.9, 3.1, 2.0, 0.9};
    int filters = 10;
    for (double factor : peer) {
      double ours = 60 * Math.pow(filters, 0.18);
      entries.add(match("assay", filters, ours).allocation(24));
      entries.add(match("assayCached", filters, 41).allocation(0));
      entries.add(match("hivemq", filters, ours * factor).allocation(1024));
      entries.add(match("moquette", filters, ours * factor * 6).allocation(12_288));
      if (filters <= 1_000) {
        entries.add(match("naive", filters, 11.0 * filters).allocation(64));
      }
      filters *= 10;
    }
    entries.add(entry(MEMORY, "assay").param("filters", 1_000_000).memory(61));
    entries.add(entry(MEMORY, "hivemq").param("filters", 1_000_000).memory(212));
    return entries;
  }

  private static Entry match(String implementation, int filters, double nanos) {
    return entry(MATCH, implementation)
        .param("filters", filters)
        .param("shape", "mixed")
        .processor(nanos, 0.06, 3, 5);
  }

  static String json(List<Entry> entries) {
    return "[\n" + String.join(",\n", entries.stream().map(Entry::json).toList()) + "\n]\n";
  }

  static String environment() {
    return """
        {
          "formatVersion" : 1,
          "commit" : "0123456789abcdef",
          "jvm" : "OpenJDK 64-Bit Server VM 17.0.15",
          "flags" : ["-Xmx2g", "-XX:+UseSerialGC"],
          "cpu" : { "model" : "Some Processor", "governor" : "powersave" },
          "loadAverage" : 3.7,
          "peers" : { "netty-codec-mqtt" : "4.2.18.Final", "hivemq-mqtt-client" : "1.3.17" }
        }
        """;
  }

  static RunManifest manifest() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("operating system", "Linux 6.1");
    environment.put("processors", "2");
    environment.put("java", "OpenJDK 64-Bit Server VM 17.0.15");
    return new RunManifest(
        "bench",
        "0.1.0",
        "jmh-benchmarks",
        "0.1.0",
        "",
        environment,
        START,
        614_320,
        List.of(),
        List.of("assay", "bench", "encode|match", "-f", "3"));
  }

  static BenchRun write(Path path, List<Entry> entries) throws IOException {
    return write(path, json(entries));
  }

  static BenchRun write(Path path, String jmh) throws IOException {
    Path results = Files.createTempDirectory("jmh-results");
    Files.writeString(results.resolve("jmh.json"), jmh);
    Files.writeString(results.resolve("jmh.environment.json"), environment());
    try {
      return BenchWriter.write(results, manifest(), () -> RunDirectory.create(path));
    } finally {
      Files.delete(results.resolve("jmh.json"));
      Files.delete(results.resolve("jmh.environment.json"));
      Files.delete(results);
    }
  }
}
