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

  /** The {@linkplain PropertyId#bit() bits} of the identifiers from {@code from} to {@code to} (exclusive), properties of such a packet; or {@link #LOOK_CLOSER}. */
  static int idsIn(byte[] wire, int from, int to, PacketType type) {
    int allowed = PropertyId.allAllowedIn(type);
    int ids = 0;
    int at = from;
    while (at < to) {
      PropertyId id = PropertyId.of(wire[at]);
      if (id == null) {
        return LOOK_CLOSER;
      }
      int bit = id.bit();
      if ((bit & allowed) == 0 || (bit & ids & ~MAY_REPEAT) != 0) {
        return LOOK_CLOSER;
      }
      ids |= bit;
      at = behindValue(id, wire, at + 1, to);
      if (at < 0) {
        return LOOK_CLOSER;
      }
    }
    return ids;
  }

  /** Index behind a value that is all there and right; less than 0 for another. */
  private static int behindValue(PropertyId id, byte[] wire, int at, int to) {
    return switch (id.type()) {
      case BYTE -> at < to && id.isLegal(wire[at] & 0xFF) ? at + 1 : -1;
      case TWO_BYTE_INTEGER -> isLegal(id, wire, at, to, 2) ? at + 2 : -1;
      case FOUR_BYTE_INTEGER -> isLegal(id, wire, at, to, 4) ? at + 4 : -1;
      case UTF_8_STRING -> id == PropertyId.RESPONSE_TOPIC ? -1 : behindText(wire, at, to);
      case UTF_8_STRING_PAIR -> {
        int value = behindText(wire, at, to);
        yield value < 0 ? -1 : behindText(wire, value, to);
      }
      case BINARY_DATA -> behindPrefixed(wire, at, to);
      // a client must not send it and it may come twice: seldom, and better looked at closely
      case VARIABLE_BYTE_INTEGER -> -1;
    };
  }

  /** Of those with more than one byte, some must not be zero, and else every value is legal. */
  private static boolean isLegal(PropertyId id, byte[] wire, int at, int to, int bytes) {
    int end = at + bytes;
    if (end > to) {
      return false;
    }
    if (id.minimum() == 0) {
      return true;
    }
    int any = 0;
    for (int i = at; i < end; i++) {
      any |= wire[i];
    }
    return any != 0;
  }

  private static int behindText(byte[] wire, int at, int to) {
    int end = behindPrefixed(wire, at, to);
    return end < 0 || !Utf8Scanner.isPlain(wire, at + 2, end) ? -1 : end;
  }

  private static int behindPrefixed(byte[] wire, int at, int to) {
    if (to - at < 2) {
      return -1;
    }
    int end = at + 2 + ((wire[at] & 0xFF) << Byte.SIZE | (wire[at + 1] & 0xFF));
    return end > to ? -1 : end;
  }
}
