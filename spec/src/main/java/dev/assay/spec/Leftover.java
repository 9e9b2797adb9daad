package dev.assay.spec;

/**
 * Something that an execution may leave in a target when it is cut off.
 *
 * @param version spoken when it came about
 * @param kind what it is
 * @param name a session's Client Identifier, a retained message's Topic Name
 */
public record Leftover(MqttVersion version, Kind kind, String name) {

  /** What a broker remembers about a guest that has gone. Subscriptions go with their session. */
  public enum Kind {
    SESSION,
    RETAINED
  }
}
