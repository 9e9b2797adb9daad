package dev.assay.reports;

import java.util.Locale;

/** How figures are written, the same in every place and every country. */
public final class Figures {
  private Figures() {}

  /** Three digits that count: {@code 0.82}, {@code 61.2}, {@code 1384}. */
  public static String number(double value) {
    double size = Math.abs(value);
    String pattern = size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, pattern, value);
  }

  /** Bytes for each operation: whole, where the rest is the noise of a division. */
  public static String bytes(double value) {
    double whole = Math.rint(value);
    return Math.abs(value - whole) < 0.05
        ? String.format(Locale.ROOT, "%.0f", Math.abs(whole))
        : String.format(Locale.ROOT, "%.1f", value);
  }

  /** {@code [2.18, 2.33]}; empty where there is no interval. */
  public static String interval(Estimate estimate) {
    return estimate.hasInterval()
        ? "[" + number(estimate.low()) + ", " + number(estimate.high()) + "]"
        : "";
  }

  /** {@code 2.25 [2.18, 2.33]}. */
  public static String withInterval(Estimate estimate) {
    return (number(estimate.value()) + " " + interval(estimate)).strip();
  }
}
