package dev.assay.broker.state;

import dev.assay.broker.state.Matches.Match;
import dev.assay.broker.state.Matches.SharedGroup;
import java.util.ArrayList;
import java.util.List;

/** What one walk through the tree has come across; used again for the next one, so that a walk leaves only its result behind. */
final class Found<S, V> {
  private final List<Match<S, V>> ordinary = new ArrayList<>();
  private final List<SharedGroup<S, V>> shared = new ArrayList<>();
  private final Matches<S, V> nothing = new Matches<>(List.of(), List.of());

  void add(Match<S, V> match) {
    ordinary.add(match);
  }

  void add(SharedGroup<S, V> group) {
    shared.add(group);
  }

  /** All of it, which nobody can change any more; nothing is left here. */
  Matches<S, V> taken() {
    if (ordinary.isEmpty() && shared.isEmpty()) {
      return nothing;
    }
    Matches<S, V> all = new Matches<>(List.copyOf(ordinary), List.copyOf(shared));
    ordinary.clear();
    shared.clear();
    return all;
  }
}
