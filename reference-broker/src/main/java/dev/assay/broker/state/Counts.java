package dev.assay.broker.state;

import dev.assay.codec.packet.ReasonCode;
import java.util.Arrays;

/**
 * How often something happened since the broker started that leaves no other trace. Nothing is decided by it, and counting makes no
 * garbage.
 */
public final class Counts {
  private final long[] dropped = new long[Dropped.values().length];
  private final long[] refused = new long[ReasonCode.values().length];
  private long connectionsOpened;
  private long sessionsExpired;

  /** A message, or one client's copy of it, is given up. */
  public void drop(Dropped why) {
    dropped[why.ordinal()]++;
  }

  public long dropped(Dropped why) {
    return dropped[why.ordinal()];
  }

  /** How many were given up for whatever reason. */
  public long dropped() {
    return Arrays.stream(dropped).sum();
  }

  /** A CONNECT is refused. */
  public void refuse(ReasonCode code) {
    refused[code.ordinal()]++;
  }

  /** How many CONNECT packets were refused for this reason. */
  public long refused(ReasonCode code) {
    return refused[code.ordinal()];
  }

  void connectionOpened() {
    connectionsOpened++;
  }

  /** How many network connections were opened, whether a CONNECT came or not. */
  public long connectionsOpened() {
    return connectionsOpened;
  }

  /** A session outlived its Session Expiry Interval. */
  public void sessionExpired() {
    sessionsExpired++;
  }

  public long sessionsExpired() {
    return sessionsExpired;
  }
}
