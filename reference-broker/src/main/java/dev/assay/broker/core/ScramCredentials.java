package dev.assay.broker.core;

import dev.assay.codec.packet.Payload;

/**
 * What a server keeps of a password for SCRAM-SHA-256 (RFC 5802, 3, with RFC 7677): enough to recognise it.
 *
 * @param iterations 4,096 or more [RFC 7677, 4]
 * @param storedKey 32 bytes
 * @param serverKey 32 bytes
 */
public record ScramCredentials(int iterations, Payload salt, Payload storedKey, Payload serverKey) {

  /** The keys stay out of it. */
  @Override
  public String toString() {
    return "SCRAM-SHA-256, " + iterations + " iterations";
  }
}
