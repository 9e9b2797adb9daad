package dev.assay.codec;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A good packet, and what becomes of it when one thing is done to it. */
final class PacketInputs {
  private PacketInputs() {}

  /** The packet itself, each bit flipped, each cut, a byte too many, each property twice, and a length in a longer form. */
  static List<byte[]> brokenFrom(GoodPacket good) {
    byte[] bytes = good.bytes();
    List<byte[]> inputs = new ArrayList<>(List.of(bytes));
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      inputs.add(flipped);
    }
    boolean oneByteOfLength = bytes[1] >= 0;
    if (!oneByteOfLength) {
      return inputs;
    }
    byte[] body = Arrays.copyOfRange(bytes, 2, bytes.length);
    for (int length = 0; length <= body.length + 1; length++) {
      if (length != body.length) {
        inputs.add(packet(bytes[0], Arrays.copyOf(body, length)));
      }
    }
    inputs.add(withLongerLength(bytes[0], body));
    inputs.addAll(propertiesTwice(good, body));
    return inputs;
  }

  private static List<byte[]> propertiesTwice(GoodPacket good, byte[] body) {
    List<byte[]> inputs = new ArrayList<>();
    List<FieldSpan> fields = PacketAnatomy.of(good.version(), good.sender(), good.bytes());
    int propertyLengthAt = -1;
    for (int i = 0; i < fields.size(); i++) {
      FieldSpan field = fields.get(i);
      if (field.name().equals("Property Length")) {
        propertyLengthAt = field.offset() - 2;
      }
      if (field.name().equals("Property Identifier") && propertyLengthAt >= 0) {
        int from = field.offset() - 2;
        int end = from + 1;
        int next = i + 1;
        String title = field.value().substring("0x00 ".length());
        while (next < fields.size() && fields.get(next).name().startsWith(title)) {
          end = fields.get(next).offset() - 2 + fields.get(next).length();
          next++;
        }
        inputs.add(twice(good.bytes()[0], body, from, end, propertyLengthAt));
      }
    }
    return inputs;
  }

  private static byte[] twice(byte first, byte[] body, int from, int end, int propertyLengthAt) {
    ByteArrayOutputStream longer = new ByteArrayOutputStream();
    longer.write(body, 0, end);
    longer.write(body, from, body.length - from);
    byte[] twice = longer.toByteArray();
    twice[propertyLengthAt] += (byte) (end - from);
    return packet(first, twice);
  }

  private static byte[] withLongerLength(byte first, byte[] body) {
    byte[] packet = new byte[3 + body.length];
    packet[0] = first;
    packet[1] = (byte) (body.length | 0x80);
    System.arraycopy(body, 0, packet, 3, body.length);
    return packet;
  }

  /** A short one: its Remaining Length takes one byte, and is cut to that if it is more. */
  private static byte[] packet(byte first, byte[] body) {
    byte[] packet = new byte[2 + body.length];
    packet[0] = first;
    packet[1] = (byte) Math.min(127, body.length);
    System.arraycopy(body, 0, packet, 2, body.length);
    return packet;
  }
}
