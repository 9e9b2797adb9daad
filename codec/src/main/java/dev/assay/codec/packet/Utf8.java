package dev.assay.codec.packet;

import org.jspecify.annotations.Nullable;

/** What a UTF-8 Encoded String may hold (1.5.3 of 3.1.1, 1.5.4 of 5.0). */
final class Utf8 {
  private static final int MAX_BYTES = 65_535;

  private Utf8() {}

  /** What forbids {@code text} as a UTF-8 Encoded String, or null if nothing does. */
  static @Nullable String complaintAbout(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return "must not contain U+0000, found at character " + i;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else if (Character.isSurrogate(c)) {
        return "must not contain a lone surrogate, found at character " + i;
      } else {
        bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
      }
    }
    return bytes > MAX_BYTES ? "must be 0..65535 bytes of UTF-8, was " + bytes : null;
  }

  static String check(String what, String text) {
    String complaint = complaintAbout(text);
    if (complaint != null) {
      throw new IllegalArgumentException(what + " " + complaint);
    }
    return text;
  }
}
