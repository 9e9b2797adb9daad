package dev.assay.spec;

import java.util.Optional;

/** A version of the standard that Assay judges. */
public enum MqttVersion {
  V3_1_1("3.1.1", 4),
  V5("5.0", 5);

  private final String text;
  private final int protocolLevel;

  MqttVersion(String text, int protocolLevel) {
    this.text = text;
    this.protocolLevel = protocolLevel;
  }

  /** The version as files and the command line write it: {@code 3.1.1} or {@code 5.0}. */
  public String text() {
    return text;
  }

  /** The byte that names this version in a CONNECT packet (3.1.2.2). */
  public int protocolLevel() {
    return protocolLevel;
  }

  /** The version that {@code text} names, if it names one. */
  public static Optional<MqttVersion> of(String text) {
    for (MqttVersion version : values()) {
      if (version.text.equals(text)) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
