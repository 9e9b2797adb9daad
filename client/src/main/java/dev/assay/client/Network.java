package dev.assay.client;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Over what connections come about, and by whose clock those who use them wait. The real one is {@link #SOCKETS}; one that somebody
 * made up may have a clock that goes on by itself where everybody only waits, so that seconds cost nothing.
 */
public interface Network {
  /** The sockets and the clock of this machine. */
  Network SOCKETS = new Sockets();

  /** Nanoseconds since an origin of the network's own; never less than before. */
  long nanoTime();

  /**
   * The oldest of what has arrived, or null if there is none and none arrives in time.
   *
   * @param nanos how long to wait; 0 and less waits for nothing
   */
  <T> @Nullable T await(BlockingQueue<T> arrivals, long nanos) throws InterruptedException;

  /**
   * Opens a connection.
   *
   * @param segments in which pieces bytes are handed over
   * @param patience how long to wait for the connection
   * @param listener hears what comes over it, from now on
   * @throws ConnectFailed if no connection came about, with one clear line
   */
  Line connect(BrokerUrl url, Segments segments, Duration patience, Listener listener)
      throws ConnectFailed;

  /** Hears what comes over a line, in order, from any thread. */
  interface Listener {
    /**
     * The connection stands.
     *
     * @param local address and port on this side, such as {@code 127.0.0.1:40112}
     * @param remote the same on the other side
     */
    void connected(String local, String remote);

    /**
     * Bytes came, which belong to the listener from now on.
     *
     * @return whether more may come; if not, the line reads nothing more until {@link Line#setReading} says so
     */
    boolean came(byte[] bytes);

    /**
     * Whether more may come as things are now. Who stopped to read asks once more, since what waited may have been taken in the
     * meantime, and then nobody else would say so.
     */
    boolean takesMore();

    /** The content of a text frame came, in which no packet may travel. It belongs to the listener from now on. */
    void textFrameCame(byte[] content);

    /**
     * The other side, or the network, ended the connection; what still comes is nobody's.
     *
     * @param reset by a TCP reset, not by an orderly end of stream
     * @param how in words, such as {@code the broker closed the connection}
     */
    void ended(boolean reset, String how);

    /** The connection cannot go on by a fault on this side. */
    void failed(Throwable fault);
  }
}
