package dev.assay.codec;

import dev.assay.codec.packet.Packet;
import dev.assay.spec.MqttVersion;

/**
 * A packet that the standard allows.
 *
 * @param sender who may send it; where both may, a table row stands for one of them
 * @param hex annotated
 * @param shortest whether a writer writes exactly these bytes; otherwise they are a legal longer form
 */
public record GoodPacket(
    String name, MqttVersion version, Sender sender, Packet packet, String hex, boolean shortest) {

  /** A copy. */
  public byte[] bytes() {
    return Hex.hex(hex);
  }

  @Override
  public String toString() {
    return name + " (" + version + ", " + sender + ")";
  }
}
