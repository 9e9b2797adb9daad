package dev.assay.codec;

import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Reading;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/** Where each field of a packet stands: for transcripts and for people. */
public final class PacketAnatomy {
  /** The name of the span behind a break. */
  public static final String NOT_READ = "not read";

  private PacketAnatomy() {}

  /**
   * The fields of {@code packet}, in the order of its bytes, as far as they can be told; a broken packet yields those before
   * the break and the rest as one span, whose value is the violation. Together the spans cover every byte.
   *
   * @param version by which to read; a CONNECT is read by the version that it says itself
   * @param packet one whole packet, or a broken one
   */
  public static List<FieldSpan> of(MqttVersion version, Sender sender, byte[] packet) {
    List<FieldSpan> fields = new ArrayList<>();
    Reading reading =
        PacketReader.heardBy(fields::add, version, sender).read(Unpooled.wrappedBuffer(packet));
    int told = fields.isEmpty() ? 0 : endOf(fields.get(fields.size() - 1));
    if (told < packet.length) {
      fields.add(new FieldSpan(
          NOT_READ, told, packet.length - told, reasonFor(reading), maySecretsFollow(packet)));
    }
    return List.copyOf(fields);
  }

  private static int endOf(FieldSpan field) {
    return field.offset() + field.length();
  }

  private static String reasonFor(Reading reading) {
    if (reading instanceof Violation violation) {
      return violation.toString();
    }
    return "bytes after the packet";
  }

  /** A password or authentication data may stand where nobody can tell what stands. */
  private static boolean maySecretsFollow(byte[] packet) {
    int number = (packet[0] & 0xFF) >> 4;
    return number == PacketType.CONNECT.number()
        || number == PacketType.CONNACK.number()
        || number == PacketType.AUTH.number();
  }
}
