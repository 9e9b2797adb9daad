package dev.assay.codec;

import java.util.HexFormat;

/** Annotated hexadecimal: white space means nothing, {@code |} begins a comment that ends with the line. */
public final class Hex {
  private Hex() {}

  /** The bytes of an annotated text. */
  public static byte[] hex(String annotated) {
    return HexFormat.of().parseHex(annotated.replaceAll("\\|[^\\n]*", "").replaceAll("\\s", ""));
  }

  /** For people: {@code 10 0D 00}. */
  public static String show(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes);
  }
}
