package dev.assay.codec;

import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.spec.MqttVersion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * SUBACK and UNSUBACK (3.9, 3.11).
 * <pre>
 *   +-------------------------+
 *   | Packet Identifier (2)   |   UNSUBACK of 3.1.1 ends here
 *   | Properties              |   5.0
 *   +-------------------------+
 *   | Reason Code (1)         |   one for each Topic Filter; SUBACK of 3.1.1: 0, 1, 2 or 0x80
 *   +-------------------------+
 * </pre>
 */
final class SubAckFormat {
  private static final String RETURN_CODE = "Return Code";

  private SubAckFormat() {}

  static SubAck readSubAck(PacketInput in) throws BrokenPacket {
    int packetId = PacketIdFormat.read(in, Breach.PACKET_IDENTIFIER_ZERO_IN_SUBACK);
    Properties properties = in.isVersion5() ? PropertiesFormat.read(in) : Properties.NONE;
    in.requirePresent(in.isVersion5() ? "Reason Code" : RETURN_CODE, Breach.SUBACK_EMPTY);
    List<ReasonCode> codes = new ArrayList<>(in.remaining());
    while (in.hasMore()) {
      codes.add(
          in.isVersion5() ? ReasonCodeFormat.read(in, Breach.SUBACK_CODE) : readReturnCode(in));
    }
    return new SubAck(packetId, properties, codes);
  }

  static UnsubAck readUnsubAck(PacketInput in) throws BrokenPacket {
    int packetId = PacketIdFormat.read(in, Breach.PACKET_IDENTIFIER_ZERO_IN_SUBACK);
    if (!in.isVersion5()) {
      in.requireEnd();
      return new UnsubAck(packetId, Properties.NONE, List.of());
    }
    Properties properties = PropertiesFormat.read(in);
    in.requirePresent("Reason Code", Breach.UNSUBACK_EMPTY);
    List<ReasonCode> codes = new ArrayList<>(in.remaining());
    while (in.hasMore()) {
      codes.add(ReasonCodeFormat.read(in, Breach.UNSUBACK_CODE));
    }
    return new UnsubAck(packetId, properties, codes);
  }

  static int bodySize(MqttVersion version, Properties properties, List<ReasonCode> codes) {
    return 2 + (version == MqttVersion.V5 ? PropertiesFormat.sizeOf(properties) : 0) + codes.size();
  }

  static void writeSubAck(MqttVersion version, SubAck subAck, ByteBuffer out) {
    out.putShort((short) subAck.packetId());
    if (version == MqttVersion.V5) {
      PropertiesFormat.write(subAck.properties(), out);
    }
    for (ReasonCode code : subAck.reasonCodes()) {
      if (version == MqttVersion.V3_1_1 && !isReturnCode(code.value())) {
        throw new IllegalArgumentException("SUBACK of 3.1.1 cannot say " + code);
      }
      out.put((byte) code.value());
    }
  }

  static void writeUnsubAck(MqttVersion version, UnsubAck unsubAck, ByteBuffer out) {
    boolean v5 = version == MqttVersion.V5;
    if (v5 == unsubAck.reasonCodes().isEmpty()) {
      throw new IllegalArgumentException(
          v5
              ? "UNSUBACK of 5.0 has a reason code for each Topic Filter"
              : "UNSUBACK of 3.1.1 has no reason codes");
    }
    out.putShort((short) unsubAck.packetId());
    if (v5) {
      PropertiesFormat.write(unsubAck.properties(), out);
      unsubAck.reasonCodes().forEach(code -> out.put((byte) code.value()));
    }
  }

  private static ReasonCode readReturnCode(PacketInput in) throws BrokenPacket {
    int from = in.offset();
    int value = in.readByte(RETURN_CODE);
    ReasonCode code = isReturnCode(value) ? ReasonCode.of(value) : null;
    if (in.isHeard()) {
      String meaning = code == null
          ? "(reserved)"
          : code.isError() ? "Failure" : "Success - Maximum QoS " + value;
      in.note(RETURN_CODE, from, String.format("0x%02X %s", value, meaning));
    }
    if (code == null) {
      throw in.broken(
          Breach.SUBACK_CODE,
          RETURN_CODE,
          from,
          "0x00, 0x01, 0x02 or 0x80",
          String.format("0x%02X", value));
    }
    return code;
  }

  private static boolean isReturnCode(int value) {
    return value <= 2 || value == ReasonCode.UNSPECIFIED_ERROR.value();
  }
}
