package dev.assay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks as JMH's own main class does, with its options, and with profilers that are always on: processor time
 * of the benchmark threads, allocation, and the heap for each filter where a benchmark measures it. With {@code -rff jmh.json} it also writes {@code jmh.environment.json} beside it.
 */
public final class Main {
  private static final String JSON = ".json";

  private Main() {}

  /** Exit code 2 for options that JMH does not take, 5 if a benchmark failed. */
  public static void main(String[] arguments) throws IOException {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) throws IOException {
    CommandLineOptions options;
    try {
      options = new CommandLineOptions(arguments);
    } catch (CommandLineOptionException e) {
      System.err.println("benchmarks: " + e.getMessage());
      return 2;
    }
    if (asksForText(arguments)) {
      org.openjdk.jmh.Main.main(arguments);
      return 0;
    }
    Environment environment = Environment.now(List.of(arguments));
    try {
      new Runner(profiled(options)).run();
    } catch (RunnerException e) {
      System.err.println("benchmarks: " + e.getMessage());
      return 5;
    }
    if (options.getResult().hasValue()) {
      String results = options.getResult().get();
      String name =
          results.endsWith(JSON) ? results.substring(0, results.length() - JSON.length()) : results;
      Files.writeString(Path.of(name + ".environment" + JSON), environment.toJson());
    }
    return 0;
  }

  private static Options profiled(CommandLineOptions options) {
    return new OptionsBuilder()
        .parent(options)
        .addProfiler(ThreadCpuProfiler.class)
        .addProfiler(GCProfiler.class)
        .addProfiler(HeapProfiler.class)
        .shouldFailOnError(true)
        .build();
  }

  /** Lists and help are JMH's own. */
  private static boolean asksForText(String[] arguments) {
    List<String> texts = new ArrayList<>(List.of("-l", "-lp", "-lrf", "-lprof", "-h"));
    return Arrays.stream(arguments).anyMatch(texts::contains);
  }
}
