package dev.assay.broker.state;

import dev.assay.codec.packet.TopicName;
import org.jspecify.annotations.Nullable;

/** Places by the key of their level: an open-addressed table, at most two thirds full. */
final class PlaceTable<S, V> implements NamedPlaces<S, V> {
  private static final int SMALLEST = 4;

  private @Nullable TopicNode<S, V>[] table = tableOf(SMALLEST);
  private int count;

  @SuppressWarnings("unchecked") // an array of a generic type cannot be made in another way
  private static <S, V> @Nullable TopicNode<S, V>[] tableOf(int size) {
    return (@Nullable TopicNode<S, V>[]) new TopicNode<?, ?>[size];
  }

  @Override
  public @Nullable TopicNode<S, V> find(TopicName topic, int from, int to, long key) {
    for (int i = slotOf(key); ; i = next(i)) {
      TopicNode<S, V> node = table[i];
      if (node == null || node.isNamed(topic, from, to, key)) {
        return node;
      }
    }
  }

  @Override
  public NamedPlaces<S, V> with(TopicNode<S, V> added) {
    if (3 * (count + 1) > 2 * table.length) {
      rebuild(2 * table.length);
    }
    insert(added);
    return this;
  }

  @Override
  public @Nullable NamedPlaces<S, V> without(TopicNode<S, V> gone) {
    int hole = slotOf(gone.key);
    while (table[hole] != gone) {
      hole = next(hole);
    }
    // whoever had to go further for the sake of this place moves up: nobody is cut off from its
    // slot by a gap
    for (int i = next(hole); ; i = next(i)) {
      TopicNode<S, V> node = table[i];
      if (node == null) {
        break;
      }
      int wanted = slotOf(node.key);
      if ((i - wanted & table.length - 1) >= (i - hole & table.length - 1)) {
        table[hole] = node;
        hole = i;
      }
    }
    table[hole] = null;
    count--;
    if (table.length > SMALLEST && 6 * count < table.length) {
      rebuild(table.length / 2);
    }
    return count == 0 ? null : this;
  }

  private int next(int slot) {
    return slot + 1 & table.length - 1;
  }

  private void insert(TopicNode<S, V> node) {
    int i = slotOf(node.key);
    while (table[i] != null) {
      i = next(i);
    }
    table[i] = node;
    count++;
  }

  private void rebuild(int size) {
    @Nullable TopicNode<S, V>[] old = table;
    table = tableOf(size);
    count = 0;
    for (TopicNode<S, V> node : old) {
      if (node != null) {
        insert(node);
      }
    }
  }

  private int slotOf(long key) {
    return (int) Levels.spread(key) & table.length - 1;
  }
}
