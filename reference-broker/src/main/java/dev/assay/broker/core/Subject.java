package dev.assay.broker.core;

import dev.assay.spec.MqttVersion;

/** Whom a decision is about: a connection, or the session of a client that may be away. */
public interface Subject {

  /** What {@link #connection()} says of a client that is away. */
  long AWAY = 0;

  /** The connection's number, or {@link #AWAY}. */
  long connection();

  /** What to call it: the Client Identifier, or before CONNECT the peer's address. Hostile text. */
  String name();

  /** Whose words it is judged by. */
  MqttVersion version();
}
