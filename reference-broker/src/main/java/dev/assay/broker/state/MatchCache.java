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
 * on. When as much is kept as may be, all is forgotten: that is cheap, happens seldom, and a topic that comes again is soon back.
 * The same when filters have been led through as many places as it costs to find all the topics again: who subscribes to a million
 * filters that lead everywhere and match nothing has them led through few.
 *
 * <p>Who publishes chooses the topics, so what is kept has bounds that no client can move: a long topic is not kept, since nobody
 * uses one often, and a result with many subscriptions takes the place of many others.
 */
final class MatchCache<S, V> {
  // a topic that things really have; at 65,535 bytes one alone could have 65,536 places
  private static final int TOPIC_BYTES_MAX = 256;
  private static final int TOPIC_LEVELS_MAX = 32;

  private static final long KEPT_BYTES_MAX = 32 * 1024 * 1024;
  // about what a place takes with its name and its table of one, and a subscription in a result
  private static final int PLACE_BYTES = 250;
  private static final int MATCH_BYTES = 8;

  private static final int PLACES_PASSED_MAX = 1_000_000;

  private final int topicsMax;
  private final Map<TopicName, Matches<S, V>> kept = new HashMap<>();
  private Place root = new Place();
  // since all was forgotten: places outlast their topics, and are bounded by these
  private int placed;
  private long placedBytes;
  private long placesPassed;

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
    return kept.isEmpty() || topic.encodedLength() > TOPIC_BYTES_MAX ? null : kept.get(topic);
  }

  /** Returns {@code matches}, and keeps them for {@link #find} unless the topic is too long for that. */
  Matches<S, V> keep(TopicName topic, Matches<S, V> matches) {
    if (topicsMax == 0 || topic.encodedLength() > TOPIC_BYTES_MAX) {
      return matches;
    }
    List<String> levels = Levels.of(topic.text());
    if (levels.size() > TOPIC_LEVELS_MAX) {
      return matches;
    }
    long bytes = PLACE_BYTES * (long) levels.size() + MATCH_BYTES * matches.size();
    if (placed >= topicsMax || placedBytes + bytes > KEPT_BYTES_MAX) {
      forgetAll();
    }
    placed++;
    placedBytes += bytes;
    kept.put(topic, matches);
    Place place = root;
    for (String level : levels) {
      place = place.below.computeIfAbsent(level, absent -> new Place());
    }
    place.ending = topic;
    return matches;
  }

  private void forgetAll() {
    kept.clear();
    root = new Place();
    placed = 0;
    placedBytes = 0;
    placesPassed = 0;
  }

  /** Forgets the topics that this filter matches, nothing being special about those that begin with {@code $}. */
  void forgetMatchesOf(String filter) {
    if (kept.isEmpty()) {
      return;
    }
    List<Place> reached = List.of(root);
    for (String level : Levels.of(filter)) {
      placesPassed += reached.size();
      if (placesPassed > PLACES_PASSED_MAX) {
        forgetAll();
        return;
      }
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
