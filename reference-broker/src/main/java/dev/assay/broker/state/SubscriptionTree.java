package dev.assay.broker.state;

import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All subscriptions, by the levels of their Topic Filters, so that a publication looks only where something can match.
 *
 * <pre>
 *   sport/+/score           (root) -- sport -- + -- score    here {alice}
 *   sport/#                            rest {bob}
 *   $share/team/sport/#                rest team {carol, dave}
 * </pre>
 *
 * {@code sport/#} also matches {@code sport}, the level above, so that its subscriptions hang there. A Shared Subscription hangs
 * where the filter behind its ShareName says. A filter may have more than 30,000 levels, so nothing here is recursive. Results are
 * kept for topics that come again, until a filter changes that matches them ({@link MatchCache}).
 *
 * @param <S> a subscriber; compared by equals
 * @param <V> what the broker keeps about a subscription
 */
public final class SubscriptionTree<S, V> {
  private static final int KEPT_TOPICS_MAX = 16_384;

  private static final int SHARED_LEVELS = 4_096;

  private final TopicNode<S, V> root = new TopicNode<>("");
  // levels that were added lately, by hash: most filters repeat the words of others, and need no
  // copies of them
  private final @Nullable String[] levels = new @Nullable String[SHARED_LEVELS];
  private final MatchCache<S, V> cache;

  // of a walk, used again by the next
  private final Found<S, V> found = new Found<>();
  private @Nullable TopicNode<S, V>[] reached = nodes(16);
  private @Nullable TopicNode<S, V>[] next = nodes(16);

  /** A tree that keeps the results of up to 16,384 topics. */
  public SubscriptionTree() {
    this(KEPT_TOPICS_MAX);
  }

  private SubscriptionTree(int keptTopicsMax) {
    cache = new MatchCache<>(keptTopicsMax);
  }

  /** A tree that looks anew for each topic: what the walk costs can be measured. */
  public static <S, V> SubscriptionTree<S, V> withoutCache() {
    return new SubscriptionTree<>(0);
  }

  /**
   * Adds a subscription, in place of the subscriber's subscription with the same filter if there is one. A filter that begins with
   * {@code $share/} is nothing special here, as in 3.1.1: it matches topics that begin like that.
   */
  public void put(S subscriber, TopicFilter filter, V subscription) {
    if (filter.isShared()) {
      remove(subscriber, filter);
    }
    grow(filter.text()).put(subscriber, subscription);
    cache.forgetMatchesOf(filter.text());
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
    prune(filter.text(), subscribers -> subscribers.remove(subscriber));
    grow(behindShareName(filter)).putShared(subscriber, filter, subscription);
    cache.forgetMatchesOf(behindShareName(filter));
  }

  /** Removes the subscriber's subscription with exactly this filter, shared or not, if there is one. */
  public void remove(S subscriber, TopicFilter filter) {
    prune(filter.text(), subscribers -> subscribers.remove(subscriber));
    if (TopicFilter.complaintAboutShared(filter.text()) == null) {
      prune(behindShareName(filter), subscribers -> subscribers.removeShared(subscriber, filter));
    }
  }

  /** Whether it holds nothing at all. */
  boolean isEmpty() {
    return root.isEmpty();
  }

  private static String behindShareName(TopicFilter shared) {
    String text = shared.text();
    int slash = text.indexOf('/');
    return text.substring(text.indexOf('/', slash + 1) + 1);
  }

  // ---- subscribing and unsubscribing

  /** Where the subscriptions with this filter are, made if need be. */
  private Subscribers<S, V> grow(String filter) {
    TopicNode<S, V> node = root;
    for (String level : Levels.of(filter)) {
      if (level.equals(Levels.REST)) {
        node.rest = node.rest == null ? new Subscribers<>() : node.rest;
        return node.rest;
      }
      node = level.equals(Levels.ONE) ? one(node) : named(node, level);
    }
    node.here = node.here == null ? new Subscribers<>() : node.here;
    return node.here;
  }

  private static <S, V> TopicNode<S, V> one(TopicNode<S, V> node) {
    TopicNode<S, V> one = node.one;
    if (one == null) {
      one = new TopicNode<>(Levels.ONE);
      node.one = one;
    }
    return one;
  }

  private TopicNode<S, V> named(TopicNode<S, V> node, String level) {
    TopicNode<S, V> named = node.named(level, 0, level.length(), level.hashCode());
    if (named == null) {
      named = new TopicNode<>(sharedLevel(level));
      node.add(named);
    }
    return named;
  }

  private String sharedLevel(String level) {
    int place = level.hashCode() & SHARED_LEVELS - 1;
    String shared = levels[place];
    if (shared != null && shared.equals(level)) {
      return shared;
    }
    levels[place] = level;
    return level;
  }

  private interface Removal<S, V> {
    void from(Subscribers<S, V> subscribers);
  }

  /** Removes from the subscriptions with this filter, and every place that is empty then. */
  private void prune(String filter, Removal<S, V> removal) {
    List<TopicNode<S, V>> path = new ArrayList<>(List.of(root));
    TopicNode<S, V> node = root;
    boolean ofRest = false;
    for (String level : Levels.of(filter)) {
      ofRest = level.equals(Levels.REST);
      if (ofRest) {
        break;
      }
      TopicNode<S, V> below = level.equals(Levels.ONE)
          ? node.one
          : node.named(level, 0, level.length(), level.hashCode());
      if (below == null) {
        return;
      }
      path.add(below);
      node = below;
    }
    Subscribers<S, V> subscribers = ofRest ? node.rest : node.here;
    if (subscribers == null) {
      return;
    }
    removal.from(subscribers);
    cache.forgetMatchesOf(filter);
    if (subscribers.isEmpty()) {
      if (ofRest) {
        node.rest = null;
      } else {
        node.here = null;
      }
      cut(path);
    }
  }

  private static <S, V> void cut(List<TopicNode<S, V>> path) {
    for (int i = path.size() - 1; i > 0 && path.get(i).isEmpty(); i--) {
      TopicNode<S, V> above = path.get(i - 1);
      if (above.one == path.get(i)) {
        above.one = null;
      } else {
        above.remove(path.get(i));
      }
    }
  }

  // ---- matching

  /** The subscriptions that match; a filter that begins with a wildcard does not match a topic that begins with {@code $} (4.7.2). */
  public Matches<S, V> matching(TopicName topic) {
    Matches<S, V> kept = cache.find(topic);
    if (kept != null) {
      return kept;
    }
    return cache.keep(topic, matching(topic, !topic.isReserved()));
  }

  /**
   * The subscriptions that match, for whoever decides the rule about {@code $} himself.
   *
   * <p>Level by level: from the places that the topic has reached so far to those below, by its name and by {@code +}. What is in
   * {@code rest} of a place on the way matches; what is {@code here} matches where the topic ends.
   *
   * @param leadingWildcards whether filters that begin with a wildcard are looked at
   */
  public Matches<S, V> matching(TopicName topic, boolean leadingWildcards) {
    String text = topic.text();
    boolean wildcards = leadingWildcards;
    reached[0] = root;
    int count = 1;
    for (int from = 0; count > 0 && from <= text.length(); ) {
      int hash = 0;
      int to = from;
      for (; to < text.length() && text.charAt(to) != '/'; to++) {
        // as String.hashCode has it, of the level alone
        hash = 31 * hash + text.charAt(to);
      }
      count = descend(count, wildcards, text, from, to, hash);
      wildcards = true;
      from = to + 1;
    }
    for (int i = 0; i < count; i++) {
      TopicNode<S, V> node = reached[i];
      if (node != null) {
        collect(node.here);
        collect(node.rest);
      }
    }
    Arrays.fill(reached, 0, count, null);
    return found.taken();
  }

  /** One level on. Returns how many places are reached then. */
  private int descend(int count, boolean wildcards, String text, int from, int to, int hash) {
    if (next.length < 2 * count) {
      next = nodes(2 * next.length);
    }
    int below = 0;
    for (int i = 0; i < count; i++) {
      TopicNode<S, V> node = reached[i];
      reached[i] = null;
      if (node == null) {
        continue;
      }
      TopicNode<S, V> named = node.named(text, from, to, hash);
      if (named != null) {
        next[below++] = named;
      }
      if (wildcards) {
        if (node.one != null) {
          next[below++] = node.one;
        }
        collect(node.rest);
      }
    }
    @Nullable TopicNode<S, V>[] emptied = reached;
    reached = next;
    next = emptied;
    return below;
  }

  private void collect(@Nullable Subscribers<S, V> subscribers) {
    if (subscribers != null) {
      subscribers.addTo(found);
    }
  }

  @SuppressWarnings("unchecked") // an array of a generic type cannot be made in another way
  private static <S, V> @Nullable TopicNode<S, V>[] nodes(int size) {
    return (@Nullable TopicNode<S, V>[]) new TopicNode<?, ?>[size];
  }
}
