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
 * where the filter behind its ShareName says. A filter may have more than 30,000 levels, so that no method calls itself once for
 * each. Results are kept for topics that come again, until a filter changes that matches them ({@link MatchCache}).
 *
 * @param <S> a subscriber; compared by equals
 * @param <V> what the broker keeps about a subscription
 */
public final class SubscriptionTree<S, V> {
  private static final int KEPT_TOPICS_MAX = 16_384;

  // how often a walk that forks calls itself; of a fork further down, one side waits
  private static final int FORKS_BY_CALL = 16;

  private static final int SHARED_LEVELS = 4_096;

  /** It may come to few places of the tree or to many: as many subscriptions are looked at in about the time of a usual one. */
  private static final int LOOKS_OF_A_WALK = 64;

  private final TopicNode<S, V> root = new TopicNode<>(TopicName.NONE);
  // levels that were added lately, by hash: most filters repeat the words of others, and need no
  // copies of them
  private final @Nullable TopicName[] levels = new @Nullable TopicName[SHARED_LEVELS];
  private final MatchCache<S, V> cache;
  private long looks;

  // of a walk that forks often, used again by the next: where it has yet to go
  private @Nullable TopicNode<S, V>[] waiting = nodes(16);
  private int[] waitingAt = new int[16];
  private int waitingCount;

  /** A tree that keeps the results of up to 16,384 topics of usual length. */
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
  public boolean isEmpty() {
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
      node = level.equals(Levels.ONE) ? one(node) : named(node, Levels.name(level));
    }
    node.here = node.here == null ? new Subscribers<>() : node.here;
    return node.here;
  }

  private static <S, V> TopicNode<S, V> one(TopicNode<S, V> node) {
    TopicNode<S, V> one = node.one;
    if (one == null) {
      // by no name: + leads here
      one = new TopicNode<>(TopicName.NONE);
      node.one = one;
    }
    return one;
  }

  private TopicNode<S, V> named(TopicNode<S, V> node, TopicName level) {
    TopicNode<S, V> named = node.named(level);
    if (named == null) {
      named = new TopicNode<>(sharedLevel(level));
      node.add(named);
    }
    return named;
  }

  private TopicName sharedLevel(TopicName level) {
    int place = level.hashCode() & SHARED_LEVELS - 1;
    TopicName shared = levels[place];
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
      TopicNode<S, V> below = level.equals(Levels.ONE) ? node.one : node.named(Levels.name(level));
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
      looks += 1 + kept.ordinary().size() + kept.shared().size();
      return kept;
    }
    looks += LOOKS_OF_A_WALK;
    return cache.keep(topic, matching(topic, !topic.isReserved()));
  }

  /**
   * How much was looked at so far, roughly: what matched a topic, and as much as that may take where the tree had to be walked.
   */
  public long looks() {
    return looks;
  }

  /** Of how many topics the results are kept. */
  public int keptTopics() {
    return cache.size();
  }

  /**
   * The subscriptions that match, for whoever decides the rule about {@code $} himself.
   *
   * <p>From place to place, by the topic's name of the next level and by {@code +}: where both lead on, {@code +} is followed first.
   * What is in {@code rest} of a place on the way matches; what is {@code here} matches where the topic ends.
   *
   * @param leadingWildcards whether filters that begin with a wildcard are looked at
   */
  public Matches<S, V> matching(TopicName topic, boolean leadingWildcards) {
    Found<S, V> found = new Found<>();
    if (leadingWildcards) {
      goOn(root, topic, 0, found, FORKS_BY_CALL);
    } else {
      int to = Levels.endOf(topic, 0);
      goOn(root.named(topic, 0, to), topic, to + 1, found, FORKS_BY_CALL);
    }
    while (waitingCount > 0) {
      TopicNode<S, V> node = waiting[--waitingCount];
      waiting[waitingCount] = null;
      goOn(node, topic, waitingAt[waitingCount], found, FORKS_BY_CALL);
    }
    return found.all();
  }

  /**
   * On from a place, the next level of the topic beginning at byte {@code from}; behind the end of the topic there is none.
   *
   * @param forks how often it may still call itself; beyond, {@code +} waits until the name has been followed to its end
   */
  private void goOn(
      @Nullable TopicNode<S, V> start, TopicName topic, int from, Found<S, V> found, int forks) {
    int next = from;
    for (TopicNode<S, V> node = start; node != null; ) {
      collect(node.rest, found);
      if (next > topic.encodedLength()) {
        collect(node.here, found);
        return;
      }
      int to = Levels.endOf(topic, next);
      TopicNode<S, V> named = node.named(topic, next, to);
      TopicNode<S, V> one = node.one;
      next = to + 1;
      if (named != null && one != null) {
        if (forks > 0) {
          goOn(one, topic, next, found, forks - 1);
        } else {
          letWait(one, next);
        }
      }
      node = named != null ? named : one;
    }
  }

  private void letWait(TopicNode<S, V> node, int from) {
    if (waitingCount == waiting.length) {
      waiting = Arrays.copyOf(waiting, 2 * waitingCount);
      waitingAt = Arrays.copyOf(waitingAt, 2 * waitingCount);
    }
    waiting[waitingCount] = node;
    waitingAt[waitingCount++] = from;
  }

  private static <S, V> void collect(@Nullable Subscribers<S, V> subscribers, Found<S, V> found) {
    if (subscribers != null) {
      subscribers.addTo(found);
    }
  }

  @SuppressWarnings("unchecked") // an array of a generic type cannot be made in another way
  private static <S, V> @Nullable TopicNode<S, V>[] nodes(int size) {
    return (@Nullable TopicNode<S, V>[]) new TopicNode<?, ?>[size];
  }
}
