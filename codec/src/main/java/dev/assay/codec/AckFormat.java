package dev.assay.codec;

import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.MqttVersion;
import java.nio.ByteBuffer;

/**
 * PUBACK, PUBREC, PUBREL and PUBCOMP (3.4 to 3.7).
 * <pre>
 *   +-------------------------+
 *   | Packet Identifier (2)   |   3.1.1 ends here
 *   +-------------------------+
 *   | Reason Code (1)         |   5.0; left out with what follows if Success and no properties
 *   +-------------------------+
 *   | Properties              |   5.0; left out if there are none
 *   +-------------------------+
 * </pre>
 */
final class AckFormat {
  private AckFormat() {}

  static PubAck readPubAck(PacketInput in) throws BrokenPacket {
    int id = PacketIdFormat.read(in, Breach.PACKET_IDENTIFIER_ZERO_IN_ACKNOWLEDGEMENT);
    ReasonCode code = readCode(in, Breach.PUBACK_CODE);
    return new PubAck(id, code, readProperties(in));
  }

  static PubRec readPubRec(PacketInput in) throws BrokenPacket {
    int id = PacketIdFormat.read(in, Breach.PACKET_IDENTIFIER_ZERO_IN_ACKNOWLEDGEMENT);
    ReasonCode code = readCode(in, Breach.PUBREC_CODE);
    return new PubRec(id, code, readProperties(in));
  }

  static PubRel readPubRel(PacketInput in) throws BrokenPacket {
    int id = PacketIdFormat.read(in, Breach.PACKET_IDENTIFIER_ZERO_IN_ACKNOWLEDGEMENT);
    ReasonCode code = readCode(in, Breach.PUBREL_CODE);
    return new PubRel(id, code, readProperties(in));
  }

  static PubComp readPubComp(PacketInput in) throws BrokenPacket {
    int id = PacketIdFormat.read(in, Breach.PACKET_IDENTIFIER_ZERO_IN_PUBCOMP);
    ReasonCode code = readCode(in, Breach.PUBCOMP_CODE);
    return new PubComp(id, code, readProperties(in));
  }

  static int bodySize(MqttVersion version, ReasonCode code, Properties properties) {
    if (version == MqttVersion.V3_1_1 || endsWithIdentifier(code, properties)) {
      return 2;
    }
    return properties.isEmpty() ? 3 : 3 + PropertiesFormat.sizeOf(properties);
  }

  static void writeBody(
      MqttVersion version,
      PacketType type,
      int packetId,
      ReasonCode code,
      Properties properties,
      ByteBuffer out) {
    out.putShort((short) packetId);
    if (version == MqttVersion.V3_1_1) {
      if (code != ReasonCode.SUCCESS) {
        throw new IllegalArgumentException(type + " of 3.1.1 cannot say " + code);
      }
      return;
    }
    if (endsWithIdentifier(code, properties)) {
      return;
    }
    out.put((byte) code.value());
    if (!properties.isEmpty()) {
      PropertiesFormat.write(properties, out);
    }
  }

  private static boolean endsWithIdentifier(ReasonCode code, Properties properties) {
    return code == ReasonCode.SUCCESS && properties.isEmpty();
  }

  private static ReasonCode readCode(PacketInput in, Breach notAllowed) throws BrokenPacket {
    if (!in.isVersion5() || !in.hasMore()) {
      return ReasonCode.SUCCESS;
    }
    int from = in.offset();
    ReasonCode code = ReasonCodeFormat.read(in, notAllowed);
    if (code == ReasonCode.NO_MATCHING_SUBSCRIBERS && in.sender() == Sender.CLIENT) {
      throw ReasonCodeFormat.notFromThisSender(
          in, Breach.NO_MATCHING_SUBSCRIBERS_FROM_CLIENT, from, code);
    }
    return code;
  }

  private static Properties readProperties(PacketInput in) throws BrokenPacket {
    Properties properties =
        in.isVersion5() && in.hasMore() ? PropertiesFormat.read(in) : Properties.NONE;
    in.requireEnd();
    return properties;
  }
}
