package dev.assay.codec;

import dev.assay.codec.packet.Packet;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;

/** Writes packets of one version. */
public final class PacketWriter {

  private PacketWriter() {}

  /** The writer of this version. */
  public static PacketWriter of(MqttVersion version) {
    throw new UnsupportedOperationException();
  }

  /** How many bytes the packet takes, fixed header included. */
  public int sizeOf(Packet packet) {
    throw new UnsupportedOperationException();
  }

  /**
   * Appends the packet.
   *
   * @throws IllegalArgumentException if this version cannot express it
   */
  public void write(Packet packet, ByteBuf out) {
    throw new UnsupportedOperationException();
  }

  /** The packet's bytes. */
  public byte[] toBytes(Packet packet) {
    throw new UnsupportedOperationException();
  }
}
