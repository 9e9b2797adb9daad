package dev.assay.codec;

import dev.assay.codec.packet.PacketId;

/** Packet Identifier (2.3.1 of 3.1.1, 2.2.1 of 5.0): two bytes, never 0. Which statement says so depends on the packet. */
final class PacketIdFormat {
  private static final String FIELD = "packet identifier";

  private PacketIdFormat() {}

  static int read(PacketInput in, Breach zero) throws BrokenPacket {
    int from = in.offset();
    int id = in.readTwoByteInteger(FIELD);
    in.note(FIELD, from, id);
    if (id == PacketId.NONE) {
      throw in.broken(zero, FIELD, from, "1..65535", "0");
    }
    return id;
  }
}
