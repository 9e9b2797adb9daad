package dev.assay.broker.rules;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Law;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.Connection;
import dev.assay.broker.state.Delivery;
import dev.assay.broker.state.Dropped;
import dev.assay.broker.state.InFlight;
import dev.assay.broker.state.Message;
import dev.assay.broker.state.Session;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.Map;

/**
 * From the broker to one client: a delivery waits, is sent, is acknowledged.
 *
 * <pre>
 *   QoS 0            PUBLISH --&gt;
 *   QoS 1  waiting   PUBLISH --&gt;  in flight   &lt;-- PUBACK   done
 *   QoS 2  waiting   PUBLISH --&gt;  in flight   &lt;-- PUBREC   PUBREL --&gt;  in flight, released   &lt;-- PUBCOMP   done
 * </pre>
 */
public final class Deliveries {

  /** A client that is away gets its messages of QoS 1 and 2 later. */
  public static final Citation KEPT_FOR_LATER =
      cite(Mqtt5.MQTT_4_5_0_1, Mqtt5.MQTT_3_1_2_23, Mqtt311.MQTT_3_1_2_5, Mqtt311.MQTT_4_5_0_1);

  /** A client for which no more may wait holds up neither the publisher nor others. */
  public static final Citation FULL_QUEUE_HOLDS_UP_NOBODY =
      cite(Rule.V5_RECEIVERS_ARE_INDEPENDENT, Rule.V3_1_1_RECEIVERS_ARE_INDEPENDENT);

  /** A message that expired before it was sent is not sent. */
  public static final Citation EXPIRED = cite(Mqtt5.MQTT_3_3_2_5);

  /** No more in flight than the client's Receive Maximum. */
  public static final Citation RECEIVE_MAXIMUM_REACHED =
      cite(Mqtt5.MQTT_3_3_4_9, Mqtt5.MQTT_4_9_0_2, Mqtt5.MQTT_4_9_0_1);

  /** What matches a subscription of a session belongs to that session until it is delivered. */
  public static final Citation ADDED_TO_SESSION = cite(Mqtt5.MQTT_4_5_0_1, Mqtt311.MQTT_4_5_0_1);

  /** In the order in which the messages came: every topic is an Ordered Topic. */
  public static final Citation IN_ORDER =
      cite(Mqtt5.MQTT_4_6_0_5, Mqtt5.MQTT_4_6_0_6, Mqtt311.MQTT_4_6_0_5, Mqtt311.MQTT_4_6_0_6);

  /** QoS 0: once, without packet identifier. */
  public static final Citation SEND_QOS_0 = cite(
      Mqtt5.MQTT_4_3_1_1,
      Mqtt5.MQTT_2_2_1_2,
      Mqtt311.MQTT_4_3_1_1,
      Mqtt311.MQTT_2_3_1_5,
      Rule.V5_QOS_0_AT_MOST_ONCE,
      Rule.V3_1_1_QOS_0_AT_MOST_ONCE);

  /** QoS 1: under an identifier that nothing else uses, unacknowledged until PUBACK. */
  public static final Citation BEGIN_QOS_1 = cite(
      Mqtt5.MQTT_4_3_2_1,
      Mqtt5.MQTT_4_3_2_3,
      Mqtt5.MQTT_2_2_1_4,
      Mqtt311.MQTT_4_3_2_1,
      Mqtt311.MQTT_2_3_1_4,
      Mqtt311.MQTT_2_3_1_1);

  /** QoS 2: under an identifier that nothing else uses, unacknowledged until PUBREC. */
  public static final Citation BEGIN_QOS_2 = cite(
      Mqtt5.MQTT_4_3_3_1,
      Mqtt5.MQTT_4_3_3_3,
      Mqtt5.MQTT_2_2_1_4,
      Mqtt311.MQTT_4_3_3_1,
      Mqtt311.MQTT_2_3_1_4,
      Mqtt311.MQTT_2_3_1_1);

