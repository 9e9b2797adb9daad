package dev.assay.codec;

import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;

/** Reads packets of one version from one sender, strictly. */
public final class PacketReader {

  private PacketReader() {}

  /** A server's reader: the first packet has to be a CONNECT, whose version it then speaks. */
  public static PacketReader awaitingConnect() {
    throw new UnsupportedOperationException();
  }

  /** A reader for what {@code sender} sends in {@code version}. */
  public static PacketReader of(MqttVersion version, Sender sender) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads the next packet. Consumes its bytes if it is complete, and none otherwise.
   *
   * @param in from its reader index on; not retained
   */
  public Reading read(ByteBuf in) {
    throw new UnsupportedOperationException();
  }
}
