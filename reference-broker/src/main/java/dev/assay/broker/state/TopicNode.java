package dev.assay.broker.state;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A place in the tree of Topic Filters: the levels from the root to here.
 *
 * <pre>
 *   named   the places below that a name leads to: none, one, or a table of them
 *   one     the place below that + leads to
 *   here    the subscriptions with exactly this filter
 *   rest    those with this filter and /# behind it; they match here as well as anywhere below
 * </pre>
 *
 * A million filters make a million places, so that a place holds no more than these.
 */
final class TopicNode<S, V> {
  final String level;
  private @Nullable TopicNode<S, V> onlyNamed;
  private @Nullable Named<S, V> manyNamed;

  @Nullable
  TopicNode<S, V> one;

  @Nullable
  Subscribers<S, V> here;

  @Nullable
  Subscribers<S, V> rest;

  TopicNode(String level) {
    this.level = level;
  }

  boolean isEmpty() {
    return onlyNamed == null && manyNamed == null && one == null && here == null && rest == null;
  }

  /** The place below that the level of {@code text} from {@code from} to {@code to} leads to, whose hash is {@code hash}. */
  @Nullable
  TopicNode<S, V> named(String text, int from, int to, int hash) {
    if (onlyNamed != null) {
      return onlyNamed.isNamed(text, from, to, hash) ? onlyNamed : null;
    }
    return manyNamed == null ? null : manyNamed.find(text, from, to, hash);
  }

  void add(TopicNode<S, V> child) {
    if (manyNamed != null) {
      manyNamed.add(child);
    } else if (onlyNamed == null) {
      onlyNamed = child;
    } else {
      manyNamed = new Named<>();
      manyNamed.add(onlyNamed);
      manyNamed.add(child);
      onlyNamed = null;
    }
  }

  void remove(TopicNode<S, V> child) {
    if (onlyNamed == child) {
      onlyNamed = null;
    } else if (manyNamed != null && manyNamed.remove(child)) {
      manyNamed = null;
    }
  }

  void forEachNamed(Consumer<TopicNode<S, V>> consumer) {
    if (onlyNamed != null) {
      consumer.accept(onlyNamed);
    } else if (manyNamed != null) {
      manyNamed.forEach(consumer);
    }
  }

  private boolean isNamed(String text, int from, int to, int hash) {
    return level.hashCode() == hash && level.length() == to - from && text.startsWith(level, from);
  }

  /** Places by the hash of their level: an open-addressed table, at most two thirds full. */
  private static final class Named<S, V> {
    private static final int SMALLEST = 4;

    private @Nullable TopicNode<S, V>[] table = tableOf(SMALLEST);
    private int count;

    @SuppressWarnings("unchecked") // an array of a generic type cannot be made in another way
    private static <S, V> @Nullable TopicNode<S, V>[] tableOf(int size) {
      return (@Nullable TopicNode<S, V>[]) new TopicNode<?, ?>[size];
    }

    @Nullable
    TopicNode<S, V> find(String text, int from, int to, int hash) {
      for (int i = slotOf(hash); ; i = next(i)) {
        TopicNode<S, V> node = table[i];
        if (node == null || node.isNamed(text, from, to, hash)) {
          return node;
        }
      }
    }

    void add(TopicNode<S, V> node) {
      if (3 * (count + 1) > 2 * table.length) {
        rebuild(2 * table.length);
      }
      insert(node);
    }

    /** Returns whether nothing is left. */
    boolean remove(TopicNode<S, V> gone) {
      int hole = slotOf(gone.level.hashCode());
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
        int wanted = slotOf(node.level.hashCode());
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
      return count == 0;
    }

    private int next(int slot) {
      return slot + 1 & table.length - 1;
    }

    void forEach(Consumer<TopicNode<S, V>> consumer) {
      for (TopicNode<S, V> node : table) {
        if (node != null) {
          consumer.accept(node);
        }
      }
    }

    private void insert(TopicNode<S, V> node) {
      int i = slotOf(node.level.hashCode());
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

    private int slotOf(int hash) {
      return (hash ^ hash >>> 16) & table.length - 1;
    }
  }
}
