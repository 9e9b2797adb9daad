package dev.assay.reports;

/**
 * A value with the interval in which it lies with a confidence of 95 percent.
 *
 * @param low lower end, NaN where a single measurement says nothing about its own error
 * @param high upper end, NaN with {@code low}
 */
public record Estimate(double value, double low, double high) {
  public Estimate {
    if (Double.isNaN(low) != Double.isNaN(high) || low > high) {
      throw new IllegalArgumentException("no interval: " + low + " to " + high);
    }
  }

  /** A value whose error is not known. */
  static Estimate alone(double value) {
    return new Estimate(value, Double.NaN, Double.NaN);
  }

  /** Whether the error is known. */
  public boolean hasInterval() {
    return !Double.isNaN(low);
  }

  /** Whether the whole interval lies above {@code bound}; false where there is none. */
  public boolean isAbove(double bound) {
    return low > bound;
  }

  /** Whether the whole interval lies below {@code bound}; false where there is none. */
  public boolean isBelow(double bound) {
    return high < bound;
  }

  /** Half the width of the interval as a share of the value; 0 where there is none. */
  double relativeError() {
    return hasInterval() && value != 0 ? (high - low) / 2 / Math.abs(value) : 0;
  }
}
