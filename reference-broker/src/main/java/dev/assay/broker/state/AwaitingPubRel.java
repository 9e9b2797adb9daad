package dev.assay.broker.state;

import org.jspecify.annotations.Nullable;

/**
 * A message of QoS 2 whose PUBREL is still to come.
 *
 * @param unpublished the message if it is passed on at PUBREL, null if it was passed on at PUBLISH. It is part of the state and
 *     not asked of the choices again, so that a broker that starts with another choice passes nothing on twice
 */
public record AwaitingPubRel(@Nullable Message unpublished) {

  /** Of the message that is kept until then; 0 if none is. */
  long sizeBytes() {
    return unpublished == null ? 0 : unpublished.sizeBytes();
  }
}
