package dev.assay.broker.rules;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Choices.QosTwoDelivery;
import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Law;
import dev.assay.broker.state.AwaitingPubRel;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.Connection;
import dev.assay.broker.state.Dropped;
import dev.assay.broker.state.Message;
import dev.assay.broker.state.Session;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
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
import dev.assay.spec.Rule;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * PUBLISH and PUBREL from a client.
 *
 * <pre>
 *   QoS 0   --&gt; PUBLISH                                   taken over, no answer
 *   QoS 1   --&gt; PUBLISH   PUBACK --&gt;                      taken over
 *   QoS 2   --&gt; PUBLISH   PUBREC --&gt;   awaiting PUBREL    taken over; a repeat is only answered
 *           --&gt; PUBREL    PUBCOMP --&gt;  the packet identifier is free again
 * </pre>
 */
public final class PublishRules {

  /** Only a server puts Subscription Identifiers into a PUBLISH. */
  public static final Citation NO_SUBSCRIPTION_IDENTIFIER = cite(Mqtt5.MQTT_3_3_4_6);

  public static final Citation ABOVE_MAXIMUM_QOS =
      cite(Mqtt5.MQTT_3_2_2_11, Rule.V5_QOS_NOT_SUPPORTED);
  public static final Citation RETAIN_UNAVAILABLE =
      cite(Mqtt5.MQTT_3_2_2_14, Rule.V5_RETAIN_NOT_SUPPORTED);
  public static final Citation ABOVE_RECEIVE_MAXIMUM =
      cite(Mqtt5.MQTT_3_3_4_7, Rule.V5_RECEIVE_MAXIMUM_EXCEEDED);
  public static final Citation PAYLOAD_IS_NOT_TEXT = cite(Rule.V5_PAYLOAD_FORMAT_CHECKED);
  public static final Citation IDENTIFIER_IN_USE =
      cite(Mqtt5.MQTT_2_2_1_3, Rule.V5_PACKET_IDENTIFIER_IN_USE);

  /** QoS 0 is not answered. */
  public static final Citation QOS_0_TAKEN = cite(Mqtt5.MQTT_3_3_4_1, Mqtt311.MQTT_3_3_4_1);

  /** QoS 1 is answered by PUBACK, and every PUBLISH is a new message, whatever its DUP flag. */
  public static final Citation QOS_1_TAKEN = cite(
      Mqtt5.MQTT_4_3_2_4,
      Mqtt5.MQTT_4_3_2_5,
      Mqtt5.MQTT_3_3_4_1,
      Mqtt5.MQTT_2_2_1_5,
      Mqtt5.MQTT_3_4_2_1,
      Mqtt5.MQTT_4_9_0_3,
      Mqtt5.MQTT_3_3_4_10,
      Mqtt311.MQTT_4_3_2_2,
      Mqtt311.MQTT_3_3_4_1,
      Mqtt311.MQTT_2_3_1_6);

  /** QoS 2 is answered by PUBREC. */
  public static final Citation QOS_2_TAKEN = cite(
      Mqtt5.MQTT_4_3_3_8,
      Mqtt5.MQTT_4_3_3_12,
      Mqtt5.MQTT_3_3_4_1,
      Mqtt5.MQTT_2_2_1_5,
      Mqtt5.MQTT_3_5_2_1,
      Mqtt311.MQTT_4_3_3_2,
      Mqtt311.MQTT_3_3_4_1,
      Mqtt311.MQTT_2_3_1_6,
      Rule.V5_RECEIVE_MAXIMUM_IS_SERVED);

  /** Until PUBREL a repeat is answered and not passed on. */
  public static final Citation STILL_AWAITING_PUBREL =
      cite(Mqtt5.MQTT_4_3_3_10, Mqtt311.MQTT_4_3_3_2);

  /** A message of QoS 2 that was refused leaves its packet identifier free. */
  public static final Citation QOS_2_REFUSED = cite(Mqtt5.MQTT_4_3_3_9);

