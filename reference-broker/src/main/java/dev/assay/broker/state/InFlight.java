package dev.assay.broker.state;

/** A delivery of QoS 1 or 2 that was sent and is not completely acknowledged. */
public final class InFlight {
  private final int packetId;
  private final Delivery delivery;
  private boolean released;
  private long sentOn;

  InFlight(int packetId, Delivery delivery, long sentOn) {
    this.packetId = packetId;
    this.delivery = delivery;
    this.sentOn = sentOn;
  }

  public int packetId() {
    return packetId;
  }

  public Delivery delivery() {
    return delivery;
  }

  /** Whether PUBREL was sent, so that the PUBLISH is done with and a PUBCOMP is awaited. */
  public boolean released() {
    return released;
  }

  void release() {
    released = true;
  }

  /** The connection on which the PUBLISH was sent last: only there does it count against the Receive Maximum. */
  public long sentOn() {
    return sentOn;
  }

  public void sentAgainOn(long connection) {
    sentOn = connection;
  }
}
