package dev.assay.suite.durability;

import dev.assay.client.FlowHistory;
import dev.assay.client.Transcript;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Receives what it has subscribed to, acknowledges it as its QoS asks, and tells the history of each topic. */
final class Subscriber {
  private final Guest guest;
  private final Map<String, FlowHistory> histories;
  private final Map<String, Qos> filters;
  // lives as long as the session: packet identifiers of QoS 2 whose PUBREL is still to come
  private final Set<Integer> awaitingPubRel = new HashSet<>();

  /**
   * One that has not connected yet.
   *
   * @param filters what to subscribe to, without wildcards, with the QoS asked for
   * @param histories by topic; what comes on another one is acknowledged and forgotten
   */
  Subscriber(Guest guest, Map<String, Qos> filters, Map<String, FlowHistory> histories) {
    this.guest = guest;
    this.filters = filters;
    this.histories = histories;
  }

  /** Connects and subscribes. Returns what was granted, in the order of the filters. */
  List<ReasonCode> begin(Transcript transcript) throws Undecided {
    guest.connect(transcript);
    return guest.subscribe(filters, this::on);
  }

  /** Receives until the connection ends. */
  void work() {
    try {
      while (true) {
        Packet packet = guest.next();
        if (packet != null) {
          on(packet);
        }
      }
    } catch (Undecided ended) {
      // the broker was ended
      return;
    }
  }

  /**
   * Comes back; subscribes again only if the broker has lost the session, so that a subscription that is gone shows.
   *
   * @return whether the session was there
   */
  boolean comeBack(Transcript transcript) throws Undecided {
    boolean isPresent = guest.connect(transcript, this::on);
    if (!isPresent) {
      awaitingPubRel.clear();
      guest.subscribe(filters, this::on);
    }
    return isPresent;
  }

  /** Receives until there is nothing left to wait for, see {@link Guest#collect}. */
  void receive(BooleanSupplier isDone) throws Undecided {
    guest.collect(this::on, isDone);
  }

  private void on(Packet packet) {
    if (packet instanceof Publish publish) {
      onPublish(publish);
    } else if (packet instanceof PubRel pubRel) {
      awaitingPubRel.remove(pubRel.packetId());
      guest.send(new PubComp(pubRel.packetId()));
    }
  }

  private void onPublish(Publish publish) {
    boolean isNew = publish.qos() != Qos.EXACTLY_ONCE || awaitingPubRel.add(publish.packetId());
    FlowHistory history = histories.get(publish.topic().text());
    String number = publish.payload().asText();
    if (isNew && history != null && number.matches("[0-9]{1,9}")) {
      history.received(Integer.parseInt(number));
    }
    if (publish.qos() == Qos.EXACTLY_ONCE) {
      guest.send(new PubRec(publish.packetId()));
    } else if (publish.qos() == Qos.AT_LEAST_ONCE) {
      guest.send(new PubAck(publish.packetId()));
    }
  }
}
