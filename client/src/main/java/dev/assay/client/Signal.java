package dev.assay.client;

import org.jspecify.annotations.Nullable;

/**
 * What the network told: bytes, or the end of the connection.
 *
 * @param bytes null at the end
 * @param reset whether the end was a reset
 * @param fault ours, if it was that which ended the connection
 * @param isText whether the bytes came in a frame in which no packet may travel
 * @param timeMicros since the start of the transcript
 */
@SuppressWarnings("ArrayRecordComponent") // taken from a queue and never compared
record Signal(
    byte @Nullable [] bytes,
    boolean reset,
    @Nullable Throwable fault,
    boolean isText,
    long timeMicros) {
  static Signal bytes(byte[] bytes, long timeMicros) {
    return new Signal(bytes, false, null, false, timeMicros);
  }

  static Signal text(byte[] bytes, long timeMicros) {
    return new Signal(bytes, false, null, true, timeMicros);
  }

  static Signal end(boolean reset, long timeMicros) {
    return new Signal(null, reset, null, false, timeMicros);
  }

  static Signal fault(Throwable fault, long timeMicros) {
    return new Signal(null, false, fault, false, timeMicros);
  }
}
