package dev.assay.suite;

import dev.assay.broker.state.AwaitingPubRel;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.Delivery;
import dev.assay.broker.state.InFlight;
import dev.assay.broker.state.Journal;
import dev.assay.broker.state.Message;
import dev.assay.broker.state.Session;
import dev.assay.broker.state.SessionSubscription;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Will;
import dev.assay.spec.MqttVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a broker's journal was told, and nothing else: from this alone the next process starts. */
final class Notebook implements Journal {
  private final Map<String, Page> pages = new LinkedHashMap<>();
  private final Map<TopicName, Message> retained = new HashMap<>();
  private final Trail trail;
  private long records;

  /** Leaves a trail of what it was told. */
  Notebook(Trail trail) {
    this.trail = trail;
  }

  /** What a session is apart from what it holds. */
  private record Head(
      MqttVersion version,
      @Nullable String owner,
      long expirySeconds,
      @Nullable Will will,
      long awaySinceMillis) {
    static Head of(Session session) {
      return new Head(
          session.version(),
          session.owner(),
          session.expirySeconds(),
          session.will(),
          session.awaySinceMillis());
    }
  }

  private record Begun(Delivery delivery, boolean released) {}

  /** One session. */
  private static final class Page {
    private final Map<TopicFilter, SessionSubscription> subscriptions = new LinkedHashMap<>();
    private final Map<Integer, AwaitingPubRel> awaiting = new LinkedHashMap<>();
    private final List<Delivery> waiting = new ArrayList<>();
    private final Map<Integer, Begun> inFlight = new LinkedHashMap<>();
    private Head head;

    Page(Head head) {
      this.head = head;
    }

    /** What the session itself says of the same things. */
    static Page of(Session session) {
      Page page = new Page(Head.of(session));
      page.subscriptions.putAll(session.subscriptions());
      page.awaiting.putAll(session.awaitingPubRel());
      session.waiting().stream().filter(Page::isKept).forEach(page.waiting::add);
      session.inFlight().forEach(each -> page.inFlight.put(each.packetId(), begun(each)));
      return page;
    }

    private static boolean isKept(Delivery delivery) {
      return delivery.qos() != Qos.AT_MOST_ONCE;
    }

    static Begun begun(InFlight inFlight) {
      return new Begun(inFlight.delivery(), inFlight.released());
    }

    List<Object> all() {
      // of a map with its order: what is in flight is sent again in it
      return List.of(head, subscriptions, awaiting, waiting, List.copyOf(inFlight.entrySet()));
    }

    Session restore(String clientId) {
      Session session = new Session(clientId, head.version);
      session.belongTo(head.owner);
      session.expireAfterSeconds(head.expirySeconds);
      session.setWill(head.will);
      if (head.awaySinceMillis != Session.PRESENT) {
        session.detach(head.awaySinceMillis);
      }
      awaiting.forEach(session::awaitPubRel);
      inFlight.forEach(
          (packetId, begun) -> session.restoreInFlight(packetId, begun.delivery, begun.released));
      waiting.forEach(session::queue);
      return session;
    }
  }

  @Override
  public void changed(Session session) {
    note("changed", session, Head.of(session));
    pages.computeIfAbsent(session.name(), absent -> new Page(Head.of(session))).head =
        Head.of(session);
  }

  @Override
  public void ended(Session session) {
    note("ended", session, "");
    pages.remove(session.name());
  }

  @Override
  public void subscribed(Session session, SessionSubscription subscription) {
    note("subscribed", session, subscription.granted());
    page(session).subscriptions.put(subscription.filter(), subscription);
  }

  @Override
  public void unsubscribed(Session session, TopicFilter filter) {
    note("unsubscribed", session, filter);
    page(session).subscriptions.remove(filter);
  }

  @Override
  public void awaitsPubRel(Session session, int packetId, AwaitingPubRel awaiting) {
    note("awaits PUBREL", session, packetId + " " + awaiting);
    page(session).awaiting.put(packetId, awaiting);
  }

  @Override
  public void pubRelCame(Session session, int packetId, AwaitingPubRel awaited) {
    note("PUBREL came", session, packetId + " " + awaited);
    page(session).awaiting.remove(packetId, awaited);
  }

  @Override
  public void queued(Session session, Delivery delivery) {
    note("queued", session, delivery);
    page(session).waiting.add(delivery);
  }

  @Override
  public void dropped(Session session, Delivery delivery) {
    note("dropped", session, delivery);
    page(session).waiting.remove(delivery);
  }

  @Override
  public void inFlight(Session session, InFlight begun) {
    note("in flight", session, begun.packetId() + " " + Page.begun(begun));
    Page page = page(session);
    if (page.inFlight.put(begun.packetId(), Page.begun(begun)) == null) {
      page.waiting.remove(begun.delivery());
    }
  }

  @Override
  public void released(Session session, InFlight begun) {
    note("released", session, begun.packetId());
    Page page = page(session);
    page.inFlight.remove(begun.packetId());
    page.inFlight.put(begun.packetId(), Page.begun(begun));
  }

  @Override
  public void completed(Session session, InFlight begun) {
    note("completed", session, begun.packetId());
    page(session).inFlight.remove(begun.packetId());
  }

  @Override
  public void retained(Message message) {
    note("retained", "", message);
    retained.put(message.topic(), message);
  }

  @Override
  public void cleared(TopicName topic) {
    note("cleared", "", topic);
    retained.remove(topic);
  }

  private void note(String what, Session session, Object content) {
    note(what, session.name(), content);
  }

  private void note(String what, String whose, Object content) {
    records++;
    trail.add("writes", what + " " + whose + " " + content);
  }

  private Page page(Session session) {
    Page page = pages.get(session.name());
    if (page == null) {
      throw new IllegalStateException(
          "a session that the journal was not told of: " + session.name());
    }
    return page;
  }

  /** How many changes it was told of. */
  long records() {
    return records;
  }

  /** The messages that are retained. */
  Collection<Message> retained() {
    return Collections.unmodifiableCollection(retained.values());
  }

  /** In what this differs from what the broker remembers, in words; empty if in nothing. */
  String differenceFrom(BrokerState state) {
    Map<String, List<Object>> kept = new HashMap<>();
    pages.forEach((name, page) -> kept.put(name, page.all()));
    Map<String, List<Object>> remembered = new HashMap<>();
    state
        .sessions()
        .forEach(session -> remembered.put(session.name(), Page.of(session).all()));
    if (!kept.equals(remembered)) {
      return "the journal was told " + kept + ", the broker remembers " + remembered;
    }
    boolean retainsTheSame = retained.size() == state.retainedCount()
        && retained.values().stream()
            .allMatch(message -> message.equals(state.retainedMessages().get(message.topic())));
    return retainsTheSame ? "" : "the journal was told of other retained messages: " + retained;
  }

  /** What a process remembers that starts with this, and goes on to write in it. */
  BrokerState restore() {
    BrokerState state = new BrokerState(this);
    Map<String, Page> found = new LinkedHashMap<>(pages);
    found.forEach((clientId, page) ->
        state.restore(page.restore(clientId), List.copyOf(page.subscriptions.values())));
    retained.values().forEach(state.retainedMessages()::restore);
    return state;
  }
}
