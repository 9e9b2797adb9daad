package dev.assay.suite;

import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.spec.MqttVersion;
import java.util.List;
import java.util.stream.Collectors;

/** Packets in few words, for verdicts: what a broker's author needs to recognise one. */
final class PacketWords {
  private static final int PAYLOAD_SHOWN = 40;

  private PacketWords() {}

  /** @param version in which the packet was written */
  static String of(Packet packet, MqttVersion version) {
    return switch (packet.type()) {
      case CONNACK -> of((ConnAck) packet, version);
      case PUBLISH -> of((Publish) packet);
      case PUBACK ->
        acknowledging(packet, ((PubAck) packet).packetId(), ((PubAck) packet).reasonCode());
      case PUBREC ->
        acknowledging(packet, ((PubRec) packet).packetId(), ((PubRec) packet).reasonCode());
      case PUBREL ->
        acknowledging(packet, ((PubRel) packet).packetId(), ((PubRel) packet).reasonCode());
      case PUBCOMP ->
        acknowledging(packet, ((PubComp) packet).packetId(), ((PubComp) packet).reasonCode());
      case SUBACK ->
        "SUBACK for " + ((SubAck) packet).packetId()
            + codes(PacketType.SUBACK, ((SubAck) packet).reasonCodes());
      case UNSUBACK ->
        "UNSUBACK for " + ((UnsubAck) packet).packetId()
            + codes(PacketType.UNSUBACK, ((UnsubAck) packet).reasonCodes());
      case DISCONNECT ->
        "DISCONNECT" + code(PacketType.DISCONNECT, ((Disconnect) packet).reasonCode());
      case AUTH -> "AUTH" + code(PacketType.AUTH, ((Auth) packet).reasonCode());
      case CONNECT, SUBSCRIBE, UNSUBSCRIBE, PINGREQ, PINGRESP -> packet.type().name();
    };
  }

  private static String of(ConnAck ack, MqttVersion version) {
    return "CONNACK " + ack.reasonCode().inConnAck(version)
        + (ack.sessionPresent() ? ", Session Present 1" : ", Session Present 0");
  }

  private static String of(Publish publish) {
    String payload = publish.payload().asText();
    String shown = payload.length() <= PAYLOAD_SHOWN
        ? payload
        : payload.substring(0, PAYLOAD_SHOWN) + "... (" + payload.length() + " characters)";
    return "PUBLISH of QoS " + publish.qos().level()
        + (publish.dup() ? ", DUP" : "")
        + (publish.retain() ? ", RETAIN" : "")
        + " to " + publish.topic() + " with \"" + shown + "\"";
  }

  private static String acknowledging(Packet packet, int packetId, ReasonCode code) {
    return packet.type() + " for " + packetId
        + (code == ReasonCode.SUCCESS ? "" : code(packet.type(), code));
  }

  private static String codes(PacketType type, List<ReasonCode> codes) {
    return codes.stream().map(code -> code(type, code)).collect(Collectors.joining(","));
  }

  private static String code(PacketType type, ReasonCode code) {
    return String.format(" 0x%02X %s", code.value(), code.titleIn(type));
  }
}
