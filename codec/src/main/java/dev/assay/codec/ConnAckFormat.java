package dev.assay.codec;

import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.ReturnCode;
import dev.assay.spec.MqttVersion;
import java.nio.ByteBuffer;

/**
 * CONNACK (3.2).
 * <pre>
 *   bit    7 ... 1        0
 *        +-------------+------------------+
 *        | reserved: 0 | Session Present  |   Connect Acknowledge Flags
 *        +-------------+------------------+
 *        | Return Code of 3.1.1, 0 to 5   |   5.0: Reason Code
 *        +--------------------------------+
 *        | Properties                     |   5.0
 *        +--------------------------------+
 * </pre>
 */
final class ConnAckFormat {
  private static final String FLAGS = "Connect Acknowledge Flags";
  private static final String RETURN_CODE = "Connect Return Code";
  private static final int SESSION_PRESENT = 0b0000_0001;

  private ConnAckFormat() {}

  static ConnAck read(PacketInput in) throws BrokenPacket {
    int from = in.offset();
    int flags = in.readByte(FLAGS);
    in.note(FLAGS, from, "Session Present " + (flags & SESSION_PRESENT));
    if ((flags & ~SESSION_PRESENT) != 0) {
      throw in.broken(
          Breach.CONNACK_FLAGS, FLAGS, from, "bits 7 to 1 all 0", String.format("0x%02X", flags));
    }
    ReasonCode code =
        in.isVersion5() ? ReasonCodeFormat.read(in, Breach.CONNACK_CODE) : readReturnCode(in);
    boolean sessionPresent = flags == SESSION_PRESENT;
    if (sessionPresent && code != ReasonCode.SUCCESS) {
      throw in.broken(
          Breach.SESSION_PRESENT_WITH_ERROR, FLAGS, from, "Session Present 0 beside " + code, "1");
    }
    Properties properties = in.isVersion5() ? PropertiesFormat.read(in) : Properties.NONE;
    in.requireEnd();
    return new ConnAck(sessionPresent, code, properties);
  }

  static int bodySize(MqttVersion version, ConnAck connAck) {
    return 2 + (version == MqttVersion.V5 ? PropertiesFormat.sizeOf(connAck.properties()) : 0);
  }

  static void writeBody(MqttVersion version, ConnAck connAck, ByteBuffer out) {
    out.put((byte) (connAck.sessionPresent() ? SESSION_PRESENT : 0));
    if (version == MqttVersion.V5) {
      out.put((byte) connAck.reasonCode().value());
      PropertiesFormat.write(connAck.properties(), out);
    } else {
      out.put((byte) returnCodeOf(connAck.reasonCode()));
    }
  }

  private static ReasonCode readReturnCode(PacketInput in) throws BrokenPacket {
    int from = in.offset();
    int value = in.readByte(RETURN_CODE);
    ReturnCode code = ReturnCode.of(value);
    if (in.isHeard()) {
      in.note(RETURN_CODE, from, value + " " + (code == null ? "(reserved)" : code.title()));
    }
    if (code == null) {
      throw in.broken(Breach.CONNACK_CODE, RETURN_CODE, from, "0..5", Integer.toString(value));
    }
    return code.meaning();
  }

  private static int returnCodeOf(ReasonCode meaning) {
    ReturnCode code = ReturnCode.of(meaning);
    if (code == null) {
      throw new IllegalArgumentException("CONNACK of 3.1.1 has no return code for " + meaning);
    }
    return code.value();
  }
}
