package dev.assay.reports;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where on a drawing the points of a {@link Growth} lie: both axes logarithmic, so that equal factors are equal lengths. */
final class LogLogPlot {
  static final int WIDTH = 520;
  static final int HEIGHT = 330;

  private static final int LEFT = 58;
  private static final int RIGHT = WIDTH - 14;
  private static final int TOP = 14;
  private static final int BOTTOM = HEIGHT - 46;
  private static final int STYLES = 7;

  private final Growth growth;
  private final int fromX;
  private final int toX;
  private final int fromY;
  private final int toY;

  private LogLogPlot(Growth growth) {
    this.growth = growth;
    this.fromX = (int) Math.floor(Math.log10(growth.values().first()));
    this.toX = Math.max(fromX + 1, (int) Math.ceil(Math.log10(growth.values().last())));
    double least = growth.series().values().stream()
        .flatMap(each -> each.points().values().stream())
        .mapToDouble(Estimate::value)
        .min()
        .orElse(1);
    double most = growth.series().values().stream()
        .flatMap(each -> each.points().values().stream())
        .mapToDouble(Estimate::value)
        .max()
        .orElse(1);
    this.fromY = (int) Math.floor(Math.log10(least));
    this.toY = Math.max(fromY + 1, (int) Math.ceil(Math.log10(most)));
  }

  static BenchPage.Plot of(Growth growth, String anchor) {
    return new LogLogPlot(growth).plot(anchor);
  }

  private BenchPage.Plot plot(String anchor) {
    List<BenchPage.Line> lines = new ArrayList<>();
    int style = 0;
    for (Map.Entry<String, Growth.Series> each : growth.series().entrySet()) {
      String css = each.getValue().role() == Contender.Role.OURS ? "ours" : "k" + style++ % STYLES;
      lines.add(line(each.getKey(), css, each.getValue()));
    }
    return new BenchPage.Plot(
        anchor,
        growth.workload(),
        Benchmark.inWords(growth.params()),
        growth.along(),
        growth.quantity().rate() + ", " + growth.quantity().words(),
        decades(fromX, toX, true),
        decades(fromY, toY, false),
        lines,
        growth.values().stream().map(LogLogPlot::short10).toList(),
        table());
  }

  private BenchPage.Line line(String name, String css, Growth.Series series) {
    StringBuilder path = new StringBuilder();
    List<BenchPage.Point> points = new ArrayList<>();
    series.points().forEach((at, cost) -> {
      String x = coordinate(x(at));
      String y = coordinate(y(cost.value()));
      path.append(path.isEmpty() ? "M" : "L").append(x).append(' ').append(y);
      boolean drawn = cost.hasInterval() && cost.low() > 0;
      points.add(new BenchPage.Point(
          x,
          y,
          drawn ? coordinate(y(cost.high())) : y,
          drawn ? coordinate(y(cost.low())) : y,
          name + ", " + growth.along() + " " + at + ": " + Figures.withInterval(cost) + " "
              + growth.quantity().rate()));
    });
    return new BenchPage.Line(name, css, path.toString(), points);
  }

  private List<List<String>> table() {
    List<List<String>> rows = new ArrayList<>();
    growth.series().forEach((name, series) -> {
      List<String> row = new ArrayList<>(List.of(name));
      for (Long at : growth.values()) {
        Estimate cost = series.points().get(at);
        row.add(cost == null ? "" : Figures.number(cost.value()));
      }
      rows.add(row);
    });
    return rows;
  }

  private List<BenchPage.Tick> decades(int from, int to, boolean horizontal) {
    List<BenchPage.Tick> ticks = new ArrayList<>();
    for (int decade = from; decade <= to; decade++) {
      double value = Math.pow(10, decade);
      ticks.add(new BenchPage.Tick(
          coordinate(horizontal ? x(value) : y(value)),
          decade < 0
              ? String.format(Locale.ROOT, "%." + -decade + "f", value)
              : short10(Math.round(value))));
    }
    return ticks;
  }

  private double x(double value) {
    return LEFT + (RIGHT - LEFT) * (Math.log10(value) - fromX) / (toX - fromX);
  }

  private double y(double value) {
    double share = (Math.log10(value) - fromY) / (toY - fromY);
    return BOTTOM - (BOTTOM - TOP) * Math.max(0, Math.min(1, share));
  }

  private static String coordinate(double pixels) {
    return String.format(Locale.ROOT, "%.1f", pixels);
  }

  /** {@code 100k} for 100000. */
  private static String short10(long value) {
    if (value >= 1_000_000 && value % 1_000_000 == 0) {
      return value / 1_000_000 + "M";
    }
    return value >= 1_000 && value % 1_000 == 0 ? value / 1_000 + "k" : Long.toString(value);
  }
}
