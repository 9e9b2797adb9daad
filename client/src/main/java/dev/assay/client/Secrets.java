package dev.assay.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** What the user gave in confidence, and how it is taken out of texts and bytes: each character or byte becomes an asterisk. */
final class Secrets {
  static final byte MASK = '*';

  private final List<String> texts = new ArrayList<>();
  private final List<byte[]> byteStrings = new ArrayList<>();

  /** Empty strings hide nothing and are left out. */
  Secrets(List<String> secrets) {
    for (String secret : secrets) {
      if (secret.isEmpty()) {
        continue;
      }
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      byteStrings.add(bytes);
      texts.add(secret);
      // a dump of the bytes says it as well
      String hex = HexFormat.of().formatHex(bytes);
      if (bytes.length > 1) {
        texts.add(hex);
        texts.add(hex.toUpperCase(Locale.ROOT));
      }
    }
    // a secret that contains another one has to go first, or its rest would stay
    texts.sort(Comparator.comparingInt(String::length).reversed());
  }

  String masked(String text) {
    String result = text;
    for (String secret : texts) {
      if (result.contains(secret)) {
        result = result.replace(secret, "*".repeat(secret.length()));
      }
    }
    return result;
  }

  /** The positions in {@code stream} that belong to a secret. */
  BitSet positionsIn(byte[] stream) {
    BitSet found = new BitSet();
    for (byte[] secret : byteStrings) {
      for (int i = 0; i + secret.length <= stream.length; i++) {
        if (matches(stream, i, secret)) {
          found.set(i, i + secret.length);
        }
      }
    }
    return found;
  }

  private static boolean matches(byte[] stream, int offset, byte[] secret) {
    for (int i = 0; i < secret.length; i++) {
      if (stream[offset + i] != secret[i]) {
        return false;
      }
    }
    return true;
  }
}
