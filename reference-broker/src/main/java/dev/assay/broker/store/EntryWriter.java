package dev.assay.broker.store;

import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.UserProperty;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the value of an entry. Numbers are 7 bits a byte, the least significant first; text and bytes follow their length. */
final class EntryWriter {
  private static final int MORE = 0x80;

  private byte[] bytes = new byte[64];
  private int length;

  EntryWriter number(long value) {
    long rest = value;
    while ((rest & -MORE) != 0) {
      put((byte) ((rest & (MORE - 1)) | MORE));
      rest >>>= 7;
    }
    put((byte) rest);
    return this;
  }

  EntryWriter flag(boolean set) {
    return number(set ? 1 : 0);
  }

  EntryWriter text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  EntryWriter payload(Payload payload) {
    number(payload.length());
    reserve(payload.length());
    payload.copyTo(bytes, length);
    length += payload.length();
    return this;
  }

  EntryWriter properties(Properties properties) {
    number(properties.count());
    for (int i = 0; i < properties.count(); i++) {
      number(properties.idAt(i).number());
      switch (properties.idAt(i).type()) {
        case UTF_8_STRING -> text((String) properties.objectAt(i));
        case BINARY_DATA -> payload((Payload) properties.objectAt(i));
        case UTF_8_STRING_PAIR -> {
          UserProperty pair = (UserProperty) properties.objectAt(i);
          text(pair.name()).text(pair.value());
        }
        case BYTE, TWO_BYTE_INTEGER, FOUR_BYTE_INTEGER, VARIABLE_BYTE_INTEGER ->
          number(properties.numberAt(i));
      }
    }
    return this;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private EntryWriter bytes(byte[] more) {
    number(more.length);
    reserve(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
    return this;
  }

  private void put(byte more) {
    reserve(1);
    bytes[length++] = more;
  }

  private void reserve(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
    }
  }
}
