package dev.assay.broker.store;

import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link EntryWriter} wrote; a value that was not written by it is an {@link IllegalArgumentException}. */
final class EntryReader {
  private final byte[] bytes;
  private int at;

  EntryReader(byte[] bytes) {
    this.bytes = bytes;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = bytes[take(1)];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number without an end");
  }

  int small() {
    return Math.toIntExact(number());
  }

  boolean flag() {
    return number() != 0;
  }

  String text() {
    int length = small();
    return new String(bytes, take(length), length, StandardCharsets.UTF_8);
  }

  Payload payload() {
    int length = small();
    int from = take(length);
    return Payload.owning(Arrays.copyOfRange(bytes, from, from + length));
  }

  Properties properties() {
    int count = small();
    if (count == 0) {
      return Properties.NONE;
    }
    Properties.Builder properties = Properties.builder();
    for (int i = 0; i < count; i++) {
      int number = small();
      PropertyId id = PropertyId.of(number);
      if (id == null) {
        throw new IllegalArgumentException("there is no property " + number);
      }
      switch (id.type()) {
        case UTF_8_STRING -> properties.with(id, text());
        case BINARY_DATA -> properties.with(id, payload());
        case UTF_8_STRING_PAIR -> properties.withUser(text(), text());
        case BYTE, TWO_BYTE_INTEGER, FOUR_BYTE_INTEGER, VARIABLE_BYTE_INTEGER ->
          properties.with(id, number());
      }
    }
    return properties.build();
  }

  private int take(int count) {
    int from = at;
    if (count < 0 || count > bytes.length - from) {
      throw new IllegalArgumentException("an entry that ends too early");
    }
    at += count;
    return from;
  }
}
