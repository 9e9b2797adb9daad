package dev.assay.broker.state;

import dev.assay.broker.state.Matches.Match;
import dev.assay.broker.state.Matches.SharedGroup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one walk through the tree has come across.
 *
 * <p>Made anew for each walk: an old one, used again, would cost more than it saves, since the garbage collector wants to be told of
 * everything new that an old object holds.
 */
final class Found<S, V> {
  private @Nullable Match<S, V> first;
  // the first one among them; most topics match one filter or none
  private @Nullable List<Match<S, V>> several;
  private @Nullable List<SharedGroup<S, V>> shared;

  void add(Match<S, V> match) {
    if (first == null) {
      first = match;
      return;
    }
    if (several == null) {
      several = new ArrayList<>();
      several.add(first);
    }
    several.add(match);
  }

  void add(SharedGroup<S, V> group) {
    if (shared == null) {
      shared = new ArrayList<>();
    }
    shared.add(group);
  }

  /** All of it, which nobody can change any more. */
  Matches<S, V> all() {
    if (first == null && shared == null) {
      return Matches.none();
    }
    List<Match<S, V>> ordinary =
        several != null ? List.copyOf(several) : first != null ? List.of(first) : List.of();
    return new Matches<>(ordinary, shared == null ? List.of() : List.copyOf(shared));
  }
}
