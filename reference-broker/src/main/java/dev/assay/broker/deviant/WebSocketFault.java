package dev.assay.broker.deviant;

/** What a listener for WebSockets can get wrong, most of it about section 6; {@code dev.assay.broker.deviant.net} carries it out. */
public enum WebSocketFault {
  /** The handshake selects no subprotocol. */
  SELECTS_NO_SUBPROTOCOL,
  /** Text frames are read as if they were binary. */
  READS_TEXT_FRAMES,
  /** Text frames are passed over. */
  PASSES_OVER_TEXT_FRAMES,
  /** A PUBLISH that ends like a JSON object is sent in a text frame. */
  SENDS_JSON_AS_TEXT,
  /** Of a frame only the first packet that ends in it is read. */
  READS_ONE_PACKET_PER_FRAME,
  /** A packet that has not ended where its frame does is forgotten. */
  FORGETS_PACKETS_THAT_SPAN_FRAMES,
  /** Keep Alive does not run while a short PUBLISH of QoS 0 has begun and not ended. */
  WAITS_FOR_THE_REST_OF_A_PACKET
}
