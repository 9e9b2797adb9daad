package dev.assay.codec;

import dev.assay.codec.packet.Packet;
import dev.assay.spec.MqttVersion;

/** Bytes that are wrong on purpose: a right packet and what was changed in it. */
public final class Deviation {
  private Deviation() {}

  /** Begins with the right bytes of {@code packet}. */
  public static Deviation of(MqttVersion version, Packet packet) {
    throw new UnsupportedOperationException();
  }

  /** Bytes without a right packet behind them, in hexadecimal with any white space. */
  public static Deviation ofHex(String hex) {
    throw new UnsupportedOperationException();
  }

  /** Replaces {@code length} bytes at {@code offset}; Remaining Length is adjusted. */
  public Deviation replace(int offset, int length, String hex) {
    throw new UnsupportedOperationException();
  }

  /** Replaces the lower four bits of the first byte. */
  public Deviation withFlags(int flags) {
    throw new UnsupportedOperationException();
  }

  /** Keeps the first {@code length} bytes of the body; Remaining Length is adjusted. */
  public Deviation cutBodyTo(int length) {
    throw new UnsupportedOperationException();
  }

  /** Appends to the body; Remaining Length is adjusted. */
  public Deviation append(String hex) {
    throw new UnsupportedOperationException();
  }

  /** A copy of the wrong bytes. */
  public byte[] bytes() {
    throw new UnsupportedOperationException();
  }
}