  /** PUBREL is answered by PUBCOMP. */
  public static final Citation PUBREL_COMPLETES = cite(
      Mqtt5.MQTT_4_3_3_11,
      Mqtt5.MQTT_4_3_3_13,
      Mqtt5.MQTT_2_2_1_5,
      Mqtt5.MQTT_3_7_2_1,
      Mqtt311.MQTT_4_3_3_2);

  /** A message of QoS 2 that cannot be kept until its PUBREL is refused: by PUBREC, in 3.1.1 by the end of the connection. */
  public static final Citation NO_ROOM_UNTIL_PUBREL =
      cite(Mqtt5.MQTT_3_5_2_1, Mqtt311.MQTT_4_8_0_2);

  public static final Citation PUBREL_OF_NOTHING = cite(
      Mqtt5.MQTT_4_3_3_11,
      Mqtt5.MQTT_3_7_2_1,
      Rule.V5_PACKET_IDENTIFIER_NOT_FOUND,
      Mqtt311.MQTT_4_3_3_2);

  /** U+FEFF is a character like others, wherever it stands. */
  public static final Citation NO_BYTE_ORDER_MARK = cite(Mqtt5.MQTT_1_5_4_3, Mqtt311.MQTT_1_5_3_3);

  private static final String NOBODY =
      "nobody subscribes to its topic now, so it was taken over and reached no client";

  private static final String NOT_FOR_THIS_CLIENT = "this client may not publish to this topic";

  private static final String NO_ROOM_TO_RETAIN = "as much is retained as may be";

  private static final String NO_ROOM_TO_WAIT = "as much waits as may";

  private final BrokerConfig config;
  private final Choices choices;
  private final Law law;
  private final BrokerState state;
  private final Outgoing outgoing;
  private final Publications publications;
  private final Retention retention;
  private final TopicAliases aliases;
  private final Permissions permissions;
  private final Endings endings;

  PublishRules(
      Parts parts,
      Publications publications,
      Retention retention,
      TopicAliases aliases,
      Permissions permissions,
      Endings endings) {
    config = parts.config();
    choices = parts.choices();
    law = parts.law();
    state = parts.state();
    outgoing = parts.outgoing();
    this.publications = publications;
    this.retention = retention;
    this.aliases = aliases;
    this.permissions = permissions;
    this.endings = endings;
  }

  /** What the broker said in CONNACK that it does not take ends the connection [5.0 3.3.4]; of the rest the topic is known now. */
  void onPublish(Connection from, Publish packet) {
    if (endsTheConnection(from, packet)) {
      return;
    }
    onPublish(from, packet, message(from, packet, aliases.topicOf(from, packet)));
  }

  /** Who may publish it, whether it can be kept, and then as its QoS says [MQTT-3.3.4-1, both versions]. */
  private void onPublish(Connection from, Publish packet, Message message) {
    if (message.topic().text().indexOf('\uFEFF') >= 0) {
      law.because(from, NO_BYTE_ORDER_MARK, "EF BB BF in the Topic Name is kept as U+FEFF");
    }
    ReasonCode refusal = permissions.refusalOf(from, message.topic());
    if (refusal != null) {
      onRefused(from, packet, refusal);
      return;
    }
    if (law.holds(
        from,
        packet.qos() == Qos.AT_LEAST_ONCE ? Retention.NO_ROOM_AT_QOS_1 : Retention.NO_ROOM_AT_QOS_2,
        packet.qos() != Qos.AT_MOST_ONCE
            && !isRepeat(from, packet)
            && !retention.hasRoomFor(from, message),
        "as much is retained as may be: a message for {} is not taken",
        message.topic())) {
      onNoRoom(from, packet, Dropped.NO_ROOM_TO_RETAIN, NO_ROOM_TO_RETAIN);
      return;
    }
    switch (packet.qos()) {
      case AT_MOST_ONCE -> {
        law.because(from, QOS_0_TAKEN, "a message on {}, QoS 0: no answer", message.topic());
        publications.publish(from, message);
      }
      case AT_LEAST_ONCE -> onQosOne(from, packet, message);
      case EXACTLY_ONCE -> onQosTwo(from, packet, message);
    }
  }