  public static final Citation SEND_QOS_1 = cite(Mqtt5.MQTT_4_3_2_2, Mqtt311.MQTT_4_3_2_1);
  public static final Citation SEND_QOS_2 = cite(Mqtt5.MQTT_4_3_3_2, Mqtt311.MQTT_4_3_3_1);

  /** DUP says whether this packet is a repeat, and nothing about what the publisher sent. */
  public static final Citation DUP_OF_FIRST_TIME =
      cite(Mqtt5.MQTT_3_3_1_3, Mqtt5.MQTT_3_3_1_2, Mqtt311.MQTT_3_3_1_3, Mqtt311.MQTT_3_3_1_2);

  public static final Citation DUP_OF_REPEAT =
      cite(Mqtt5.MQTT_3_3_1_1, Mqtt5.MQTT_3_3_1_3, Mqtt311.MQTT_3_3_1_1, Mqtt311.MQTT_3_3_1_3);

  /** The Topic Name comes first, and is the one that matched. */
  public static final Citation TOPIC_NAME =
      cite(Mqtt5.MQTT_3_3_2_3, Mqtt5.MQTT_3_3_2_1, Mqtt311.MQTT_3_3_2_3, Mqtt311.MQTT_3_3_2_1);

  public static final Citation PAYLOAD =
      cite(Rule.V5_PAYLOAD_UNALTERED, Rule.V3_1_1_PAYLOAD_UNALTERED);

  /** What the publisher said about the message goes along with it. */
  private static final Map<PropertyId, Citation> FORWARDED = Map.of(
      PropertyId.PAYLOAD_FORMAT_INDICATOR, cite(Mqtt5.MQTT_3_3_2_4),
      PropertyId.MESSAGE_EXPIRY_INTERVAL, cite(Mqtt5.MQTT_3_3_2_6),
      PropertyId.RESPONSE_TOPIC, cite(Mqtt5.MQTT_3_3_2_15),
      PropertyId.CORRELATION_DATA, cite(Mqtt5.MQTT_3_3_2_16),
      PropertyId.USER_PROPERTY, cite(Mqtt5.MQTT_3_3_2_17, Mqtt5.MQTT_3_3_2_18),
      PropertyId.CONTENT_TYPE, cite(Mqtt5.MQTT_3_3_2_20));

  /** After a resume what was not acknowledged is sent again, and only then. */
  public static final Citation SEND_AGAIN = cite(Mqtt5.MQTT_4_4_0_1, Mqtt311.MQTT_4_4_0_1);

  /** What was sent once is sent again even if it has expired since. */
  public static final Citation NO_EXPIRY_ONCE_SENT = cite(Mqtt5.MQTT_4_3_3_7);

  /** What is sent again has the Subscription Identifiers of the first time, so that none comes back. */
  public static final Citation IDENTIFIERS_OF_THE_FIRST_TIME =
      cite(Rule.V5_SUBSCRIPTION_IDENTIFIER_DOES_NOT_RETURN);

  /** Once PUBREL was sent it is PUBREL that is sent again, not PUBLISH. */
  public static final Citation SEND_PUBREL_AGAIN = cite(
      Mqtt5.MQTT_4_4_0_1,
      Mqtt5.MQTT_4_3_3_5,
      Mqtt5.MQTT_4_3_3_6,
      Mqtt311.MQTT_4_4_0_1,
      Mqtt311.MQTT_4_3_3_1);

  /** The send quota holds up PUBLISH of QoS 1 and 2 and nothing else. */
  public static final Citation QUOTA_HOLDS_UP_PUBLISH_ALONE =
      cite(Mqtt5.MQTT_3_3_4_10, Mqtt5.MQTT_4_9_0_3);

  /** What is completely acknowledged makes room for the next message. */
  public static final Citation QUOTA_REPLENISHED = cite(Rule.V5_SEND_QUOTA_REPLENISHED);

