package dev.assay.codec;

import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.PropertyId;

/**
 * A glance at properties that are right, as nearly all are. It walks the bytes once and accepts what it understands; whatever is
 * wrong, or only unusual, is left to {@link PropertiesFormat}, which reads it field by field and says what is the matter. So no
 * rule is decided here: a glance that accepts too much would let a bad packet of the golden table pass.
 */
final class PropertiesGlance {
  /** Not a set of identifiers: look closer. */
  static final int LOOK_CLOSER = -1;

  private static final int MAY_REPEAT =
      PropertyId.USER_PROPERTY.bit() | PropertyId.SUBSCRIPTION_IDENTIFIER.bit();

  private PropertiesGlance() {}

  /** The {@linkplain PropertyId#bit() bits} of the identifiers in {@code wire}, properties of such a packet; or {@link #LOOK_CLOSER}. */
  static int idsIn(byte[] wire, PacketType type) {
    int ids = 0;
    int at = 0;
    while (at < wire.length) {
      PropertyId id = PropertyId.of(wire[at]);
      if (id == null || !id.allowedIn(type) || (ids & id.bit() & ~MAY_REPEAT) != 0) {
        return LOOK_CLOSER;
      }
      ids |= id.bit();
      at = behindValue(id, wire, at + 1);
      if (at < 0) {
        return LOOK_CLOSER;
      }
    }
    return ids;
  }

  /** Index behind a value that is all there and right; less than 0 for another. */
  private static int behindValue(PropertyId id, byte[] wire, int at) {
    return switch (id.type()) {
      case BYTE -> behindNumber(id, wire, at, 1);
      case TWO_BYTE_INTEGER -> behindNumber(id, wire, at, 2);
      case FOUR_BYTE_INTEGER -> behindNumber(id, wire, at, 4);
      case UTF_8_STRING -> id == PropertyId.RESPONSE_TOPIC ? -1 : behindText(wire, at);
      case UTF_8_STRING_PAIR -> {
        int value = behindText(wire, at);
        yield value < 0 ? -1 : behindText(wire, value);
      }
      case BINARY_DATA -> behindPrefixed(wire, at);
      // a client must not send it and it may come twice: seldom, and better looked at closely
      case VARIABLE_BYTE_INTEGER -> -1;
    };
  }

  private static int behindNumber(PropertyId id, byte[] wire, int at, int bytes) {
    if (wire.length - at < bytes) {
      return -1;
    }
    long value = wire[at] & 0xFF;
    for (int i = 1; i < bytes; i++) {
      value = value << Byte.SIZE | (wire[at + i] & 0xFF);
    }
    return id.isLegal(value) ? at + bytes : -1;
  }

  private static int behindText(byte[] wire, int at) {
    int end = behindPrefixed(wire, at);
    return end < 0 || Utf8Scanner.firstUnwanted(wire, at + 2, end) >= 0 ? -1 : end;
  }

  private static int behindPrefixed(byte[] wire, int at) {
    if (wire.length - at < 2) {
      return -1;
    }
    int end = at + 2 + ((wire[at] & 0xFF) << Byte.SIZE | (wire[at + 1] & 0xFF));
    return end > wire.length ? -1 : end;
  }
}
