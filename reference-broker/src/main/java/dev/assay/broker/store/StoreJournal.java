package dev.assay.broker.store;

import dev.assay.broker.state.AwaitingPubRel;
import dev.assay.broker.state.Delivery;
import dev.assay.broker.state.InFlight;
import dev.assay.broker.state.Journal;
import dev.assay.broker.state.Message;
import dev.assay.broker.state.Session;
import dev.assay.broker.state.SessionSubscription;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes changes to entries of what the broker's state tells. Used by the thread that owns the state.
 *
 * <p>Of a session that ends with its connection only the will is kept: nothing else of it may be found after a restart.
 */
final class StoreJournal implements Journal {
  private final IdentityHashMap<Message, Kept> messages = new IdentityHashMap<>();
  private final Map<TopicName, Message> retained = new HashMap<>();
  private final IdentityHashMap<Session, Shelf> sessions = new IdentityHashMap<>();
  private long lastMessage;
  private long lastSession;
  private Changes changes = new Changes();

  /** A message in the store, and how many need it. */
  private static final class Kept {
    private final long number;
    private int uses;

    Kept(long number) {
      this.number = number;
    }
  }

  /** The entries of a session. */
  private static final class Shelf {
    private final long number;
    // whether more than its will is kept
    private boolean lasts;
    private long lastItem;
    private final Map<TopicFilter, Long> subscriptions = new HashMap<>();
    private final IdentityHashMap<Delivery, Long> deliveries = new IdentityHashMap<>();

    Shelf(long number) {
      this.number = number;
    }

    Key key() {
      return new Key(Key.Kind.SESSION, number, 0);
    }

    Key subscription(long item) {
      return new Key(Key.Kind.SUBSCRIPTION, number, item);
    }

    Key awaitingPubRel(int packetId) {
      return new Key(Key.Kind.AWAITING_PUBREL, number, packetId);
    }

    Key delivery(long item) {
      return new Key(Key.Kind.DELIVERY, number, item);
    }
  }

  /** What changed since the last time. */
  Changes take() {
    Changes taken = changes;
    changes = new Changes();
    return taken;
  }

  boolean hasChanges() {
    return !changes.isEmpty();
  }

  // ---- what is there already

  void foundMessage(long number, Message message) {
    messages.put(message, new Kept(number));
    lastMessage = Math.max(lastMessage, number);
  }

  void foundRetained(Message message) {
    retained.put(message.topic(), message);
    found(message);
  }

  void foundSession(long number, Session session) {
    Shelf shelf = new Shelf(number);
    shelf.lasts = !session.endsWithItsConnection();
    sessions.put(session, shelf);
    lastSession = Math.max(lastSession, number);
  }

  void foundSubscription(Session session, long item, TopicFilter filter) {
    Shelf shelf = shelfOf(session);
    shelf.subscriptions.put(filter, item);
    shelf.lastItem = Math.max(shelf.lastItem, item);
  }

  void foundAwaitingPubRel(AwaitingPubRel awaiting) {
    if (awaiting.unpublished() != null) {
      found(awaiting.unpublished());
    }
  }

  void foundDelivery(Session session, long item, Delivery delivery) {
    Shelf shelf = shelfOf(session);
    shelf.deliveries.put(delivery, item);
    shelf.lastItem = Math.max(shelf.lastItem, item);
    found(delivery.message());
  }

  private void found(Message message) {
    keptOf(message).uses++;
  }

  // ---- what changes

  @Override
  public void changed(Session session) {
    Shelf shelf = sessions.get(session);
    boolean lasts = !session.endsWithItsConnection();
    if (!lasts && session.will() == null) {
      ended(session);
      return;
    }
    if (shelf == null) {
      shelf = new Shelf(++lastSession);
      sessions.put(session, shelf);
    }
    changes.put(shelf.key(), Entries.of(session));
    if (shelf.lasts != lasts) {
      shelf.lasts = lasts;
      if (lasts) {
        fill(session, shelf);
      } else {
        empty(session, shelf);
      }
    }
  }

  @Override
  public void ended(Session session) {
    Shelf shelf = sessions.remove(session);
    if (shelf != null) {
      if (shelf.lasts) {
        empty(session, shelf);
      }
      changes.remove(shelf.key());
    }
  }

  private void fill(Session session, Shelf shelf) {
    session.subscriptions().values().forEach(each -> subscribed(session, each));
    session.awaitingPubRel().forEach((packetId, each) -> awaitsPubRel(session, packetId, each));
    for (InFlight begun : session.inFlight()) {
      keep(shelf, begun.delivery());
      inFlight(session, begun);
    }
    for (Delivery waiting : session.waiting()) {
      if (waiting.qos() != Qos.AT_MOST_ONCE) {
        queued(session, waiting);
      }
    }
  }

  private void empty(Session session, Shelf shelf) {
    shelf.subscriptions.values().forEach(item -> changes.remove(shelf.subscription(item)));
    shelf.subscriptions.clear();
    session.awaitingPubRel().forEach((packetId, each) -> forget(shelf, packetId, each));
    shelf.deliveries.forEach((delivery, item) -> {
      changes.remove(shelf.delivery(item));
      release(delivery.message());
    });
    shelf.deliveries.clear();
  }

