package dev.assay.suite.cases;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Connect;

/**
 * CONNECTs that are wrong in one place.
 * <pre>
 *   body   0         2              6          7           8
 *        +---------+--------------+----------+-----------+------------ ...
 *        | 00 04   | M  Q  T  T   | level    | flags     | Keep Alive, properties, payload
 *        +---------+--------------+----------+-----------+------------ ...
 * </pre>
 */
final class WrongConnect {
  static final int RESERVED_FLAG = 0b0000_0001;
  static final int WILL_FLAG = 0b0000_0100;
  static final int WILL_QOS_1 = 0b0000_1000;
  static final int WILL_QOS_3 = 0b0001_1000;
  static final int WILL_RETAIN = 0b0010_0000;
  static final int PASSWORD_FLAG = 0b0100_0000;
  static final int USER_NAME_FLAG = 0b1000_0000;

  private static final int LEVEL_AT = 6;
  private static final int FLAGS_AT = 7;

  private WrongConnect() {}

  /** With these bits of the Connect Flags set besides. */
  static Deviation withFlags(Connect connect, int more) {
    Deviation right = Deviation.of(connect.version(), connect);
    byte[] bytes = right.bytes();
    int at = right.headerBytes() + FLAGS_AT;
    return right.replace(at, 1, String.format("%02X", (bytes[at] & 0xFF) | more));
  }

  /** With another Protocol Level, otherwise as its version writes it. */
  static Deviation withProtocolLevel(Connect connect, int level) {
    Deviation right = Deviation.of(connect.version(), connect);
    return right.replace(right.headerBytes() + LEVEL_AT, 1, String.format("%02X", level));
  }

  /** Without its last bytes; Remaining Length is adjusted. */
  static Deviation cutBy(Connect connect, int lastBytes) {
    Deviation right = Deviation.of(connect.version(), connect);
    byte[] bytes = right.bytes();
    return right.cutBodyTo(bytes.length - right.headerBytes() - lastBytes);
  }
}
