package dev.assay.broker.observe;

import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How fast a count grows, for each minute, averaged over the last minutes: what was {@code t} minutes ago counts for {@code
 * exp(-t / minutes)}. Before the broker has run for so long nothing is taken to have happened, so that the average begins at 0.
 */
final class Average implements Supplier<String> {
  private static final double MILLIS_PER_MINUTE = 60_000;

  private final int minutes;
  private final LongSupplier count;
  private boolean hasBegun;
  private long lastMillis;
  private long lastCount;
  private double perMinute;

  Average(int minutes, LongSupplier count) {
    this.minutes = minutes;
    this.count = count;
  }

  /** Takes in what was counted since the last time, as if it had come at an even pace. */
  void advanceTo(long nowMillis) {
    long now = count.getAsLong();
    double passedMinutes = (nowMillis - lastMillis) / MILLIS_PER_MINUTE;
    if (hasBegun && passedMinutes > 0) {
      double rest = Math.exp(-passedMinutes / minutes);
      perMinute = rest * perMinute + (1 - rest) * (now - lastCount) / passedMinutes;
    }
    hasBegun = true;
    lastMillis = nowMillis;
    lastCount = now;
  }

  /** With two decimals. */
  @Override
  public String get() {
    return String.format(Locale.ROOT, "%.2f", perMinute);
  }
}