  @Override
  public void subscribed(Session session, SessionSubscription subscription) {
    Shelf shelf = lastingShelfOf(session);
    if (shelf == null) {
      return;
    }
    Long item = shelf.subscriptions.get(subscription.filter());
    if (item == null) {
      item = ++shelf.lastItem;
      shelf.subscriptions.put(subscription.filter(), item);
    }
    changes.put(shelf.subscription(item), Entries.of(subscription));
  }

  @Override
  public void unsubscribed(Session session, TopicFilter filter) {
    Shelf shelf = lastingShelfOf(session);
    if (shelf == null) {
      return;
    }
    Long item = shelf.subscriptions.remove(filter);
    if (item != null) {
      changes.remove(shelf.subscription(item));
    }
  }

  @Override
  public void awaitsPubRel(Session session, int packetId, AwaitingPubRel awaiting) {
    Shelf shelf = lastingShelfOf(session);
    if (shelf != null) {
      Message unpublished = awaiting.unpublished();
      long message = unpublished == null ? Entries.NO_MESSAGE : keep(unpublished);
      changes.put(shelf.awaitingPubRel(packetId), Entries.ofAwaitingPubRel(message));
    }
  }

  @Override
  public void pubRelCame(Session session, int packetId, AwaitingPubRel awaited) {
    Shelf shelf = lastingShelfOf(session);
    if (shelf != null) {
      forget(shelf, packetId, awaited);
    }
  }

  private void forget(Shelf shelf, int packetId, AwaitingPubRel awaited) {
    changes.remove(shelf.awaitingPubRel(packetId));
    if (awaited.unpublished() != null) {
      release(awaited.unpublished());
    }
  }

  @Override
  public void queued(Session session, Delivery delivery) {
    Shelf shelf = lastingShelfOf(session);
    if (shelf != null) {
      long item = keep(shelf, delivery);
      changes.put(
          shelf.delivery(item), Entries.ofWaiting(delivery, keptOf(delivery.message()).number));
    }
  }

  @Override
  public void inFlight(Session session, InFlight begun) {
    Shelf shelf = lastingShelfOf(session);
    if (shelf == null) {
      return;
    }
    Long item = shelf.deliveries.get(begun.delivery());
    if (item != null) {
      put(shelf, item, begun);
    }
  }

  /** Under a higher key, since the order of the keys is that in which a later process finds the deliveries. */
  @Override
  public void released(Session session, InFlight begun) {
    Shelf shelf = lastingShelfOf(session);
    if (shelf == null) {
      return;
    }
    Long before = shelf.deliveries.get(begun.delivery());
    if (before != null) {
      changes.remove(shelf.delivery(before));
      long item = ++shelf.lastItem;
      shelf.deliveries.put(begun.delivery(), item);
      put(shelf, item, begun);
    }
  }

  private void put(Shelf shelf, long item, InFlight begun) {
    long message = keptOf(begun.delivery().message()).number;
    changes.put(shelf.delivery(item), Entries.ofInFlight(begun, message));
  }

  @Override
  public void dropped(Session session, Delivery delivery) {
    Shelf shelf = lastingShelfOf(session);
    if (shelf == null) {
      return;
    }
    Long item = shelf.deliveries.remove(delivery);
    if (item != null) {
      changes.remove(shelf.delivery(item));
      release(delivery.message());
    }
  }

  @Override
  public void completed(Session session, InFlight begun) {
    dropped(session, begun.delivery());
  }

  @Override
  public void retained(Message message) {
    if (message.isFromServer()) {
      // the next process says what it is then
      return;
    }
    long number = keep(message);
    cleared(message.topic());
    retained.put(message.topic(), message);
    changes.put(new Key(Key.Kind.RETAINED, number, 0), Entries.PRESENT);
  }

  @Override
  public void cleared(TopicName topic) {
    Message old = retained.remove(topic);
    if (old != null) {
      changes.remove(new Key(Key.Kind.RETAINED, keptOf(old).number, 0));
      release(old);
    }
  }

  private long keep(Shelf shelf, Delivery delivery) {
    long item = ++shelf.lastItem;
    shelf.deliveries.put(delivery, item);
    keep(delivery.message());
    return item;
  }

  /** One more needs the message; the number of it. */
  private long keep(Message message) {
    Kept kept = messages.get(message);
    if (kept == null) {
      kept = new Kept(++lastMessage);
      messages.put(message, kept);
      changes.put(new Key(Key.Kind.MESSAGE, kept.number, 0), Entries.of(message));
    }
    kept.uses++;
    return kept.number;
  }

  private void release(Message message) {
    Kept kept = keptOf(message);
    kept.uses--;
    if (kept.uses == 0) {
      messages.remove(message);
      changes.remove(new Key(Key.Kind.MESSAGE, kept.number, 0));
    }
  }

  private Kept keptOf(Message message) {
    Kept kept = messages.get(message);
    if (kept == null) {
      throw new IllegalStateException("a message that was not kept: on " + message.topic());
    }
    return kept;
  }

  private Shelf shelfOf(Session session) {
    Shelf shelf = sessions.get(session);
    if (shelf == null) {
      throw new IllegalStateException("a session that was not kept: " + session.name());
    }
    return shelf;
  }

  private @Nullable Shelf lastingShelfOf(Session session) {
    Shelf shelf = sessions.get(session);
    return shelf == null || !shelf.lasts ? null : shelf;
  }
}
