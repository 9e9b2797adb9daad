package dev.assay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.Result;

class HeapProfilerTest {
  private final HeapProfiler profiler = new HeapProfiler();

  @Test
  void whatWasBuiltCountsAndWhatWasThrownAwayDoesNot() {
    byte[][] built = HeapProfiler.measure(10_000, () -> {
      byte[][] kept = new byte[10_000][];
      for (int i = 0; i < kept.length; i++) {
        // one lives, one does not
        kept[i] = new byte[1_000 + new byte[1_000].length];
      }
      return kept;
    });

    Collection<? extends Result<?>> results = profiler.afterIteration(null, null, null);

    assertThat(built).hasNumberOfRows(10_000);
    assertThat(results).singleElement().satisfies(result -> {
      assertThat(result.getLabel()).isEqualTo("bytes.per.filter");
      // 2,000 and a header each, and the reference to it; the JVM's own heap may move a little
      assertThat(result.getScore()).isBetween(1_900.0, 2_200.0);
    });
  }

  @Test
  void benchmarksThatMeasureTimeHaveNoSuchFigure() {
    HeapProfiler.measure(1, Object::new);

    profiler.beforeIteration(null, null);

    assertThat(profiler.afterIteration(null, null, null)).isEmpty();
  }
}
