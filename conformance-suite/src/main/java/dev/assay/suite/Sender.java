package dev.assay.suite;

import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.ReasonCode;

/** The sender's part in the delivery of messages (4.3), as set-up: a broker that does not play along makes the case INCONCLUSIVE. */
final class Sender {
  private final Bench bench;
  private final String name;
  private final CaseConnection connection;
  private final Inbox inbox;

  Sender(Bench bench, String name, CaseConnection connection, Inbox inbox) {
    this.bench = bench;
    this.name = name;
    this.connection = connection;
    this.inbox = inbox;
  }

  /** Sends {@code publish} and plays the handshake of its QoS to the end; at QoS 0 a PINGREQ shows that it was read. */
  void publish(Publish publish) {
    switch (publish.qos()) {
      case AT_MOST_ONCE -> {
        connection.send(publish);
        ping();
      }
      case AT_LEAST_ONCE -> {
        connection.send(publish);
        mustSucceed(inbox
            .await(PubAck.class, ack -> ack.packetId() == publish.packetId(), bench.patience())
            .reasonCode());
      }
      case EXACTLY_ONCE -> {
        publishUpToPubRec(publish);
        release(publish.packetId());
      }
    }
  }

  /** PUBLISH of QoS 2 up to its PUBREC. */
  void publishUpToPubRec(Publish publish) {
    connection.send(publish);
    mustSucceed(inbox
        .await(PubRec.class, rec -> rec.packetId() == publish.packetId(), bench.patience())
        .reasonCode());
  }

  /** PUBREL and its PUBCOMP. */
  void release(int packetId) {
    connection.send(new PubRel(packetId));
    inbox.await(PubComp.class, comp -> comp.packetId() == packetId, bench.patience());
  }

  /** PINGREQ and its PINGRESP. */
  void ping() {
    connection.send(new PingReq());
    inbox.await(PingResp.class, any -> true, bench.patience());
  }

  private void mustSucceed(ReasonCode code) {
    if (code.isError()) {
      throw Ended.setUp("the publication of " + name + " was refused: " + code);
    }
  }
}
