package dev.assay.reports;

import dev.assay.reports.Contender.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What several implementations were measured at, in one run.
 *
 * @param subject such as {@code encode}
 * @param name the benchmark's class
 * @param params with their values, sorted by name
 * @param quantity what the costs count
 * @param contenders ours first, then its variants, then peers by cost, then the floor
 * @param cautions what to keep in mind about the comparison as a whole
 */
public record Workload(
    String subject,
    String name,
    Map<String, String> params,
    Quantity quantity,
    List<Contender> contenders,
    List<String> cautions) {

  /** From so many JVMs on, an interval says something about how they differ. */
  static final int ENOUGH_FORKS = 3;

  /** An interval that reaches further than this to each side is called wide. */
  static final double WIDE = 0.10;

  public Workload {
    contenders = List.copyOf(contenders);
    cautions = List.copyOf(cautions);
  }

  /** Groups a run's benchmarks, in the order in which the run measured them. */
  static List<Workload> of(List<Benchmark> benchmarks) {
    Map<String, List<Benchmark>> groups = new LinkedHashMap<>();
    for (Benchmark each : benchmarks) {
      groups
          .computeIfAbsent(each.workload() + " " + each.paramsInWords(), k -> new ArrayList<>())
          .add(each);
    }
    return groups.values().stream().map(Workload::group).toList();
  }

  /** Ours, where it was measured. */
  public Optional<Contender> ours() {
    return contenders.stream().filter(each -> each.role() == Role.OURS).findFirst();
  }

  /** The peer that costs least, where any was measured. */
  public Optional<Contender> bestPeer() {
    return contenders.stream().filter(each -> each.role() == Role.PEER).findFirst();
  }

  /** {@code encode.Publish}. */
  public String title() {
    return subject.isEmpty() ? name : subject + "." + name;
  }

  /** {@code filters=1000 shape=exact}; empty where there are none. */
  public String paramsInWords() {
    return Benchmark.inWords(params);
  }

  private static Workload group(List<Benchmark> group) {
    Benchmark first = group.get(0);
    Quantity quantity =
        group.stream().map(Benchmark::quantity).anyMatch(each -> each == Quantity.MEMORY)
            ? Quantity.MEMORY
            : first.quantity();
    List<Benchmark> alike =
        group.stream().filter(each -> each.quantity() == quantity).toList();
    List<String> cautions = new ArrayList<>();
    group.stream()
        .filter(each -> each.quantity() != quantity)
        .map(each -> each.implementation() + " is left out: it was measured by "
            + each.quantity().words() + ", the others by " + quantity.words())
        .forEach(cautions::add);
    if (quantity == Quantity.WALL_CLOCK) {
      cautions.add("wall-clock time: on a shared machine it also counts what others did");
    }
    return new Workload(
        first.subject(),
        first.simpleWorkload(),
        first.params(),
        quantity,
        contenders(alike),
        cautions);
  }

  private static List<Contender> contenders(List<Benchmark> group) {
    @Nullable
    Benchmark ours = group.stream()
        .filter(Benchmark::isOurs)
        .min(Comparator.comparing(Benchmark::implementation))
        .orElse(null);
    @Nullable Bootstrap base = ours == null ? null : Bootstrap.of(ours.cost(), ours.key());
    @Nullable
    Bootstrap floor = group.stream()
        .filter(Benchmark::isFloor)
        .findFirst()
        .map(each -> Bootstrap.of(each.cost(), each.key()))
        .orElse(null);
    List<Contender> contenders = new ArrayList<>();
    for (Benchmark each : group) {
      Bootstrap cost = Bootstrap.of(each.cost(), each.key());
      Role role = role(each, ours);
      boolean belowFloor =
          floor != null && role != Role.FLOOR && cost.over(floor).isBelow(1);
      contenders.add(new Contender(
          each.implementation(),
          role,
          cost.estimate(),
          base == null || role == Role.OURS ? null : cost.over(base),
          each.allocation() == null ? null : each.allocation().mean(),
          each.cost().forks().size(),
          each.cost().count(),
          cautions(each, cost.estimate(), belowFloor)));
    }
    contenders.sort(Comparator.comparing(Contender::role)
        .thenComparing(contender -> contender.cost().value()));
    return contenders;
  }

  private static Role role(Benchmark benchmark, @Nullable Benchmark ours) {
    if (benchmark.isFloor()) {
      return Role.FLOOR;
    }
    if (!benchmark.isOurs()) {
      return Role.PEER;
    }
    return benchmark.equals(ours) ? Role.OURS : Role.VARIANT;
  }

  private static List<String> cautions(Benchmark benchmark, Estimate cost, boolean belowFloor) {
    List<String> cautions = new ArrayList<>();
    int forks = benchmark.cost().forks().size();
    if (benchmark.cost().count() == 1) {
      cautions.add("one measurement: no interval");
    } else if (forks == 1) {
      cautions.add("1 fork: how JVMs differ is not in the interval");
    } else if (forks < ENOUGH_FORKS) {
      cautions.add(forks + " forks: few for an interval");
    }
    if (cost.relativeError() > WIDE) {
      cautions.add("wide interval: \u00B1" + Math.round(100 * cost.relativeError()) + " %");
    }
    if (belowFloor) {
      cautions.add("below the floor: cheaper than a plain copy, so it did not touch every byte");
    }
    return cautions;
  }
}
