package dev.assay.broker.core;

import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.spec.MqttVersion;

/** Where the core puts what it wants done. Calls for one connection are carried out in their order. */
public interface Outbox {

  /**
   * Sends a packet.
   *
   * @param version how to write it: the connection's version, or before that is known the one that the answer has to be in
   */
  void send(long connection, MqttVersion version, Packet packet);

  /** Sends bytes as they are. The honest core never does: this is for deviants whose packets nobody could build. */
  void sendBytes(long connection, Payload bytes);

  /** Ends a connection once everything sent before is out. No input about it is due any more. */
  void close(long connection);
}
