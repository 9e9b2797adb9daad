package dev.assay.broker.rules;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Law;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.PacketSizes;
import dev.assay.broker.state.Connection;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import java.util.function.Function;

/** The last stop of every packet: what the client has declared that it cannot or does not want to take stays here. */
public final class Outgoing {

  /** A packet larger than the client takes is not sent. */
  public static final Citation TOO_LARGE_FOR_CLIENT =
      cite(Mqtt5.MQTT_3_1_2_24, Mqtt5.MQTT_3_1_2_25);

  /** A client that asked for no problem information gets no Reason String outside CONNACK and DISCONNECT. */
  public static final Citation NO_PROBLEM_INFORMATION = cite(Mqtt5.MQTT_3_1_2_29);

  /** A Reason String that would make the packet too large is left out. */
  public static final Citation CONNACK_REASON_TOO_LONG = cite(Mqtt5.MQTT_3_2_2_19);

  public static final Citation PUBACK_REASON_TOO_LONG = cite(Mqtt5.MQTT_3_4_2_2);
  public static final Citation PUBREC_REASON_TOO_LONG = cite(Mqtt5.MQTT_3_5_2_2);
  public static final Citation PUBREL_REASON_TOO_LONG = cite(Mqtt5.MQTT_3_6_2_2);
  public static final Citation PUBCOMP_REASON_TOO_LONG = cite(Mqtt5.MQTT_3_7_2_2);
  public static final Citation SUBACK_REASON_TOO_LONG = cite(Mqtt5.MQTT_3_9_2_1);
  public static final Citation UNSUBACK_REASON_TOO_LONG = cite(Mqtt5.MQTT_3_11_2_1);
  public static final Citation DISCONNECT_REASON_TOO_LONG = cite(Mqtt5.MQTT_3_14_2_3);

  private final Outbox outbox;
  private final PacketSizes sizes;
  private final Law law;

  Outgoing(Outbox outbox, PacketSizes sizes, Law law) {
    this.outbox = outbox;
    this.sizes = sizes;
    this.law = law;
  }

  /** How many bytes a packet of 5.0 has, whoever sends it. */
  int sizeOf(Packet packet) {
    return sizes.sizeBytes(MqttVersion.V5, packet);
  }

  /**
   * Sends the packet unless the client could not take it [5.0 MQTT-3.1.2-24].
   *
   * @return whether it was sent
   */
  boolean send(Connection to, Packet packet) {
    if (law.holds(
        to,
        TOO_LARGE_FOR_CLIENT,
        isTooLarge(to, packet),
        "{} is larger than the {} bytes that the client takes: discarded",
        packet.type(),
        to.maximumPacketSizeBytes())) {
      return false;
    }
    outbox.send(to.connection(), to.version(), packet);
    return true;
  }

  /**
   * Sends a packet with a Reason String, or without it where that is not welcome or does not fit.
   *
   * @param packet makes the packet with the properties that it gets
   * @param properties what it has besides
   * @param reason for people; no text from the network
   */
  void sendWithReason(
      Connection to, Function<Properties, Packet> packet, Properties properties, String reason) {
    Packet bare = packet.apply(properties);
    if (!to.isV5() || isUnwelcome(to, bare.type())) {
      send(to, bare);
      return;
    }
    Packet explained = packet.apply(
        properties.toBuilder().with(PropertyId.REASON_STRING, reason).build());
    boolean isTooLong = law.holds(
        to,
        reasonTooLong(bare.type()),
        isTooLarge(to, explained),
        "a Reason String would make {} too large: left out",
        bare.type());
    send(to, isTooLong ? bare : explained);
  }

  void close(Connection connection) {
    outbox.close(connection.connection());
  }

  /** Whether the client could take the packet. */
  boolean fits(Connection to, Packet packet) {
    return !isTooLarge(to, packet);
  }

  private boolean isTooLarge(Connection to, Packet packet) {
    return to.maximumPacketSizeBytes() < Integer.MAX_VALUE
        && sizes.sizeBytes(to.version(), packet) > to.maximumPacketSizeBytes();
  }

  /** Without problem information there is a Reason String on CONNACK and DISCONNECT alone [5.0 MQTT-3.1.2-29]. */
  private boolean isUnwelcome(Connection to, PacketType type) {
    return type != PacketType.CONNACK
        && type != PacketType.DISCONNECT
        && law.holds(
            to,
            NO_PROBLEM_INFORMATION,
            !to.wantsProblemInformation(),
            "no Reason String on {}: the client asked for none",
            type);
  }

  private static Citation reasonTooLong(PacketType type) {
    return switch (type) {
      case CONNACK -> CONNACK_REASON_TOO_LONG;
      case PUBACK -> PUBACK_REASON_TOO_LONG;
      case PUBREC -> PUBREC_REASON_TOO_LONG;
      case PUBREL -> PUBREL_REASON_TOO_LONG;
      case PUBCOMP -> PUBCOMP_REASON_TOO_LONG;
      case SUBACK -> SUBACK_REASON_TOO_LONG;
      case UNSUBACK -> UNSUBACK_REASON_TOO_LONG;
      case DISCONNECT -> DISCONNECT_REASON_TOO_LONG;
      case CONNECT, PUBLISH, SUBSCRIBE, UNSUBSCRIBE, PINGREQ, PINGRESP, AUTH ->
        throw new IllegalArgumentException(type + " gets no Reason String from this broker");
    };
  }
}
