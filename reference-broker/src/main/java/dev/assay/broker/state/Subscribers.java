package dev.assay.broker.state;

import dev.assay.broker.state.Matches.Match;
import dev.assay.broker.state.Matches.SharedGroup;
import dev.assay.codec.packet.TopicFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions with one Topic Filter, in the order in which they came: who is served first must not depend on chance. Most
 * filters have one subscriber, who needs no table.
 */
final class Subscribers<S, V> {
  private @Nullable Match<S, V> only;
  // in place of the only one, where there are or were several
  private @Nullable Map<S, Match<S, V>> several;
  // by their whole filter, $share and ShareName included
  private @Nullable Map<TopicFilter, Map<S, Match<S, V>>> shared;

  void put(S subscriber, V subscription) {
    Match<S, V> added = new Match<>(subscriber, subscription);
    if (several != null) {
      several.put(subscriber, added);
    } else if (only == null || only.subscriber().equals(subscriber)) {
      only = added;
    } else {
      several = new LinkedHashMap<>();
      several.put(only.subscriber(), only);
      several.put(subscriber, added);
      only = null;
    }
  }

  void putShared(S subscriber, TopicFilter filter, V subscription) {
    if (shared == null) {
      shared = new LinkedHashMap<>();
    }
    shared
        .computeIfAbsent(filter, absent -> new LinkedHashMap<>())
        .put(subscriber, new Match<>(subscriber, subscription));
  }

  void remove(S subscriber) {
    if (several != null) {
      several.remove(subscriber);
    } else if (only != null && only.subscriber().equals(subscriber)) {
      only = null;
    }
  }

  void removeShared(S subscriber, TopicFilter filter) {
    if (shared != null) {
      shared.computeIfPresent(filter, (same, members) -> {
        members.remove(subscriber);
        return members.isEmpty() ? null : members;
      });
    }
  }

  boolean isEmpty() {
    return only == null
        && (several == null || several.isEmpty())
        && (shared == null || shared.isEmpty());
  }

  /** Adds all of them to what was found. */
  void addTo(Found<S, V> found) {
    if (only != null) {
      found.add(only);
    } else if (several != null) {
      several.values().forEach(found::add);
    }
    if (shared != null) {
      shared.forEach((filter, members) -> {
        List<Match<S, V>> all = List.copyOf(members.values());
        found.add(new SharedGroup<>(filter, all));
      });
    }
  }
}
