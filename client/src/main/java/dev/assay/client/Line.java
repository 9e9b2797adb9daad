package dev.assay.client;

import java.time.Duration;
import java.util.Optional;

/**
 * The near end of one connection of a {@link Network}. What comes over it is told to the {@link Network.Listener} that it was opened
 * with. None of the methods waits for the other side, but those that say so.
 */
public interface Line {

  /** Address and port on this side, such as {@code 127.0.0.1:40112}. */
  String localAddress();

  /** Sends bytes, which belong to the line from now on. */
  void send(byte[] bytes);

  /** Sends the content of one text frame, which belongs to the line from now on. Where there are no frames, that is a fault. */
  void sendTextFrame(byte[] bytes);

  /** Whether this connection is a WebSocket. */
  boolean isWebSocket();

  /** The subprotocol that the server selected for this WebSocket; empty if it named none or there is no WebSocket. */
  Optional<String> subprotocol();

  /** The version of TLS that was agreed on; empty where there is no TLS. */
  Optional<TlsVersion> tlsVersion();

  /** Says behind what was sent that nothing more will be (TCP FIN), and goes on reading. */
  void finishSending();

  /** Ends the connection by a TCP reset. */
  void reset();

  /** Ends the connection behind what was sent. May be called by any thread. */
  void close();

  /** Waits until this side has let go of the connection; false if it takes longer. */
  boolean awaitClosed(Duration wait);

  /** What comes from now on is left in the buffers of the network, or is not any more. May be called by any thread. */
  void setReading(boolean reads);

  /**
   * As {@code setReading(false)}, and waits until no read is under way.
   *
   * @throws IllegalStateException if that takes longer
   */
  void stopReading(Duration wait);
}
