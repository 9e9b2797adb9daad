package dev.assay.broker.state;

import dev.assay.codec.packet.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * A place in the tree of Topic Filters: the levels from the root to here.
 *
 * <pre>
 *   named   the places below that a name leads to: none, one, or several ({@link NamedPlaces})
 *   one     the place below that + leads to
 *   here    the subscriptions with exactly this filter
 *   rest    those with this filter and /# behind it; they match here as well as anywhere below
 * </pre>
 *
 * A million filters make two million places, so that a place holds no more than these.
 */
final class TopicNode<S, V> implements NamedPlaces<S, V> {
  final TopicName level;
  // of the level: when it differs, the level need not be looked at
  final long key;
  private @Nullable NamedPlaces<S, V> named;

  @Nullable
  TopicNode<S, V> one;

  @Nullable
  Subscribers<S, V> here;

  @Nullable
  Subscribers<S, V> rest;

  TopicNode(TopicName level) {
    this.level = level;
    this.key = Levels.key(level, 0, level.encodedLength());
  }

  boolean isEmpty() {
    return named == null && one == null && here == null && rest == null;
  }

  /** The place below that the level of {@code topic} from byte {@code from} to {@code to} leads to. */
  @Nullable
  TopicNode<S, V> named(TopicName topic, int from, int to) {
    return named == null ? null : named.find(topic, from, to, Levels.key(topic, from, to));
  }

  /** The place below that this level leads to. */
  @Nullable
  TopicNode<S, V> named(TopicName level) {
    return named(level, 0, level.encodedLength());
  }

  void add(TopicNode<S, V> child) {
    named = named == null ? child : named.with(child);
  }

  void remove(TopicNode<S, V> child) {
    named = named == null ? null : named.without(child);
  }

  /** Whether that level is the last on the way to here. */
  boolean isNamed(TopicName topic, int from, int to, long key) {
    return this.key == key && (Levels.isWhole(key) || topic.hasAt(from, to, level));
  }

  // ---- what a place is for the one above: the only one below it that a name leads to

  @Override
  public @Nullable TopicNode<S, V> find(TopicName topic, int from, int to, long key) {
    return isNamed(topic, from, to, key) ? this : null;
  }

  @Override
  public NamedPlaces<S, V> with(TopicNode<S, V> second) {
    return new PlaceTable<S, V>().with(this).with(second);
  }

  @Override
  public @Nullable NamedPlaces<S, V> without(TopicNode<S, V> gone) {
    return gone == this ? null : this;
  }
}
