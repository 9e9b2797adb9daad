package dev.assay.broker.state;

import dev.assay.codec.packet.TopicName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Results of matching, for topics that come again.
 *
 * <p>When a filter changes, exactly the topics that it matches are forgotten. To find them, the topics hang in a tree of their
 * levels, and the filter is led through it: a name to one place, {@code +} to all places below, {@code #} to everything from there
 * on. When as many topics are kept as may be, all are forgotten: that is cheap, happens seldom, and a topic that comes again is
 * soon back.
 */
final class MatchCache<S, V> {
  private final int topicsMax;
  private final Map<TopicName, Matches<S, V>> kept = new HashMap<>();
  private Place root = new Place();
  // topics since all were forgotten: places outlast their topics, and are bounded by this
  private int placed;

  /** @param topicsMax how many topics are kept at the most; 0 keeps none */
  MatchCache(int topicsMax) {
    this.topicsMax = topicsMax;
  }

  /** A level of topics that are kept. */
  private static final class Place {
    private final Map<String, Place> below = new HashMap<>();
    private @Nullable TopicName ending;
  }

  /** What the topic matches, or null if that is not known. */
  @Nullable
  Matches<S, V> find(TopicName topic) {
    return kept.isEmpty() ? null : kept.get(topic);
  }

  /** Returns {@code matches}, and keeps them for {@link #find}. */
  Matches<S, V> keep(TopicName topic, Matches<S, V> matches) {
    if (topicsMax == 0) {
      return matches;
    }
    if (placed >= topicsMax) {
      kept.clear();
      root = new Place();
      placed = 0;
    }
    placed++;
    kept.put(topic, matches);
    Place place = root;
    for (String level : Levels.of(topic.text())) {
      place = place.below.computeIfAbsent(level, absent -> new Place());
    }
    place.ending = topic;
    return matches;
  }

  /** Forgets the topics that this filter matches, nothing being special about those that begin with {@code $}. */
  void forgetMatchesOf(String filter) {
    if (kept.isEmpty()) {
      return;
    }
    List<Place> reached = List.of(root);
    for (String level : Levels.of(filter)) {
      if (level.equals(Levels.REST)) {
        reached.forEach(this::forgetFrom);
        return;
      }
      List<Place> next = new ArrayList<>();
      for (Place place : reached) {
        if (level.equals(Levels.ONE)) {
          next.addAll(place.below.values());
        } else {
          Place below = place.below.get(level);
          if (below != null) {
            next.add(below);
          }
        }
      }
      reached = next;
    }
    reached.forEach(this::forgetAt);
  }

  private void forgetFrom(Place top) {
    Deque<Place> open = new ArrayDeque<>(List.of(top));
    while (!open.isEmpty()) {
      Place place = open.pop();
      forgetAt(place);
      place.below.values().forEach(open::push);
    }
    top.below.clear();
  }

  private void forgetAt(Place place) {
    if (place.ending != null) {
      kept.remove(place.ending);
      place.ending = null;
    }
  }

  /** How many topics are kept. */
  int size() {
    return kept.size();
  }
}
