package dev.assay.broker.narrate;

import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.MqttVersion;
import java.util.List;
import java.util.stream.Collectors;

/** A packet in a few words. Passwords and payloads are not among them. */
final class PacketWords {
  private PacketWords() {}

  /** One that came: a client sends nothing that says the same in other numbers in each version. */
  static String of(Packet packet) {
    return of(packet, MqttVersion.V5);
  }

  /** @param version in which it is written */
  static String of(Packet packet, MqttVersion version) {
    String words = switch (packet.type()) {
      case CONNECT -> connect((Connect) packet);
      case CONNACK -> connAck((ConnAck) packet, version);
      case PUBLISH -> publish((Publish) packet);
      case PUBACK -> acknowledgement(((PubAck) packet).packetId(), ((PubAck) packet).reasonCode());
      case PUBREC -> acknowledgement(((PubRec) packet).packetId(), ((PubRec) packet).reasonCode());
      case PUBREL -> acknowledgement(((PubRel) packet).packetId(), ((PubRel) packet).reasonCode());
      case PUBCOMP ->
        acknowledgement(((PubComp) packet).packetId(), ((PubComp) packet).reasonCode());
      case SUBSCRIBE -> subscribe((Subscribe) packet);
      case SUBACK ->
        codes(((SubAck) packet).packetId(), ((SubAck) packet).reasonCodes(), packet.type());
      case UNSUBSCRIBE -> unsubscribe((Unsubscribe) packet);
      case UNSUBACK ->
        codes(((UnsubAck) packet).packetId(), ((UnsubAck) packet).reasonCodes(), packet.type());
      case PINGREQ, PINGRESP -> "";
      case DISCONNECT -> code(((Disconnect) packet).reasonCode(), packet.type());
      case AUTH -> code(((Auth) packet).reasonCode(), packet.type());
    };
    return words.isEmpty() ? packet.type().name() : packet.type() + " " + PlainText.of(words);
  }

  private static String connect(Connect packet) {
    return packet.version() + " \"" + packet.clientId() + "\""
        + (packet.cleanStart() ? ", clean start" : "")
        + ", keep alive " + packet.keepAliveSeconds() + " s"
        + (packet.will() == null ? "" : ", will for " + packet.will().topic());
  }

  private static String connAck(ConnAck packet, MqttVersion version) {
    return packet.reasonCode().inConnAck(version)
        + (packet.sessionPresent() ? ", session present" : "");
  }

  private static String publish(Publish packet) {
    return packet.topic() + ", QoS " + packet.qos().level()
        + (packet.qos() == Qos.AT_MOST_ONCE ? "" : ", identifier " + packet.packetId())
        + (packet.dup() ? ", DUP" : "")
        + (packet.retain() ? ", RETAIN" : "")
        + ", " + packet.payload().length() + " bytes";
  }

  private static String acknowledgement(int packetId, ReasonCode code) {
    return packetId + (code == ReasonCode.SUCCESS ? "" : ", " + code);
  }

  private static String subscribe(Subscribe packet) {
    return packet.packetId() + ": "
        + packet.subscriptions().stream()
            .map(asked -> asked.filter() + " at QoS " + asked.qos().level())
            .collect(Collectors.joining(", "));
  }

  private static String unsubscribe(Unsubscribe packet) {
    return packet.packetId() + ": "
        + packet.filters().stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  private static String codes(int packetId, List<ReasonCode> codes, PacketType type) {
    return packetId
        + (codes.isEmpty() ? "" : ": ")
        + codes.stream().map(code -> code(code, type)).collect(Collectors.joining(", "));
  }

  private static String code(ReasonCode code, PacketType type) {
    return String.format("0x%02X %s", code.value(), code.titleIn(type));
  }
}