  /**
   * A message that its client may not publish reaches nobody. 3.1.1 has no word for it: the client gets the usual answer or is
   * closed [3.1.1 MQTT-3.3.5-2].
   */
  private void onRefused(Connection from, Publish packet, ReasonCode refusal) {
    int id = packet.packetId();
    state.counts().drop(Dropped.NOT_ALLOWED);
    if (choices.refusedPublishCloses()) {
      endings.giveUp(from, refusal, NOT_FOR_THIS_CLIENT);
      return;
    }
    ReasonCode answer = from.isV5() ? refusal : ReasonCode.SUCCESS;
    switch (packet.qos()) {
      case AT_MOST_ONCE -> {}
      case AT_LEAST_ONCE -> acknowledge(from, id, answer, NOT_FOR_THIS_CLIENT);
      case EXACTLY_ONCE -> {
        if (!from.isV5()) {
          from.session().awaitPubRel(id, new AwaitingPubRel(null));
        }
        record(from, id, answer, NOT_FOR_THIS_CLIENT);
      }
    }
  }

  /** Whether it was taken over before, and awaits PUBREL. */
  private static boolean isRepeat(Connection from, Publish packet) {
    return packet.qos() == Qos.EXACTLY_ONCE
        && from.session().awaitingPubRel().containsKey(packet.packetId());
  }

  /**
   * Of QoS 1 or 2: an acknowledgement would be a promise, and 3.1.1 has no other [3.1.1 MQTT-4.8.0-2]. At QoS 0 nothing is promised, and
   * {@link Retention#retain} does without.
   */
  private void onNoRoom(Connection from, Publish packet, Dropped counted, String reason) {
    state.counts().drop(counted);
    if (!from.isV5()) {
      endings.giveUp(from, ReasonCode.QUOTA_EXCEEDED, reason);
    } else if (packet.qos() == Qos.AT_LEAST_ONCE) {
      acknowledge(from, packet.packetId(), ReasonCode.QUOTA_EXCEEDED, reason);
    } else {
      record(from, packet.packetId(), ReasonCode.QUOTA_EXCEEDED, reason);
    }
  }

  /** What the CONNACK said that this broker does not do (5.0 alone: 3.1.1 cannot say so). */
  private boolean endsTheConnection(Connection from, Publish packet) {
    if (!from.isV5()) {
      return false;
    }
    ReasonCode aliasRefusal = aliases.refusalOf(from, packet);
    if (aliasRefusal != null) {
      endings.giveUp(from, aliasRefusal, "this Topic Alias means nothing here");
      return true;
    }
    if (!aliases.hasRoomFor(from, packet)) {
      endings.giveUp(from, ReasonCode.QUOTA_EXCEEDED, "as much is set by Topic Aliases as may be");
      return true;
    }
    if (law.holds(
        from,
        NO_SUBSCRIPTION_IDENTIFIER,
        packet.properties().has(PropertyId.SUBSCRIPTION_IDENTIFIER),
        "a Subscription Identifier in a client's PUBLISH")) {
      endings.giveUp(
          from, ReasonCode.PROTOCOL_ERROR, "a client's PUBLISH has no Subscription Identifier");
      return true;
    }
    if (law.holds(
        from,
        ABOVE_MAXIMUM_QOS,
        packet.qos().compareTo(config.maximumQos()) > 0,
        "QoS {}, though CONNACK allowed {} at most",
        packet.qos().level(),
        config.maximumQos().level())) {
      endings.giveUp(from, ReasonCode.QOS_NOT_SUPPORTED, "above the Maximum QoS");
      return true;
    }
    if (law.holds(
        from,
        RETAIN_UNAVAILABLE,
        packet.retain() && !config.retainAvailable(),
        "RETAIN 1, though CONNACK said that nothing is retained")) {
      endings.giveUp(from, ReasonCode.RETAIN_NOT_SUPPORTED, "nothing is retained here");
      return true;
    }
    if (law.holds(
        from,
        ABOVE_RECEIVE_MAXIMUM,
        packet.qos() != Qos.AT_MOST_ONCE
            && !from.receiving().contains(packet.packetId())
            && from.receiving().size() >= config.receiveMaximum(),
        "more than {} messages that are not completely acknowledged",
        config.receiveMaximum())) {
      endings.giveUp(
          from, ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, "more under way than the Receive Maximum");
      return true;
    }
    if (packet.qos() == Qos.AT_MOST_ONCE && isMislabelled(from, packet)) {
      endings.giveUp(from, ReasonCode.PAYLOAD_FORMAT_INVALID, "the payload is not UTF-8");
      return true;
    }
    return false;
  }

