package dev.assay.codec;

import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;

/**
 * A packet with exactly one thing wrong, seen by the reader that {@link #reader} makes.
 *
 * @param breach the codec's name for what is wrong
 * @param statement what it breaks
 * @param reasonCode what a 5.0 server answers
 * @param field where it is wrong
 * @param offset of the field, from the packet's first byte
 * @param hex annotated
 * @param maximumPacketSize in bytes, of the reader that refuses it
 * @param asFirst whether it is wrong only as the first packet of a connection
 */
public record BadPacket(
    String breach,
    MqttVersion version,
    Sender sender,
    Statement statement,
    ReasonCode reasonCode,
    String field,
    int offset,
    String hex,
    long maximumPacketSize,
    boolean asFirst) {

  /** A copy. */
  public byte[] bytes() {
    return Hex.hex(hex);
  }

  /** A reader that finds it. */
  public PacketReader reader() {
    PacketReader reader =
        asFirst ? PacketReader.awaitingConnect() : PacketReader.of(version, sender);
    return reader.withMaximumPacketSize(maximumPacketSize);
  }

  @Override
  public String toString() {
    return breach + " (" + version + ", " + sender + "): " + Hex.show(bytes());
  }
}
