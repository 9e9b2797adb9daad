package dev.assay.broker.state;

import org.jspecify.annotations.Nullable;

/**
 * A message of QoS 2 whose PUBREL is still to come.
 *
 * @param unpublished the message if it is passed on at PUBREL, null if it was passed on at PUBLISH. It is part of the state and
 *     not asked of the choices again, so that a broker that starts with another choice passes nothing on twice
 */
public record AwaitingPubRel(@Nullable Message unpublished) {

  /**
   * What it takes without a message: about so much have this object, its packet identifier and its place in two tables. A client of
   * 3.1.1 may begin 65,535 of them, and end none.
   */
  public static final int OVERHEAD_BYTES = 150;

  /** What it takes, with the message that is kept until then if one is. */
  public long keptBytes() {
    return OVERHEAD_BYTES + (unpublished == null ? 0 : unpublished.sizeBytes());
  }
}
