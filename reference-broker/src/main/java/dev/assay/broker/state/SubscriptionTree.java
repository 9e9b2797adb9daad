package dev.assay.broker.state;

import dev.assay.codec.packet.Subscription;
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
 *   sport/+/score   (root) -- sport -- + -- score    {alice}
 *   sport/#                         \
 *                                    # {bob}         "sport/#" also matches "sport", the level above
 * </pre>
 *
 * A filter may have more than 30,000 levels, so nothing here is recursive.
 */
public final class SubscriptionTree {
  private final Node root = new Node();

  /** A subscription that matches, and whose it is. */
  public record Match(Session session, Subscription subscription) {}

  private static final class Node {
    private final Map<String, Node> below = new HashMap<>();
    // in the order of their subscription: who is served first must not depend on chance
    private final Map<Session, Subscription> subscriptions = new LinkedHashMap<>();

    boolean isEmpty() {
      return below.isEmpty() && subscriptions.isEmpty();
    }
  }

  /** Adds a subscription, in place of the session's subscription with the same filter if there is one. */
  public void put(Session session, Subscription subscription) {
    Node node = root;
    for (String level : Levels.of(subscription.filter().text())) {
      node = node.below.computeIfAbsent(level, absent -> new Node());
    }
    node.subscriptions.put(session, subscription);
  }

  /** Removes the session's subscription with exactly this filter, if there is one. */
  public void remove(Session session, TopicFilter filter) {
    List<String> levels = Levels.of(filter.text());
    List<Node> path = new ArrayList<>(List.of(root));
    for (String level : levels) {
      Node below = path.get(path.size() - 1).below.get(level);
      if (below == null) {
        return;
      }
      path.add(below);
    }
    path.get(levels.size()).subscriptions.remove(session);
    for (int i = levels.size(); i > 0 && path.get(i).isEmpty(); i--) {
      path.get(i - 1).below.remove(levels.get(i - 1));
    }
  }

  /**
   * The subscriptions that match.
   *
   * @param leadingWildcards whether filters that begin with a wildcard are looked at
   */
  public List<Match> matching(TopicName topic, boolean leadingWildcards) {
    List<Match> found = new ArrayList<>();
    List<Node> reached = List.of(root);
    boolean wildcards = leadingWildcards;
    for (String level : Levels.of(topic.text())) {
      List<Node> next = new ArrayList<>();
      for (Node node : reached) {
        reach(node.below.get(level), next);
        if (wildcards) {
          reach(node.below.get(Levels.ONE), next);
          collect(node.below.get(Levels.REST), found);
        }
      }
      reached = next;
      wildcards = true;
    }
    for (Node node : reached) {
      collect(node, found);
      collect(node.below.get(Levels.REST), found);
    }
    return found;
  }

  private static void reach(@Nullable Node node, List<Node> reached) {
    if (node != null) {
      reached.add(node);
    }
  }

  private static void collect(@Nullable Node node, List<Match> found) {
    if (node != null) {
      node.subscriptions.forEach(
          (session, subscription) -> found.add(new Match(session, subscription)));
    }
  }
}
