package dev.assay.broker.state;

import dev.assay.codec.packet.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * The places below one place that a name leads to, at least one. Most often it is one alone, and that place itself stands for them; several
 * are in a {@link PlaceTable}, or in {@link SortedPlaces} where somebody has chosen them badly on purpose.
 */
interface NamedPlaces<S, V> {
  /** The place that the level of {@code topic} from byte {@code from} to {@code to} leads to, whose {@link Levels#key} is {@code key}. */
  @Nullable
  TopicNode<S, V> find(TopicName topic, int from, int to, long key);

  /** These and one more, whose level none of them has. */
  NamedPlaces<S, V> with(TopicNode<S, V> added);

  /** These without one of them, null if none is left. */
  @Nullable
  NamedPlaces<S, V> without(TopicNode<S, V> gone);
}
