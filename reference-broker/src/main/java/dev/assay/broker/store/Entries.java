package dev.assay.broker.store;

import dev.assay.broker.state.AwaitingPubRel;
import dev.assay.broker.state.Delivery;
import dev.assay.broker.state.InFlight;
import dev.assay.broker.state.Message;
import dev.assay.broker.state.Session;
import dev.assay.broker.state.SessionSubscription;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Will;
import dev.assay.spec.MqttVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of the entries, in format {@link EntryFile#FORMAT}. Each says its fields in the order in which they are written;
 * instants are the broker's own milliseconds.
 */
final class Entries {

  /** Stands for "no message", whose numbers begin at 1. */
  static final long NO_MESSAGE = 0;

  /** The value of an entry that says everything by being there. */
  static final byte[] PRESENT = new EntryWriter().number(1).toBytes();

  private static final int WAITING = 0;
  private static final int SENT = 1;
  private static final int RELEASED = 2;

  private Entries() {}

  /** Broker's time, wall clock. */
  static byte[] ofClock(long nowMillis, long wallMillis) {
    return new EntryWriter().number(nowMillis).number(wallMillis).toBytes();
  }

  /** Publisher, topic, QoS, RETAIN, properties, payload, arrival. */
  static byte[] of(Message message) {
    return new EntryWriter()
        .text(message.publisher())
        .text(message.topic().text())
        .number(message.qos().level())
        .flag(message.retain())
        .properties(message.properties())
        .payload(message.payload())
        .number(message.arrivedMillis())
        .toBytes();
  }

  static Message message(byte[] value) {
    EntryReader in = new EntryReader(value);
    String publisher = in.text();
    TopicName topic = TopicName.of(in.text());
    Qos qos = Qos.of(in.small());
    boolean retain = in.flag();
    Properties properties = in.properties();
    Payload payload = in.payload();
    return Message.of(publisher, topic, qos, retain, properties, payload, in.number());
  }

  /** Client Identifier, version, expiry, away since (plus 1, 0 if present), whether there is a will, the will, owner. */
  static byte[] of(Session session) {
    EntryWriter out = new EntryWriter()
        .text(session.name())
        .number(session.version().ordinal())
        .number(session.expirySeconds())
        .number(session.awaySinceMillis() - Session.PRESENT)
        .flag(session.will() != null);
    Will will = session.will();
    if (will != null) {
      out.text(will.topic().text())
          .payload(will.payload())
          .number(will.qos().level())
          .flag(will.retain())
          .properties(will.properties());
    }
    String owner = session.owner();
    return out.flag(owner != null).text(owner == null ? "" : owner).toBytes();
  }

  static Session session(byte[] value) {
    EntryReader in = new EntryReader(value);
    Session session = new Session(in.text(), MqttVersion.values()[in.small()]);
    session.expireAfterSeconds(in.number());
    long awaySinceMillis = in.number() + Session.PRESENT;
    if (awaySinceMillis != Session.PRESENT) {
      session.detach(awaySinceMillis);
    }
    if (in.flag()) {
      TopicName topic = TopicName.of(in.text());
      Payload payload = in.payload();
      Qos qos = Qos.of(in.small());
      boolean retain = in.flag();
      session.setWill(new Will(topic, payload, qos, retain, in.properties()));
    }
    boolean isOwned = in.flag();
    String owner = in.text();
    session.belongTo(isOwned ? owner : null);
    return session;
  }

  /** Topic Filter, QoS, No Local, Retain As Published, Retain Handling, identifier, whether it is shared. */
  static byte[] of(SessionSubscription subscription) {
    return new EntryWriter()
        .text(subscription.filter().text())
        .number(subscription.qos().level())
        .flag(subscription.noLocal())
        .flag(subscription.retainAsPublished())
        .number(subscription.granted().retainHandling().value())
        .number(subscription.identifier())
        .flag(subscription.isShared())
        .toBytes();
  }

  static SessionSubscription subscription(byte[] value) {
    EntryReader in = new EntryReader(value);
    TopicFilter filter = TopicFilter.of(in.text());
    Qos qos = Qos.of(in.small());
    boolean noLocal = in.flag();
    boolean retainAsPublished = in.flag();
    RetainHandling handling = RetainHandling.of(in.small());
    Subscription granted = new Subscription(filter, qos, noLocal, retainAsPublished, handling);
    return new SessionSubscription(granted, in.small(), in.flag());
  }

  /** The message that PUBREL passes on, or {@link #NO_MESSAGE}. */
  static byte[] ofAwaitingPubRel(long message) {
    return new EntryWriter().number(message).toBytes();
  }

  static AwaitingPubRel awaitingPubRel(byte[] value, Map<Long, Message> messages) {
    long message = new EntryReader(value).number();
    return new AwaitingPubRel(message == NO_MESSAGE ? null : found(messages, message));
  }

  /** Message, QoS, RETAIN, Subscription Identifiers, share or an empty text, progress; packet identifier if it is under way. */
  static byte[] ofWaiting(Delivery delivery, long message) {
    return of(delivery, message).number(WAITING).toBytes();
  }

  static byte[] ofInFlight(InFlight begun, long message) {
    return of(begun.delivery(), message)
        .number(begun.released() ? RELEASED : SENT)
        .number(begun.packetId())
        .toBytes();
  }

  private static EntryWriter of(Delivery delivery, long message) {
    EntryWriter out = new EntryWriter()
        .number(message)
        .number(delivery.qos().level())
        .flag(delivery.retain())
        .number(delivery.identifiers().size());
    delivery.identifiers().forEach(out::number);
    return out.text(delivery.share() == null ? "" : delivery.share().text());
  }

  /** Puts the delivery back where it was in its session. */
  static Delivery delivery(byte[] value, Session session, Map<Long, Message> messages) {
    EntryReader in = new EntryReader(value);
    Message message = found(messages, in.number());
    Qos qos = Qos.of(in.small());
    boolean retain = in.flag();
    List<Integer> identifiers = new ArrayList<>();
    for (int left = in.small(); left > 0; left--) {
      identifiers.add(in.small());
    }
    String share = in.text();
    Delivery delivery = new Delivery(
        message,
        qos,
        retain,
        List.copyOf(identifiers),
        share.isEmpty() ? null : TopicFilter.of(share));
    int progress = in.small();
    if (progress == WAITING) {
      session.queue(delivery);
    } else {
      session.restoreInFlight(in.small(), delivery, progress == RELEASED);
    }
    return delivery;
  }

  static Message found(Map<Long, Message> messages, long number) {
    @Nullable Message message = messages.get(number);
    if (message == null) {
      throw new IllegalArgumentException("no message " + number);
    }
    return message;
  }
}