  public static final Citation PUBACK_ENDS = cite(Mqtt5.MQTT_4_3_2_3, Mqtt311.MQTT_4_3_2_1);
  public static final Citation REFUSAL_ENDS = cite(Mqtt5.MQTT_4_4_0_2);
  public static final Citation PUBREC_RELEASES = cite(
      Mqtt5.MQTT_4_3_3_4,
      Mqtt5.MQTT_2_2_1_5,
      Mqtt5.MQTT_3_6_2_1,
      Mqtt311.MQTT_4_3_3_1,
      Mqtt311.MQTT_2_3_1_6);
  public static final Citation PUBREC_OF_NOTHING =
      cite(Mqtt5.MQTT_4_3_3_4, Mqtt5.MQTT_3_6_2_1, Mqtt311.MQTT_4_3_3_1);
  public static final Citation PUBCOMP_ENDS = cite(Mqtt5.MQTT_4_3_3_5, Mqtt311.MQTT_4_3_3_1);

  private static final long LOOK_FOR_EXPIRED_MILLIS = 1_000;
  private static final long LOOK_THROUGH_ALL_MILLIS = 10_000;

  private final BrokerConfig config;
  private final Choices choices;
  private final Law law;
  private final BrokerState state;
  private final Outgoing outgoing;
  private final TopicAliases aliases;
  private long lookThroughAllFromMillis;

  Deliveries(Parts parts, TopicAliases aliases) {
    config = parts.config();
    choices = parts.choices();
    law = parts.law();
    state = parts.state();
    outgoing = parts.outgoing();
    this.aliases = aliases;
  }

  /** A message for this client: at once if it is there, later if it is away. */
  void deliver(Session session, Delivery delivery) {
    Connection link = session.link();
    law.because(
        session,
        IN_ORDER,
        "behind all that came before on {}",
        delivery.message().topic());
    if (link == null) {
      keepForLater(session, delivery);
    } else if (delivery.qos() == Qos.AT_MOST_ONCE) {
      sendQosZero(session, link, delivery);
    } else {
      if (isDroppedForWantOfRoom(session, delivery)) {
        return;
      }
      law.because(session, ADDED_TO_SESSION, "a message for the session of {}", session.name());
      session.queue(delivery);
      sendWaiting(session, link);
    }
  }

  /**
   * The client is back: first what it did not acknowledge, in the old order and under the old packet identifiers [5.0
   * MQTT-4.4.0-1, 3.1.1 MQTT-4.4.0-1], then what came in the meantime.
   *
   * <p>PUBRELs go in the order of their PUBRECs, PUBLISHes in that of their first sending [3.1.1 MQTT-4.6.0-6]. No clause orders one against the
   * other; PUBRELs go first, since the send quota does not hold them up, and their PUBCOMPs make room in the session.
   */
  void resume(Session session, Connection link) {
    for (InFlight begun : session.inFlight()) {
      if (begun.released()) {
        law.because(
            session, SEND_PUBREL_AGAIN, "PUBREL {} was not answered: again", begun.packetId());
        law.because(session, QUOTA_HOLDS_UP_PUBLISH_ALONE, "PUBREL does not wait for the quota");
        outgoing.send(link, new PubRel(begun.packetId()));
      } else {
        link.toSendAgain().add(begun);
      }
    }
    sendWaitingQosZero(session, link);
    sendWaiting(session, link);
  }

  /** PUBACK ends the delivery, whatever its code [5.0 MQTT-4.3.2-3, 3.1.1 MQTT-4.3.2-1]. */
  void onPubAck(Connection link, PubAck packet) {
    Session session = link.session();
    InFlight begun = session.inFlight(packet.packetId());
    if (begun == null || begun.delivery().qos() != Qos.AT_LEAST_ONCE) {
      return;
    }
    if (packet.reasonCode().isError()) {
      law.because(
          link,
          REFUSAL_ENDS,
          "{} was refused with {}: not sent again",
          packet.packetId(),
          packet.reasonCode());
      sayThatRefusalCountsForAll(link, begun);
    } else {
      law.because(link, PUBACK_ENDS, "{} is acknowledged: done", packet.packetId());
    }
    end(session, link, begun);
  }

