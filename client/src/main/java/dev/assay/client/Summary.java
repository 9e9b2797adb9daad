package dev.assay.client;

import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PropertyType;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.MqttVersion;
import java.util.List;
import java.util.stream.Collectors;

/** A packet in one line. Holds neither passwords nor authentication data. */
final class Summary {
  private Summary() {}

  /** @param version in which the packet was written */
  static String of(Packet packet, MqttVersion version) {
    return switch (packet.type()) {
      case CONNECT -> connect((Connect) packet);
      case CONNACK -> connAck((ConnAck) packet, version);
      case PUBLISH -> publish((Publish) packet);
      case PUBACK -> puback((PubAck) packet);
      case PUBREC -> pubrec((PubRec) packet);
      case PUBREL -> pubrel((PubRel) packet);
      case PUBCOMP -> pubcomp((PubComp) packet);
      case SUBSCRIBE -> subscribe((Subscribe) packet);
      case SUBACK -> suback((SubAck) packet);
      case UNSUBSCRIBE -> unsubscribe((Unsubscribe) packet);
      case UNSUBACK -> unsuback((UnsubAck) packet);
      case PINGREQ, PINGRESP -> packet.type().name();
      case DISCONNECT -> disconnect((Disconnect) packet);
      case AUTH -> auth((Auth) packet);
    };
  }

  private static String connect(Connect packet) {
    String will = packet.will() == null ? "" : ", Will on " + packet.will().topic();
    String user = packet.userName() == null ? "" : ", with a user name";
    return "CONNECT " + packet.version() + " as \"" + packet.clientId() + "\", "
        + (packet.cleanStart() ? "clean start" : "resume")
        + ", keep alive " + packet.keepAliveSeconds() + " s" + will + user
        + properties(packet.properties());
  }

  private static String connAck(ConnAck packet, MqttVersion version) {
    return "CONNACK " + packet.reasonCode().inConnAck(version) + ", Session Present "
        + (packet.sessionPresent() ? 1 : 0) + properties(packet.properties());
  }

  private static String publish(Publish packet) {
    String id = packet.qos() == Qos.AT_MOST_ONCE ? "" : " id " + packet.packetId();
    return "PUBLISH QoS " + packet.qos().level() + id
        + (packet.dup() ? " DUP" : "") + (packet.retain() ? " RETAIN" : "")
        + " to \"" + packet.topic() + "\", " + packet.payload().length() + " bytes"
        + properties(packet.properties());
  }

  private static String puback(PubAck packet) {
    return acknowledgement(
        packet.type(), packet.packetId(), packet.reasonCode(), packet.properties());
  }

  private static String pubrec(PubRec packet) {
    return acknowledgement(
        packet.type(), packet.packetId(), packet.reasonCode(), packet.properties());
  }

  private static String pubrel(PubRel packet) {
    return acknowledgement(
        packet.type(), packet.packetId(), packet.reasonCode(), packet.properties());
  }

  private static String pubcomp(PubComp packet) {
    return acknowledgement(
        packet.type(), packet.packetId(), packet.reasonCode(), packet.properties());
  }

  private static String acknowledgement(
      PacketType type, int id, ReasonCode code, Properties properties) {
    return type + " id " + id + ", " + code + properties(properties);
  }

  private static String subscribe(Subscribe packet) {
    String filters = packet.subscriptions().stream()
        .map(s -> "\"" + s.filter() + "\" QoS " + s.qos().level())
        .collect(Collectors.joining(", "));
    return "SUBSCRIBE id " + packet.packetId() + " to " + filters + properties(packet.properties());
  }

  private static String suback(SubAck packet) {
    return "SUBACK id " + packet.packetId() + ", " + codes(packet.type(), packet.reasonCodes())
        + properties(packet.properties());
  }

  private static String unsubscribe(Unsubscribe packet) {
    String filters = packet.filters().stream()
        .map(TopicFilter::text)
        .collect(Collectors.joining("\", \"", "\"", "\""));
    return "UNSUBSCRIBE id " + packet.packetId() + " from " + filters
        + properties(packet.properties());
  }

  private static String unsuback(UnsubAck packet) {
    String codes =
        packet.reasonCodes().isEmpty() ? "" : ", " + codes(packet.type(), packet.reasonCodes());
    return "UNSUBACK id " + packet.packetId() + codes + properties(packet.properties());
  }

  private static String disconnect(Disconnect packet) {
    return "DISCONNECT " + code(packet.type(), packet.reasonCode())
        + properties(packet.properties());
  }

  private static String auth(Auth packet) {
    return "AUTH " + packet.reasonCode() + properties(packet.properties());
  }

  private static String codes(PacketType type, List<ReasonCode> codes) {
    return codes.stream().map(code -> code(type, code)).collect(Collectors.joining(", "));
  }

  private static String code(PacketType type, ReasonCode code) {
    return String.format("0x%02X %s", code.value(), code.titleIn(type));
  }

  /** Each with its value, but of binary data only the length. */
  private static String properties(Properties properties) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < properties.count(); i++) {
      PropertyId id = properties.idAt(i);
      text.append(", ").append(id.title()).append(' ').append(value(properties, i, id.type()));
    }
    return text.toString();
  }

  private static String value(Properties properties, int index, PropertyType type) {
    return switch (type) {
      case BYTE, TWO_BYTE_INTEGER, FOUR_BYTE_INTEGER, VARIABLE_BYTE_INTEGER ->
        Long.toString(properties.numberAt(index));
      case UTF_8_STRING, UTF_8_STRING_PAIR -> "\"" + properties.objectAt(index) + "\"";
      case BINARY_DATA -> "(binary)";
    };
  }
}
