package dev.assay.client;

import java.util.Locale;

/**
 * In which pieces a client hands its bytes to the network. MQTT is a stream: where one packet ends and the next begins is told by
 * the Remaining Length alone, so a broker that is right behaves the same in all of them.
 */
public enum Segments {
  /** Each packet in one piece. */
  WHOLE,
  /** One byte at a time; of a long packet the first 1,024, and the rest in pieces of 1,024. */
  BYTES,
  /** What is sent within a millisecond, in one piece. */
  MERGED;

  /** As the command line writes it, such as {@code bytes}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