  /** PUBREC is answered by PUBREL [5.0 MQTT-4.3.3-4, 3.1.1 MQTT-4.3.3-1], unless it refuses the message. */
  void onPubRec(Connection link, PubRec packet) {
    Session session = link.session();
    InFlight begun = session.inFlight(packet.packetId());
    if (begun == null || begun.delivery().qos() != Qos.EXACTLY_ONCE) {
      onPubRecOfNothing(link, packet);
      return;
    }
    if (packet.reasonCode().isError()) {
      law.because(
          link,
          REFUSAL_ENDS,
          "{} was refused with {}: not sent again, no PUBREL",
          packet.packetId(),
          packet.reasonCode());
      sayThatRefusalCountsForAll(link, begun);
      end(session, link, begun);
      return;
    }
    law.because(link, PUBREC_RELEASES, "PUBREC {}: PUBREL releases it", packet.packetId());
    session.release(begun);
    law.because(link, QUOTA_HOLDS_UP_PUBLISH_ALONE, "PUBREL does not wait for the quota");
    link.toSendAgain().remove(begun);
    outgoing.send(link, new PubRel(packet.packetId()));
  }

  /** PUBREC is answered though nothing awaits it, unless it ends an exchange itself [5.0 MQTT-4.3.3-4, 3.1.1 MQTT-4.3.3-1]. */
  private void onPubRecOfNothing(Connection link, PubRec packet) {
    if (packet.reasonCode().isError()) {
      return;
    }
    law.because(link, PUBREC_OF_NOTHING, "PUBREC {}, but nothing awaits it", packet.packetId());
    outgoing.sendWithReason(
        link,
        properties -> new PubRel(
            packet.packetId(),
            link.isV5() ? ReasonCode.PACKET_IDENTIFIER_NOT_FOUND : ReasonCode.SUCCESS,
            properties),
        Properties.NONE,
        "no message with this packet identifier is under way");
  }

  /** PUBCOMP ends the delivery [5.0 MQTT-4.3.3-5, 3.1.1 MQTT-4.3.3-1]. */
  void onPubComp(Connection link, PubComp packet) {
    Session session = link.session();
    InFlight begun = session.inFlight(packet.packetId());
    if (begun == null || !begun.released()) {
      return;
    }
    law.because(link, PUBCOMP_ENDS, "{} is complete: done", packet.packetId());
    end(session, link, begun);
  }

  /** What one member of a Shared Subscription refuses no other gets [5.0 MQTT-4.8.2-6]. */
  private void sayThatRefusalCountsForAll(Connection link, InFlight begun) {
    if (begun.delivery().share() != null) {
      law.because(
          link,
          SharedSubscriptions.REFUSED_FOR_ALL,
          "{}: nobody else gets what {} refused",
          begun.delivery().share(),
          link.name());
    }
  }

  /** What is completely acknowledged leaves room for the next one [5.0 4.9]. */
  private void end(Session session, Connection link, InFlight begun) {
    session.complete(begun);
    link.toSendAgain().remove(begun);
    if (begun.sentOn() == link.connection()) {
      law.because(link, QUOTA_REPLENISHED, "room for one message more");
      link.ends(begun.delivery().message());
    }
    sendWaiting(session, link);
  }

