package dev.assay.codec;

import dev.assay.codec.packet.ReasonCode;

/** Reason codes of 5.0: one byte, out of those that Table 2-6 and the packet's own table allow this sender. */
final class ReasonCodeFormat {
  private static final String FIELD = "Reason Code";

  private ReasonCodeFormat() {}

  static ReasonCode read(PacketInput in, Breach notAllowed) throws BrokenPacket {
    int from = in.offset();
    int value = in.readByte(FIELD);
    ReasonCode code = ReasonCode.of(value);
    if (in.isHeard()) {
      String title = code == null ? "(no such code)" : code.titleIn(in.type());
      in.note(FIELD, from, String.format("0x%02X %s", value, title));
    }
    if (code == null || !code.allowedIn(in.type())) {
      throw in.broken(
          notAllowed, FIELD, from, "a code of " + in.type(), String.format("0x%02X", value));
    }
    return code;
  }

  /** A violation: the code belongs to this packet, but not from this sender. */
  static BrokenPacket notFromThisSender(PacketInput in, Breach breach, int from, ReasonCode code) {
    String sender = in.sender() == Sender.CLIENT ? "client" : "server";
    return in.broken(
        breach, FIELD, from, "a code that a " + sender + " sends in " + in.type(), code.toString());
  }
}
