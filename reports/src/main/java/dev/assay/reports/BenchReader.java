package dev.assay.reports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads the directory of a run of the micro-benchmarks. */
public final class BenchReader {
  static final String KIND = "bench";

  private BenchReader() {}

  /**
   * The run that {@code directory} holds.
   *
   * @throws DamagedRunException naming file, place, what was expected and what was found; also where the run is of another kind
   */
  public static BenchRun read(RunDirectory directory) throws IOException {
    JsonObject json = JsonObject.of(
        RunDirectory.RUN, Json.parse(RunDirectory.RUN, directory.read(RunDirectory.RUN)));
    RunFile file = RunFile.read(json);
    if (!file.manifest().kind().equals(KIND)) {
      throw json.wrong("kind", KIND, json.node().get("kind"));
    }
    List<Benchmark> benchmarks = benchmarks(RunDirectory.JMH, directory.read(RunDirectory.JMH));
    JmhEnvironment environment = JmhEnvironment.read(directory.read(RunDirectory.JMH_ENVIRONMENT));
    return new BenchRun(
        directory,
        file.manifest(),
        environment.facts(),
        benchmarks,
        Workload.of(benchmarks),
        environment.cautions(processors(file)));
  }

  private static int processors(RunFile file) {
    String processors = file.manifest().environment().getOrDefault(RunDirectory.PROCESSORS, "1");
    return processors.matches("[0-9]{1,6}") ? Math.max(1, Integer.parseInt(processors)) : 1;
  }

  /**
   * The benchmarks in JMH's own result. Where they ran in several of JMH's modes, the mode counts as a parameter.
   *
   * @param place the file, for messages
   * @throws DamagedRunException also where there are none: JMH writes an empty array where each benchmark failed
   */
  static List<Benchmark> benchmarks(String place, String text) throws DamagedRunException {
    JsonNode array = Json.parse(place, text);
    if (!array.isArray()) {
      throw new DamagedRunException(place, "a JSON array", "something else");
    }
    if (array.isEmpty()) {
      throw new DamagedRunException(place, "one benchmark or more", "none");
    }
    List<JsonObject> elements = new ArrayList<>();
    Set<String> modes = new HashSet<>();
    for (JsonNode element : array) {
      JsonObject json = JsonObject.of(place + " element " + (elements.size() + 1), element);
      elements.add(json);
      modes.add(json.textOr("mode", ""));
    }
    List<Benchmark> benchmarks = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (JsonObject json : elements) {
      Benchmark benchmark = Benchmark.read(json, modes.size() > 1);
      if (!keys.add(benchmark.key())) {
        throw json.wrong(
            "benchmark", "each benchmark once for its parameters", json.node().get("benchmark"));
      }
      benchmarks.add(benchmark);
    }
    return benchmarks;
  }
}