  /** As much of QoS 1 and 2 as the client can take [5.0 MQTT-3.3.4-9]. */
  private void sendWaiting(Session session, Connection link) {
    while (!link.toSendAgain().isEmpty() && mayTakeAnother(session, link)) {
      sendAgain(session, link, link.toSendAgain().remove());
    }
    Delivery next = session.firstWaiting();
    while (next != null
        && next.qos() != Qos.AT_MOST_ONCE
        && mayTakeAnother(session, link)
        && session.hasFreePacketId()) {
      sendFirstWaiting(session, link, next);
      next = session.firstWaiting();
    }
  }

  /**
   * No more in flight than the Receive Maximum [5.0 MQTT-3.3.4-9, 4.9.0-2], which is 65,535 in 3.1.1, and no more bytes than the network may be given
   * at once: what the client acknowledges makes room, so it gets everything, however much that is.
   */
  private boolean mayTakeAnother(Session session, Connection link) {
    return link.underWayBytes() < config.underWayMaxBytes()
        && !law.holds(
            session,
            RECEIVE_MAXIMUM_REACHED,
            link.sendQuota() <= 0,
            "as many messages are in flight as the client takes: the next one waits");
  }

  /** Receive Maximum does not hold up QoS 0 [5.0 3.1.2.11.3]. */
  private void sendWaitingQosZero(Session session, Connection link) {
    for (Delivery delivery : session.takeWaitingQosZero()) {
      sendQosZero(session, link, delivery);
    }
  }

  /** QoS 1 and 2 wait for a client that is away, QoS 0 may [5.0 MQTT-4.5.0-1, 3.1.1 MQTT-3.1.2-5, 4.5.0-1]. */
  private void keepForLater(Session session, Delivery delivery) {
    if (delivery.qos() == Qos.AT_MOST_ONCE && !choices.qosZeroWhileAway()) {
      state.counts().drop(Dropped.AWAY);
      return;
    }
    if (isDroppedForWantOfRoom(session, delivery)) {
      return;
    }
    if (delivery.qos() == Qos.AT_MOST_ONCE
        || law.holds(
            session,
            KEPT_FOR_LATER,
            true,
            "{} is away: a message on {} is kept",
            session.name(),
            delivery.message().topic())) {
      session.queue(delivery);
    }
  }

  /**
   * Whether as much waits as may (5.0 4.1.1, 3.1.1 4.1: what is stored has limits). Then this client does without, and nobody else: its publisher is
   * answered as if it had been delivered, since others may have got it, and who keeps up does not suffer from those that do not. What is under
   * way takes room as well: who takes everything and acknowledges nothing would have it all kept.
   */
  private boolean isDroppedForWantOfRoom(Session session, Delivery delivery) {
    if (hasRoom(session, delivery)) {
      return false;
    }
    deleteExpired(session);
    if (hasRoom(session, delivery)) {
      return false;
    }
    deleteExpiredOfAll(session);
    if (hasRoom(session, delivery)) {
      return false;
    }
    law.because(
        session,
        FULL_QUEUE_HOLDS_UP_NOBODY,
        "as much waits as may: {} does not get the message on {}, which everybody else gets",
        session.name(),
        delivery.message().topic());
    state.counts().drop(Dropped.QUEUE_FULL);
    return true;
  }

  private boolean hasRoom(Session session, Delivery delivery) {
    boolean hasBytes = state.keptBytes() + delivery.keptBytes() <= config.queueTotalMaxBytes();
    boolean isNext = session.link() != null
        && session.waitingCount() == 0
        && (hasBytes || session.inFlight().isEmpty());
    return isNext || (hasBytes && !isFull(session) && !areAllFull());
  }

  private boolean isFull(Session session) {
    return session.waitingCount() >= config.queueMaxMessages();
  }

  private boolean areAllFull() {
    return state.waitingCount() >= config.queueTotalMaxMessages();
  }

  /** What waits and has expired takes the room of nothing that has not. To look through a long queue takes its time: once a second. */
  private void deleteExpired(Session session) {
    if (session.mayLookForExpired(state.nowMillis(), LOOK_FOR_EXPIRED_MILLIS)) {
      session.dropWaiting(delivery -> isDeletedAsExpired(session, delivery.message()));
    }
  }

