package dev.assay.reports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How costs grow with a parameter that is a number, such as the number of filters. Found in the data, so a new benchmark
 * needs no word here: the workloads of one class that differ in this parameter alone, at three values or more over a decade
 * or more.
 *
 * @param workload the class with its subject
 * @param params those that all points share
 * @param along the parameter that grows
 * @param series one for each implementation: cost by the parameter's value, ascending
 */
record Growth(
    String workload,
    Map<String, String> params,
    String along,
    Quantity quantity,
    Map<String, Series> series) {

  /** One line of the plot. */
  record Series(Contender.Role role, TreeMap<Long, Estimate> points) {}

  private static final int FEWEST_POINTS = 3;
  private static final int DECADE = 10;

  static List<Growth> of(List<Workload> workloads) {
    Map<String, List<Workload>> classes = new LinkedHashMap<>();
    for (Workload each : workloads) {
      classes
          .computeIfAbsent(each.title() + " " + each.quantity(), k -> new ArrayList<>())
          .add(each);
    }
    List<Growth> growths = new ArrayList<>();
    for (List<Workload> ofClass : classes.values()) {
      for (String parameter : ofClass.get(0).params().keySet()) {
        growths.addAll(along(parameter, ofClass));
      }
    }
    return growths;
  }

  private static List<Growth> along(String parameter, List<Workload> ofClass) {
    Map<Map<String, String>, List<Workload>> groups = new LinkedHashMap<>();
    for (Workload each : ofClass) {
      if (!each.params().getOrDefault(parameter, "").matches("[1-9][0-9]{0,11}")) {
        return List.of();
      }
      Map<String, String> others = new TreeMap<>(each.params());
      others.remove(parameter);
      groups.computeIfAbsent(others, k -> new ArrayList<>()).add(each);
    }
    List<Growth> growths = new ArrayList<>();
    groups.forEach((params, of) -> {
      Growth growth = growth(parameter, params, of);
      if (growth.isWorthAPlot()) {
        growths.add(growth);
      }
    });
    return growths;
  }

  private static Growth growth(String parameter, Map<String, String> params, List<Workload> of) {
    Map<String, Series> series = new LinkedHashMap<>();
    for (Workload workload : of) {
      long at = Long.parseLong(workload.params().getOrDefault(parameter, "1"));
      for (Contender each : workload.contenders()) {
        if (each.cost().value() > 0) {
          series
              .computeIfAbsent(each.implementation(), k -> new Series(each.role(), new TreeMap<>()))
              .points()
              .put(at, each.cost());
        }
      }
    }
    return new Growth(of.get(0).title(), params, parameter, of.get(0).quantity(), series);
  }

  private boolean isWorthAPlot() {
    TreeSet<Long> values = values();
    return values.size() >= FEWEST_POINTS && values.last() >= DECADE * values.first();
  }

  /** The parameter's values, ascending. */
  TreeSet<Long> values() {
    TreeSet<Long> values = new TreeSet<>();
    series.values().forEach(each -> values.addAll(each.points().keySet()));
    return values;
  }
}
