package dev.assay.broker.state;

import dev.assay.codec.packet.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * Places by the key of their level: an open-addressed table, at most two thirds full, in which none is far from the slot of its key. For
 * levels that somebody chose so that their keys fall on one slot, or close to it, {@link SortedPlaces} takes its place.
 */
final class PlaceTable<S, V> implements NamedPlaces<S, V> {
  private static final int SMALLEST = 4;

  // how many slots are looked at for a key; of a million keys that nobody chose none needs as many
  private static final int REACH = 256;

  private @Nullable TopicNode<S, V>[] table = tableOf(SMALLEST);
  private int count;

  @SuppressWarnings("unchecked") // an array of a generic type cannot be made in another way
  private static <S, V> @Nullable TopicNode<S, V>[] tableOf(int size) {
    return (@Nullable TopicNode<S, V>[]) new TopicNode<?, ?>[size];
  }

  @Override
  public @Nullable TopicNode<S, V> find(TopicName topic, int from, int to, long key) {
    int slot = slotOf(key);
    for (int looked = 0; looked < REACH; looked++) {
      TopicNode<S, V> node = table[slot];
      if (node == null || node.isNamed(topic, from, to, key)) {
        return node;
      }
      slot = next(slot);
    }
    return null;
  }

  @Override
  public NamedPlaces<S, V> with(TopicNode<S, V> added) {
    boolean hasRoom = 3 * (count + 1) <= 2 * table.length || rebuild(2 * table.length);
    return hasRoom && insert(added) ? this : new SortedPlaces<>(table).with(added);
  }

  @Override
  public @Nullable NamedPlaces<S, V> without(TopicNode<S, V> gone) {
    int hole = slotOf(gone.key);
    while (table[hole] != gone) {
      hole = next(hole);
    }
    // whoever had to go further for the sake of this place moves up: nobody is cut off from its
    // slot by a gap
    for (int i = next(hole); distance(hole, i) < REACH; i = next(i)) {
      TopicNode<S, V> node = table[i];
      if (node == null) {
        break;
      }
      if (distance(slotOf(node.key), i) >= distance(hole, i)) {
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

  /** How far one has to go on from {@code slot} to come to {@code other}. */
  private int distance(int slot, int other) {
    return other - slot & table.length - 1;
  }

  /** Whether there was a place within reach. */
  private boolean insert(TopicNode<S, V> node) {
    int slot = slotOf(node.key);
    for (int looked = 0; looked < REACH; looked++) {
      if (table[slot] == null) {
        table[slot] = node;
        count++;
        return true;
      }
      slot = next(slot);
    }
    return false;
  }

  /** Whether all find a place within reach in a table of this size; if not, the old one stays. */
  private boolean rebuild(int size) {
    @Nullable TopicNode<S, V>[] old = table;
    int oldCount = count;
    table = tableOf(size);
    count = 0;
    for (TopicNode<S, V> node : old) {
      if (node != null && !insert(node)) {
        table = old;
        count = oldCount;
        return false;
      }
    }
    return true;
  }

  private int slotOf(long key) {
    return (int) Levels.spread(key) & table.length - 1;
  }
}
