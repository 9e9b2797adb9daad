package dev.assay.broker.state;

import dev.assay.broker.state.Matches.Match;
import dev.assay.broker.state.Matches.SharedGroup;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All subscriptions, by the levels of their Topic Filters, so that a publication looks only where something can match.
 *
 * <pre>
 *   sport/+/score           (root) -- sport -- + -- score    {alice}
 *   sport/#                                 \
 *   $share/team/sport/#                      # {bob}  team {carol, dave}
 * </pre>
 *
 * {@code sport/#} also matches {@code sport}, the level above. A Shared Subscription hangs where the filter behind its ShareName
 * says. A filter may have more than 30,000 levels, so nothing here is recursive.
 *
 * @param <S> a subscriber; compared by equals
 * @param <V> what the broker keeps about a subscription
 */
public final class SubscriptionTree<S, V> {
  private final Node<S, V> root = new Node<>();

  private static final class Node<S, V> {
    private final Map<String, Node<S, V>> below = new HashMap<>();
    // in the order of their subscription: who is served first must not depend on chance
    private final Map<S, V> subscriptions = new LinkedHashMap<>();
    private final Map<TopicFilter, Map<S, V>> shared = new LinkedHashMap<>();

    boolean isEmpty() {
      return below.isEmpty() && subscriptions.isEmpty() && shared.isEmpty();
    }
  }

  /**
   * Adds a subscription, in place of the subscriber's subscription with the same filter if there is one. A filter that begins with
   * {@code $share/} is nothing special here, as in 3.1.1: it matches topics that begin like that.
   */
  public void put(S subscriber, TopicFilter filter, V subscription) {
    if (filter.isShared()) {
      remove(subscriber, filter);
    }
    grow(filter.text()).subscriptions.put(subscriber, subscription);
  }

  /**
   * Makes the subscriber a member of the Shared Subscription (5.0 4.8.2), in place of the subscriber's subscription with the same
   * filter if there is one.
   *
   * @param filter of the form {@code $share/{ShareName}/{filter}}
   * @throws IllegalArgumentException if the filter does not have that form
   */
  public void putShared(S subscriber, TopicFilter filter, V subscription) {
    String complaint = TopicFilter.complaintAboutShared(filter.text());
    if (complaint != null) {
      throw new IllegalArgumentException("Topic Filter of a Shared Subscription " + complaint);
    }
    removeFrom(filter.text(), node -> node.subscriptions.remove(subscriber));
    grow(behindShareName(filter))
        .shared
        .computeIfAbsent(filter, absent -> new LinkedHashMap<>())
        .put(subscriber, subscription);
  }

  /** Removes the subscriber's subscription with exactly this filter, shared or not, if there is one. */
  public void remove(S subscriber, TopicFilter filter) {
    removeFrom(filter.text(), node -> node.subscriptions.remove(subscriber));
    if (TopicFilter.complaintAboutShared(filter.text()) == null) {
      removeFrom(
          behindShareName(filter),
          node -> node.shared.computeIfPresent(filter, (same, members) -> {
            members.remove(subscriber);
            return members.isEmpty() ? null : members;
          }));
    }
  }

  private static String behindShareName(TopicFilter shared) {
    String text = shared.text();
    int slash = text.indexOf('/');
    return text.substring(text.indexOf('/', slash + 1) + 1);
  }

  private Node<S, V> grow(String filter) {
    Node<S, V> node = root;
    for (String level : Levels.of(filter)) {
      node = node.below.computeIfAbsent(level, absent -> new Node<>());
    }
    return node;
  }

  private interface Removal<S, V> {
    void from(Node<S, V> node);
  }

  private void removeFrom(String filter, Removal<S, V> removal) {
    List<String> levels = Levels.of(filter);
    List<Node<S, V>> path = new ArrayList<>(List.of(root));
    for (String level : levels) {
      Node<S, V> below = path.get(path.size() - 1).below.get(level);
      if (below == null) {
        return;
      }
      path.add(below);
    }
    removal.from(path.get(levels.size()));
    for (int i = levels.size(); i > 0 && path.get(i).isEmpty(); i--) {
      path.get(i - 1).below.remove(levels.get(i - 1));
    }
  }

  /** The subscriptions that match; a filter that begins with a wildcard does not match a topic that begins with {@code $} (4.7.2). */
  public Matches<S, V> matching(TopicName topic) {
    return matching(topic, !topic.isReserved());
  }

  /**
   * The subscriptions that match, for whoever decides the rule about {@code $} himself.
   *
   * @param leadingWildcards whether filters that begin with a wildcard are looked at
   */
  public Matches<S, V> matching(TopicName topic, boolean leadingWildcards) {
    Matches<S, V> found = new Matches<>(new ArrayList<>(), new ArrayList<>());
    List<Node<S, V>> reached = List.of(root);
    boolean wildcards = leadingWildcards;
    for (String level : Levels.of(topic.text())) {
      List<Node<S, V>> next = new ArrayList<>();
      for (Node<S, V> node : reached) {
        reach(node.below.get(level), next);
        if (wildcards) {
          reach(node.below.get(Levels.ONE), next);
          collect(node.below.get(Levels.REST), found);
        }
      }
      reached = next;
      wildcards = true;
    }
    for (Node<S, V> node : reached) {
      collect(node, found);
      collect(node.below.get(Levels.REST), found);
    }
    return found;
  }

  private static <S, V> void reach(@Nullable Node<S, V> node, List<Node<S, V>> reached) {
    if (node != null) {
      reached.add(node);
    }
  }

  private static <S, V> void collect(@Nullable Node<S, V> node, Matches<S, V> found) {
    if (node != null) {
      node.subscriptions.forEach((subscriber, subscription) ->
          found.ordinary().add(new Match<>(subscriber, subscription)));
      node.shared.forEach((filter, members) -> found.shared().add(groupOf(filter, members)));
    }
  }

  private static <S, V> SharedGroup<S, V> groupOf(TopicFilter filter, Map<S, V> members) {
    List<Match<S, V>> found = new ArrayList<>();
    members.forEach((subscriber, subscription) -> found.add(new Match<>(subscriber, subscription)));
    return new SharedGroup<>(filter, found);
  }
}
