package dev.assay.reports;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.apache.commons.statistics.descriptive.Quantile;

/**
 * Intervals by the bootstrap: how far a mean would move if the same measurement were made again. Iterations of one JVM
 * resemble each other more than those of another one (it compiled the code its own way), so JVMs are drawn first and their
 * iterations after that; to draw from all iterations alike would promise more than was measured.
 *
 * <p>The draws follow from {@link #SEED} and the name of the benchmark: rendered again, a run shows the same figures, whatever
 * other benchmarks stand beside it.
 */
final class Bootstrap {
  static final long SEED = 20_261_125;
  static final int DRAWS = 2_000;

  private static final double LOW = 0.025;
  private static final double HIGH = 0.975;

  private final double value;
  // the mean of each draw; empty where there is one sample alone
  private final double[] means;

  private Bootstrap(double value, double[] means) {
    this.value = value;
    this.means = means;
  }

  /**
   * Draws from {@code samples}.
   *
   * @param name of the benchmark and its run: two that share it would be drawn in step, and their ratio would look too sure
   */
  static Bootstrap of(Samples samples, String name) {
    if (samples.count() < 2) {
      return new Bootstrap(samples.mean(), new double[0]);
    }
    UniformRandomProvider random =
        RandomSource.XO_SHI_RO_256_PP.create(SEED ^ (0x9E37_79B9_7F4A_7C15L * name.hashCode()));
    double[] means = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      means[draw] = drawnMean(samples.forks(), random);
    }
    return new Bootstrap(samples.mean(), means);
  }

  private static double drawnMean(List<List<Double>> forks, UniformRandomProvider random) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < forks.size(); i++) {
      List<Double> fork = forks.get(random.nextInt(forks.size()));
      for (int j = 0; j < fork.size(); j++) {
        sum += fork.get(random.nextInt(fork.size()));
      }
      count += fork.size();
    }
    return sum / count;
  }

  /** The mean. */
  Estimate estimate() {
    return interval(value, means);
  }

  /** This mean divided by {@code other}'s. */
  Estimate over(Bootstrap other) {
    double ratio = value / other.value;
    if (means.length == 0 || other.means.length == 0) {
      return Estimate.alone(ratio);
    }
    double[] ratios = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      ratios[draw] = means[draw] / other.means[draw];
    }
    return interval(ratio, ratios);
  }

  private static Estimate interval(double value, double[] draws) {
    if (draws.length == 0) {
      return Estimate.alone(value);
    }
    double[] ends = Quantile.withDefaults().withCopy(true).evaluate(draws, LOW, HIGH);
    return Double.isNaN(ends[0]) || Double.isNaN(ends[1])
        ? Estimate.alone(value)
        : new Estimate(value, ends[0], ends[1]);
  }
}
