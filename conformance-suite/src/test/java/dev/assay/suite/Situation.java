package dev.assay.suite;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What happens to a broker that no case asks about, since the standard leaves the outcome to the broker, or since no client sees it:
 * it is watched as during the cases, and judged by nothing but what it counts and finds.
 */
record Situation(String name, InMemory.Target target, Consumer<Stage> play) {

  static List<Situation> all() {
    return Stream.of(
            TreeSituations.all(),
            DeliverySituations.all(),
            SharingSituations.all(),
            AccessSituations.all(),
            RoomSituations.all())
        .flatMap(List::stream)
        .toList();
  }
}
