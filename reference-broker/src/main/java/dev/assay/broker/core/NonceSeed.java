package dev.assay.broker.core;

import dev.assay.codec.packet.Payload;

/**
 * A secret from which a broker derives numbers that nobody can guess. A core knows no chance, so whoever starts one rolls the dice
 * once, and the same seed replays the same run.
 *
 * @param secret 16 bytes or more, from a source of true randomness
 */
public record NonceSeed(Payload secret) {
  private static final int BYTES_MIN = 16;

  public NonceSeed {
    if (secret.length() < BYTES_MIN) {
      throw new IllegalArgumentException(
          "a nonce seed has " + BYTES_MIN + " bytes or more, was " + secret.length());
    }
  }

  /** The secret stays out of it. */
  @Override
  public String toString() {
    return "a secret of " + secret.length() + " bytes";
  }
}
