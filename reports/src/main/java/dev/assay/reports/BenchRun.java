package dev.assay.reports;

import dev.assay.spec.RunManifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run of the micro-benchmarks as its directory holds it.
 *
 * @param environment what the benchmarks' own process wrote about its machine, in the order of its file
 * @param benchmarks as JMH measured them, in its order
 * @param workloads the same, grouped: who did the same work
 * @param cautions what to keep in mind about all of its figures
 */
public record BenchRun(
    RunDirectory directory,
    RunManifest manifest,
    Map<String, String> environment,
    List<Benchmark> benchmarks,
    List<Workload> workloads,
    List<String> cautions) {

  /** Ours beside the best peer, in numbers of workloads. */
  public record Tally(int faster, int slower, int alike, int unclear) {
    /** How many workloads have both ours and a peer. */
    public int compared() {
      return faster + slower + alike + unclear;
    }
  }

  /** The benchmark that was measured in this run under {@code key}. */
  Optional<Benchmark> benchmark(String key) {
    return benchmarks.stream().filter(each -> each.key().equals(key)).findFirst();
  }

  /** How ours fares against the best peer: decided where the whole interval says the same. */
  public Tally tally() {
    int faster = 0;
    int slower = 0;
    int alike = 0;
    int unclear = 0;
    for (Workload workload : workloads) {
      @Nullable Estimate ratio = workload.bestPeer().map(Contender::againstOurs).orElse(null);
      if (ratio == null) {
        continue;
      }
      if (!ratio.hasInterval()) {
        unclear++;
      } else if (ratio.isAbove(1)) {
        faster++;
      } else if (ratio.isBelow(1)) {
        slower++;
      } else {
        alike++;
      }
    }
    return new Tally(faster, slower, alike, unclear);
  }

  /** The tally in a sentence. */
  public String sentence() {
    Tally tally = tally();
    if (tally.compared() == 0) {
      return "Measured " + workloads.size() + (workloads.size() == 1 ? " workload" : " workloads")
          + ", none of them with both ours and a peer.";
    }
    StringBuilder words = new StringBuilder("Cheaper than the best peer in ")
        .append(tally.faster())
        .append(" of ")
        .append(tally.compared())
        .append(tally.compared() == 1 ? " workload" : " workloads");
    if (tally.slower() > 0) {
      words.append(", dearer in ").append(tally.slower());
    }
    if (tally.alike() > 0) {
      words.append(", no difference in ").append(tally.alike());
    }
    if (tally.unclear() > 0) {
      words.append(", without an interval in ").append(tally.unclear());
    }
    return words.append('.').toString();
  }
}