  /** The same where it is the total that is reached, by what waits for anybody: each session once in ten seconds, since they may be many. */
  private void deleteExpiredOfAll(Session wanting) {
    long nowMillis = state.nowMillis();
    if (isFull(wanting) || nowMillis < lookThroughAllFromMillis) {
      return;
    }
    lookThroughAllFromMillis = nowMillis + LOOK_THROUGH_ALL_MILLIS;
    for (Session session : state.sessions()) {
      session.dropWaiting(delivery -> isDeletedAsExpired(session, delivery.message()));
    }
  }

  private boolean isDeletedAsExpired(Session session, Message message) {
    boolean isDeleted = hasExpired(session, message);
    if (isDeleted) {
      state.counts().drop(Dropped.EXPIRED);
    }
    return isDeleted;
  }

  /** Whose Message Expiry Interval has passed is not sent [5.0 MQTT-3.3.2-5]. */
  private boolean hasExpired(Session session, Message message) {
    return law.holds(
        session,
        EXPIRED,
        message.hasExpired(state.nowMillis()),
        "the message on {} has expired: deleted unsent",
        message.topic());
  }

  /** QoS 0 is sent once, without packet identifier [MQTT-4.3.1-1, both versions]. */
  private void sendQosZero(Session session, Connection link, Delivery delivery) {
    Message message = delivery.message();
    if (hasExpired(session, message)) {
      state.counts().drop(Dropped.EXPIRED);
      return;
    }
    law.because(session, SEND_QOS_0, "to {} on {}, QoS 0", session.name(), message.topic());
    if (!sendPublish(session, link, delivery, PacketId.NONE, false)) {
      state.counts().drop(Dropped.TOO_LARGE);
    }
  }

  /** QoS 1 and 2 get a packet identifier that is free, and DUP 0 [5.0 MQTT-4.3.2-1, 4.3.3-1, 3.1.1 MQTT-4.3.2-1, 4.3.3-1]. */
  private void sendFirstWaiting(Session session, Connection link, Delivery delivery) {
    Message message = delivery.message();
    if (hasExpired(session, message)) {
      session.dropFirstWaiting();
      state.counts().drop(Dropped.EXPIRED);
      return;
    }
    boolean isQosOne = delivery.qos() == Qos.AT_LEAST_ONCE;
    InFlight begun = session.beginFirstWaiting();
    law.because(
        session,
        isQosOne ? BEGIN_QOS_1 : BEGIN_QOS_2,
        "packet identifier {} is free and stands for this message until it is acknowledged",
        begun.packetId());
    law.because(
        session,
        isQosOne ? SEND_QOS_1 : SEND_QOS_2,
        "to {} on {}",
        session.name(),
        message.topic());
    sendBegun(session, link, begun, false);
  }

  /** Again, under the old packet identifier and however old it is by now [5.0 MQTT-4.4.0-1, 3.1.1 MQTT-4.4.0-1]. */
  private void sendAgain(Session session, Connection link, InFlight begun) {
    law.because(
        session,
        SEND_AGAIN,
        "{} was not acknowledged before the connection ended: again",
        begun.packetId());
    if (begun.delivery().share() != null && begun.delivery().qos() == Qos.EXACTLY_ONCE) {
      law.because(
          session,
          SharedSubscriptions.COMPLETED_WITH_THE_SAME,
          "{}: completed with {} and nobody else",
          begun.delivery().share(),
          session.name());
    }
    if (!begun.delivery().identifiers().isEmpty()) {
      law.because(
          session,
          IDENTIFIERS_OF_THE_FIRST_TIME,
          "Subscription Identifiers {}, as the first time",
          begun.delivery().identifiers());
    }
    law.because(session, NO_EXPIRY_ONCE_SENT, "{} was sent: no expiry any more", begun.packetId());
    sendBegun(session, link, begun, true);
  }