  /** PUBLISH of QoS 1 is answered by PUBACK [5.0 MQTT-4.3.2-4, 3.1.1 MQTT-4.3.2-2]. */
  private void onQosOne(Connection from, Publish packet, Message message) {
    int id = packet.packetId();
    if (law.holds(
        from,
        IDENTIFIER_IN_USE,
        from.isV5() && from.session().awaitingPubRel().containsKey(id),
        "packet identifier {} still belongs to a message of QoS 2",
        id)) {
      acknowledge(from, id, ReasonCode.PACKET_IDENTIFIER_IN_USE, "it awaits PUBREL");
      return;
    }
    if (isMislabelled(from, packet)) {
      acknowledge(from, id, ReasonCode.PAYLOAD_FORMAT_INVALID, "the payload is not UTF-8");
      return;
    }
    law.because(from, QOS_1_TAKEN, "a message on {}, QoS 1: PUBACK {}", message.topic(), id);
    boolean isWanted = publications.publish(from, message);
    acknowledge(from, id, outcome(from, isWanted), NOBODY);
  }

  /** PUBLISH of QoS 2 is answered by PUBREC and passed on once [5.0 MQTT-4.3.3-8, 3.1.1 MQTT-4.3.3-2]. */
  private void onQosTwo(Connection from, Publish packet, Message message) {
    int id = packet.packetId();
    if (law.holds(
        from,
        STILL_AWAITING_PUBREL,
        from.session().awaitingPubRel().containsKey(id),
        "packet identifier {} still awaits PUBREL: acknowledge again, deliver nothing",
        id)) {
      from.receiving().add(id);
      outgoing.send(from, new PubRec(id));
      return;
    }
    if (isMislabelled(from, packet)) {
      law.because(from, QOS_2_REFUSED, "refused: packet identifier {} is free", id);
      record(from, id, ReasonCode.PAYLOAD_FORMAT_INVALID, "the payload is not UTF-8");
      return;
    }
    boolean atPublish = choices.qosTwoDelivery() == QosTwoDelivery.AT_PUBLISH;
    AwaitingPubRel awaiting = new AwaitingPubRel(atPublish ? null : message);
    if (law.holds(
        from,
        NO_ROOM_UNTIL_PUBREL,
        !hasRoomUntilPubRel(from.session(), awaiting),
        "as much waits as may: a message for {} is not taken",
        message.topic())) {
      onNoRoom(from, packet, Dropped.QUEUE_FULL, NO_ROOM_TO_WAIT);
      return;
    }
    law.because(from, QOS_2_TAKEN, "a message on {}, QoS 2: PUBREC {}", message.topic(), id);
    from.session().awaitPubRel(id, awaiting);
    from.receiving().add(id);
    boolean isWanted = atPublish
        ? publications.publish(from, message)
        : publications.hasSubscribers(from, message.topic());
    record(from, id, outcome(from, isWanted), NOBODY);
  }

