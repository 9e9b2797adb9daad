package dev.assay.client;

import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Violation;

/** What a {@link WireClient} found when it waited for the broker. Times count from the start of the transcript. */
public sealed interface Arrival {

  /**
   * A whole packet that the codec finds right.
   *
   * @param bytes of the packet as they came; the reader owns them
   * @param timeMicros when its last byte came
   */
  @SuppressWarnings("ArrayRecordComponent") // evidence that is read once; nobody compares arrivals
  record Received(Packet packet, byte[] bytes, long timeMicros) implements Arrival {}

  /**
   * Bytes that break the standard. Nothing behind them can be read as packets; what comes after is kept in the transcript.
   *
   * @param violation what they break
   * @param bytes the broken packet and all that had come behind it
   * @param timeMicros when its last byte came
   */
  @SuppressWarnings("ArrayRecordComponent") // evidence that is read once; nobody compares arrivals
  record Broken(Violation violation, byte[] bytes, long timeMicros) implements Arrival {}

  /**
   * The connection is closed and everything that came before has been handed out.
   *
   * @param reset by a TCP reset, not by an orderly end of stream
   * @param timeMicros when it closed
   */
  record Closed(boolean reset, long timeMicros) implements Arrival {}

  /**
   * Nothing came within the patience, and the connection stands.
   *
   * @param waitedMillis how long was waited
   */
  record Silence(long waitedMillis) implements Arrival {}
}
