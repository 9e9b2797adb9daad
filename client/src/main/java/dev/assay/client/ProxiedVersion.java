package dev.assay.client;

import dev.assay.spec.MqttVersion;
import org.jspecify.annotations.Nullable;

/** In which version a proxied connection is spoken, as soon as its CONNECT has said so. */
final class ProxiedVersion {
  private static final int CONNECT = 0x10;
  private static final int LEVEL_3_1_1 = 4;
  private static final int LEVEL_5 = 5;

  private @Nullable MqttVersion version;
  private boolean isSettled;

  /** Null if it is not known, or no version of ours. */
  @Nullable
  MqttVersion known() {
    return version;
  }

  boolean isSettled() {
    return isSettled;
  }

  /**
   * Reads the Protocol Level of a stream that begins like this.
   * <pre>
   *   10 | Remaining Length (1..4) | 00 04 'M' 'Q' 'T' 'T' | level
   * </pre>
   *
   * @param count how many bytes of {@code head} are there
   */
  void look(byte[] head, int count) {
    if (count == 0) {
      return;
    }
    if (head[0] != CONNECT) {
      isSettled = true;
      return;
    }
    int at = 1;
    while (at < count && (head[at] & 0x80) != 0) {
      at++;
    }
    int level = at + 1 + 2 + 4;
    if (level < count) {
      isSettled = true;
      version = switch (head[level]) {
        case LEVEL_3_1_1 -> MqttVersion.V3_1_1;
        case LEVEL_5 -> MqttVersion.V5;
        default -> null;
      };
    }
  }
}
