package dev.assay.broker.state;

import dev.assay.codec.packet.TopicName;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Places in the order of their levels, for levels that would make a {@link PlaceTable} slow: slower than that usually is, but never slow. */
final class SortedPlaces<S, V> implements NamedPlaces<S, V> {
  private final Map<TopicName, TopicNode<S, V>> places = new TreeMap<>();

  /** With all these places, null standing for none. */
  SortedPlaces(@Nullable TopicNode<S, V>[] all) {
    for (TopicNode<S, V> node : all) {
      if (node != null) {
        places.put(node.level, node);
      }
    }
  }

  @Override
  public @Nullable TopicNode<S, V> find(TopicName topic, int from, int to, long key) {
    return places.get(topic.part(from, to));
  }

  @Override
  public NamedPlaces<S, V> with(TopicNode<S, V> added) {
    places.put(added.level, added);
    return this;
  }

  @Override
  public @Nullable NamedPlaces<S, V> without(TopicNode<S, V> gone) {
    places.remove(gone.level);
    return places.isEmpty() ? null : this;
  }
}
