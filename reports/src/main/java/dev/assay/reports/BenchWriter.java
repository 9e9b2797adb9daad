package dev.assay.reports;

import dev.assay.spec.RunManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes a run directory of what the micro-benchmarks' own process left behind. */
public final class BenchWriter {
  private BenchWriter() {}

  /** Makes the directory; called when the results were read and are whole. */
  public interface Place {
    /** A new or emptied directory. */
    RunDirectory make() throws IOException;
  }

  /**
   * Takes {@code jmh.json} and {@code jmh.environment.json} from {@code results} into a run directory and renders it. An
   * earlier run at its place is replaced only when the new one is known to be readable.
   *
   * @param whole the manifest with its duration
   * @throws DamagedRunException where what was left behind cannot be read; then no directory is made
   */
  public static BenchRun write(Path results, RunManifest whole, Place place) throws IOException {
    String jmh = read(results, RunDirectory.JMH);
    String environment = read(results, RunDirectory.JMH_ENVIRONMENT);
    BenchReader.benchmarks(RunDirectory.JMH, jmh);
    JmhEnvironment.read(environment);
    RunDirectory directory = place.make();
    directory.write(RunDirectory.JMH, jmh);
    directory.write(RunDirectory.JMH_ENVIRONMENT, environment);
    directory.write(
        RunDirectory.RUN, new RunFile(whole, true, 0).toJson(Summary.of(List.of(), List.of())));
    return BenchRenderer.render(directory);
  }

  private static String read(Path results, String file) throws IOException {
    Path path = results.resolve(file);
    if (!Files.isRegularFile(path)) {
      throw new DamagedRunException(file, "a file that the benchmarks write", "none");
    }
    return Files.readString(path);
  }
}
