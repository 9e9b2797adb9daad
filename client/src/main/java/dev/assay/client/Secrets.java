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
  private final List<String> byteStrings = new ArrayList<>();

  /** Empty strings hide nothing and are left out. */
  Secrets(List<String> secrets) {
    for (String secret : secrets) {
      if (secret.isEmpty()) {
        continue;
      }
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      byteStrings.add(new String(bytes, StandardCharsets.ISO_8859_1));
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
    // a character is a byte here, and String knows how to look for many of them at once
    String characters = new String(stream, StandardCharsets.ISO_8859_1);
    for (String secret : byteStrings) {
      for (int at = characters.indexOf(secret); at >= 0; at = characters.indexOf(secret, at + 1)) {
        found.set(at, at + secret.length());
      }
    }
    return found;
  }
}
