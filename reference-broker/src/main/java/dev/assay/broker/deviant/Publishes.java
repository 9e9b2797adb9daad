package dev.assay.broker.deviant;

import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;

/** PUBLISH packets that differ from another one in one field. */
final class Publishes {
  private Publishes() {}

  static Publish withDup(Publish packet, boolean dup) {
    return of(packet, dup, packet.qos(), packet.packetId());
  }

  static Publish withPacketId(Publish packet, int packetId) {
    return of(packet, packet.dup(), packet.qos(), packetId);
  }

  static Publish atQosZero(Publish packet) {
    return of(packet, false, Qos.AT_MOST_ONCE, PacketId.NONE);
  }

  static Publish atQosOne(Publish packet, int packetId) {
    return of(packet, packet.dup(), Qos.AT_LEAST_ONCE, packetId);
  }

  /** Under the Packet Identifier that it has. */
  static Publish atQosTwo(Publish packet) {
    return of(packet, packet.dup(), Qos.EXACTLY_ONCE, packet.packetId());
  }

  private static Publish of(Publish packet, boolean dup, Qos qos, int packetId) {
    return new Publish(
        dup, qos, packet.retain(), packet.topic(), packetId, packet.properties(), packet.payload());
  }

  static Publish with(Publish packet, Properties properties) {
    return new Publish(
        packet.dup(),
        packet.qos(),
        packet.retain(),
        packet.topic(),
        packet.packetId(),
        properties,
        packet.payload());
  }

  static Publish with(Publish packet, TopicName topic) {
    return new Publish(
        packet.dup(),
        packet.qos(),
        packet.retain(),
        topic,
        packet.packetId(),
        packet.properties(),
        packet.payload());
  }

  static Publish with(Publish packet, Payload payload) {
    return new Publish(
        packet.dup(),
        packet.qos(),
        packet.retain(),
        packet.topic(),
        packet.packetId(),
        packet.properties(),
        payload);
  }
}
