package dev.assay.broker.core;

import dev.assay.codec.packet.Packet;
import dev.assay.spec.MqttVersion;

/** Knows how long packets are on the wire, which the core has to know but not how. */
@FunctionalInterface
public interface PacketSizes {

  /** The whole packet in bytes, fixed header included. */
  int sizeBytes(MqttVersion version, Packet packet);
}
