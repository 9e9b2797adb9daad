package dev.assay.broker.state;

import dev.assay.codec.packet.TopicFilter;
import java.util.List;

/**
 * The subscriptions that a Topic Name matches. Their order follows from the order of the subscriptions and from the topic, never
 * from chance: who is served first can be replayed.
 *
 * @param <S> a subscriber
 * @param <V> what the broker keeps about a subscription
 * @param ordinary those that are not shared; a subscriber with overlapping filters is here once for each (5.0 3.3.4)
 * @param shared the Shared Subscriptions, of each of which one member is served (5.0 4.8.2)
 */
public record Matches<S, V>(List<Match<S, V>> ordinary, List<SharedGroup<S, V>> shared) {

  /** A subscription, and whose it is. */
  public record Match<S, V>(S subscriber, V subscription) {}

  /**
   * One Shared Subscription with all who take part.
   *
   * @param filter the whole filter, {@code $share/{ShareName}/{filter}}, which is its identity
   * @param members at least one, in the order in which they joined
   */
  public record SharedGroup<S, V>(TopicFilter filter, List<Match<S, V>> members) {}

  private static final Matches<?, ?> NONE = new Matches<>(List.of(), List.of());

  /** Of a topic that nobody subscribes to. */
  @SuppressWarnings("unchecked") // empty lists hold nothing of the wrong type
  static <S, V> Matches<S, V> none() {
    return (Matches<S, V>) NONE;
  }

  public boolean isEmpty() {
    return ordinary.isEmpty() && shared.isEmpty();
  }

  /** How many subscriptions these are, every member of a Shared Subscription being one. */
  long size() {
    long size = ordinary.size();
    for (SharedGroup<S, V> group : shared) {
      size += group.members().size();
    }
    return size;
  }
}
