package dev.assay.client;

import java.util.Arrays;
import java.util.Optional;

/** A version of TLS that clients can speak. */
public enum TlsVersion {
  /** RFC 5246. */
  V1_2("1.2"),
  /** RFC 8446. */
  V1_3("1.3");

  private final String text;

  TlsVersion(String text) {
    this.text = text;
  }

  /** The version with this {@link #text}; empty if there is none. */
  public static Optional<TlsVersion> of(String text) {
    return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
  }

  /** {@code 1.2} or {@code 1.3}. */
  public String text() {
    return text;
  }

  /** What the JDK calls it. */
  String protocol() {
    return "TLSv" + text;
  }

  @Override
  public String toString() {
    return text;
  }
}
