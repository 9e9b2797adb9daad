package dev.assay.broker.interop;

import org.jspecify.annotations.Nullable;

/** A client of a library that others wrote, in the few words that all of them share. Each call waits for the broker's answer. */
interface OtherClient extends AutoCloseable {

  /** How long each call waits at most. */
  long PATIENCE_SECONDS = 60;

  /**
   * What is published or arrives.
   *
   * @param qos 0, 1 or 2
   */
  record Message(String topic, String payload, int qos, boolean retain) {
    static Message of(String topic, String payload, int qos) {
      return new Message(topic, payload, qos, false);
    }

    Message retained() {
      return new Message(topic, payload, qos, true);
    }
  }

  /**
   * Connects, again if it was connected before.
   *
   * @param clean whether a session starts that ends with the connection, or one that lasts for an hour is looked for first
   * @return Session Present
   */
  boolean connect(boolean clean, @Nullable Message will) throws Exception;

  void subscribe(String filter, int qos) throws Exception;

  /** Returns when the broker has taken the message for good; at QoS 0, when it is sent. */
  void publish(Message message) throws Exception;

  /** The next message that arrived. */
  Message receive() throws Exception;

  /** Says goodbye: the broker throws the Will away. */
  void disconnect() throws Exception;

  /** Lets go of everything, connected or not. */
  @Override
  void close();
}
