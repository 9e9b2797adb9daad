package dev.assay.bench;

import dev.assay.codec.FieldSpan;
import dev.assay.codec.PacketAnatomy;
import dev.assay.codec.PacketReader;
import dev.assay.codec.Sender;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Reading;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.HexFormat;
import java.util.List;

/**
 * Whether a peer's bytes say the same as ours. The standard lets properties stand in any order and lets an acknowledgement say
 * Success in a longer form, so equal bytes would be too much to ask of every packet.
 */
public final class SameMeaning {
  private SameMeaning() {}

  /**
   * Reads what a peer wrote.
   *
   * @throws IllegalStateException if it is another packet, or broken
   */
  public static void check(String who, ByteBuf written, Packet expected, MqttVersion version) {
    byte[] theirs = ByteBufUtil.getBytes(written);
    byte[] ours = dev.assay.codec.PacketWriter.of(version).toBytes(expected);
    Sender sender = senderOf(expected.type());
    Reading reading = PacketReader.of(version, sender).read(theirs);
    boolean same = reading instanceof Packet packet
        && (packet.equals(expected)
            || fields(version, sender, theirs).equals(fields(version, sender, ours)));
    if (!same) {
      throw new IllegalStateException(who + " wrote " + HexFormat.of().formatHex(theirs)
          + ", read as " + reading + ", expected " + HexFormat.of().formatHex(ours));
    }
  }

  /** Who sends it; where both do, the client. */
  public static Sender senderOf(PacketType type) {
    return switch (type) {
      case CONNACK, SUBACK, UNSUBACK, PINGRESP -> Sender.SERVER;
      case CONNECT,
          PUBLISH,
          PUBACK,
          PUBREC,
          PUBREL,
          PUBCOMP,
          SUBSCRIBE,
          UNSUBSCRIBE,
          PINGREQ,
          DISCONNECT,
          AUTH -> Sender.CLIENT;
    };
  }

  private static List<String> fields(MqttVersion version, Sender sender, byte[] packet) {
    return PacketAnatomy.of(version, sender, packet).stream()
        .map(SameMeaning::described)
        .sorted()
        .toList();
  }

  private static String described(FieldSpan field) {
    return field.name() + "=" + field.value();
  }
}