  /** What is too large for the client counts as done [5.0 MQTT-3.1.2-25]; what is sent takes from the send quota [5.0 4.9]. */
  private void sendBegun(Session session, Connection link, InFlight begun, boolean again) {
    if (!sendPublish(session, link, begun.delivery(), begun.packetId(), again)) {
      session.complete(begun);
      state.counts().drop(Dropped.TOO_LARGE);
      return;
    }
    begun.sentAgainOn(link.connection());
    link.begins(begun.delivery().message());
  }

  /** The PUBLISH packet, with a Topic Alias where the client takes one. */
  private boolean sendPublish(
      Session session, Connection link, Delivery delivery, int packetId, boolean again) {
    Message message = delivery.message();
    TopicName topic = message.topic();
    Properties properties = propertiesOf(session, delivery);
    sayWhatGoesOut(session, delivery, again);
    if (!link.isV5()) {
      return outgoing.send(link, publish(again, delivery, topic, packetId, properties));
    }
    int known = aliases.knownTo(link, topic);
    if (known != Connection.NO_ALIAS) {
      return outgoing.send(
          link, publish(again, delivery, TopicName.NONE, packetId, beside(properties, known)));
    }
    int alias = aliases.nextFor(link, topic);
    if (alias != Connection.NO_ALIAS) {
      Publish introduction = publish(again, delivery, topic, packetId, beside(properties, alias));
      if (outgoing.fits(link, introduction)) {
        aliases.given(link, topic, alias);
        return outgoing.send(link, introduction);
      }
    }
    return outgoing.send(link, publish(again, delivery, topic, packetId, properties));
  }

  private static Publish publish(
      boolean again, Delivery delivery, TopicName shown, int packetId, Properties properties) {
    return delivery
        .message()
        .packet(again, delivery.qos(), delivery.retain(), shown, packetId, properties);
  }

  private static Properties beside(Properties properties, int alias) {
    return properties.toBuilder().with(PropertyId.TOPIC_ALIAS, alias).build();
  }

  /** What the publisher said about the message, and through which subscriptions it comes; nothing of either in 3.1.1. */
  private Properties propertiesOf(Session session, Delivery delivery) {
    Properties properties = delivery.message().propertiesFor(session.version(), state.nowMillis());
    sayWhatGoesAlong(session, properties);
    if (session.version() == MqttVersion.V3_1_1 || delivery.identifiers().isEmpty()) {
      return properties;
    }
    Properties.Builder all = properties.toBuilder();
    for (int identifier : delivery.identifiers()) {
      all.with(PropertyId.SUBSCRIPTION_IDENTIFIER, identifier);
    }
    return all.build();
  }

  /** DUP, Topic Name and payload [MQTT-3.3.1-3, 3.3.2-1, both versions; 3.3.3]. */
  private void sayWhatGoesOut(Session session, Delivery delivery, boolean again) {
    law.because(
        session,
        again ? DUP_OF_REPEAT : DUP_OF_FIRST_TIME,
        again ? "DUP 1: a repeat" : "DUP 0: the first time");
    law.because(session, TOPIC_NAME, "the Topic Name {}", delivery.message().topic());
    law.because(session, PAYLOAD, "the payload as it was published");
  }

  /** The properties that go on to the subscriber as they came [5.0 3.3.2.3]. */
  private void sayWhatGoesAlong(Session session, Properties properties) {
    // to count them is to decode them all, and a client may have sent a million
    if (session.version() != MqttVersion.V5 || !law.isListenedTo()) {
      return;
    }
    for (int i = 0; i < properties.count(); i++) {
      Citation forwarded = FORWARDED.get(properties.idAt(i));
      if (forwarded != null) {
        law.because(session, forwarded, "{} goes along", properties.idAt(i).title());
      }
    }
  }
}