  /**
   * Whether it may be kept until its PUBREL. An identifier alone, whose message has been passed on, has room beside all that waits for others, who
   * are to be its publisher's loss in nothing; and who ends each message before the next does not pay for who ends none.
   */
  private boolean hasRoomUntilPubRel(Session session, AwaitingPubRel awaiting) {
    if (awaiting.unpublished() != null) {
      return state.keptBytes() + awaiting.keptBytes() <= config.queueTotalMaxBytes();
    }
    return session.awaitingPubRel().isEmpty()
        || state.unreleasedBytes() + awaiting.keptBytes() <= config.queueTotalMaxBytes();
  }

  /** PUBREL is answered by PUBCOMP and frees the packet identifier [5.0 MQTT-4.3.3-11, 3.1.1 MQTT-4.3.3-2]. */
  void onPubRel(Connection from, PubRel packet) {
    int id = packet.packetId();
    AwaitingPubRel awaited = from.session().release(id);
    from.receiving().remove(id);
    if (awaited == null) {
      onPubRelOfNothing(from, id);
      return;
    }
    law.because(from, PUBREL_COMPLETES, "PUBREL {}: PUBCOMP, and the identifier is free", id);
    if (awaited.unpublished() != null) {
      publications.publish(from, awaited.unpublished());
    }
    outgoing.send(from, new PubComp(id));
  }

  /** PUBREL is answered though nothing awaits it [5.0 MQTT-4.3.3-11, 3.1.1 MQTT-4.3.3-2]. */
  private void onPubRelOfNothing(Connection from, int id) {
    law.because(from, PUBREL_OF_NOTHING, "PUBREL {}, but no message awaits it: PUBCOMP", id);
    if (!from.isV5() || !choices.unknownPubRelIsNotFound()) {
      outgoing.send(from, new PubComp(id));
      return;
    }
    outgoing.sendWithReason(
        from,
        properties -> new PubComp(id, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, properties),
        Properties.NONE,
        "no message awaits this PUBREL: its exchange is over already, or never began");
  }

  private void acknowledge(Connection from, int id, ReasonCode code, String reason) {
    if (code == ReasonCode.SUCCESS) {
      outgoing.send(from, new PubAck(id));
      return;
    }
    outgoing.sendWithReason(
        from, properties -> new PubAck(id, code, properties), Properties.NONE, reason);
  }

  private void record(Connection from, int id, ReasonCode code, String reason) {
    if (code == ReasonCode.SUCCESS) {
      outgoing.send(from, new PubRec(id));
      return;
    }
    outgoing.sendWithReason(
        from, properties -> new PubRec(id, code, properties), Properties.NONE, reason);
  }

  /** 0x10 may say that nobody subscribes [5.0 3.4.2.1, 3.5.2.1]. */
  private ReasonCode outcome(Connection from, boolean isWanted) {
    boolean saysSo = !isWanted && from.isV5() && choices.noMatchingSubscribers();
    return saysSo ? ReasonCode.NO_MATCHING_SUBSCRIBERS : ReasonCode.SUCCESS;
  }

  /** A payload that says it is UTF-8 may be checked [5.0 3.3.2.3.2]. */
  private boolean isMislabelled(Connection from, Publish packet) {
    return law.holds(
        from,
        PAYLOAD_IS_NOT_TEXT,
        from.isV5()
            && choices.checksPayloadFormat()
            && packet.properties().number(PropertyId.PAYLOAD_FORMAT_INDICATOR, 0) == 1
            && !isUtf8(packet.payload()),
        "the {} says that its payload is UTF-8, and it is not",
        PacketType.PUBLISH);
  }

  static boolean isUtf8(Payload payload) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload.toBytes()));
      return true;
    } catch (CharacterCodingException notUtf8) {
      return false;
    }
  }

  /** What the broker takes over: the Topic Alias belongs to the connection and stays there. */
  private Message message(Connection from, Publish packet, TopicName topic) {
    Publish published = packet.properties().has(PropertyId.TOPIC_ALIAS)
        ? new Publish(
            packet.dup(),
            packet.qos(),
            packet.retain(),
            topic,
            packet.packetId(),
            packet.properties().without(PropertyId.TOPIC_ALIAS),
            packet.payload())
        : packet;
    return new Message(from.name(), published, state.nowMillis());
  }
}
