package dev.assay.suite;

import dev.assay.client.Arrival;
import dev.assay.client.ConnectFailed;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Leftover;
import dev.assay.spec.MqttVersion;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What one execution may have left in the target, so that it can be taken away again: sessions that outlive their connection
 * and retained messages. Filled in as packets are sent, so also complete when a case fails; may be emptied by another thread
 * when the run is interrupted.
 */
final class Leftovers {
  private final RunContext run;
  private final MqttVersion version;
  private final String execution;
  // as for every answer that the target owes: one that is slow is cleaned up too
  private final Duration patience;
  private final Set<String> sessions = new LinkedHashSet<>();
  private final Set<String> retained = new LinkedHashSet<>();

  /** @param number of the execution within its run */
  Leftovers(RunContext run, MqttVersion version, String number) {
    this.run = run;
    this.version = version;
    this.execution = run.execution(number);
    this.patience = run.windows(run.profile(version)).patience();
    run.opened(this);
  }

  synchronized void session(String clientId) {
    if (sessions.add(clientId)) {
      run.sink().mayLeave(execution, new Leftover(version, Leftover.Kind.SESSION, clientId));
    }
  }

  synchronized void retained(String topic) {
    if (retained.add(topic)) {
      run.sink().mayLeave(execution, new Leftover(version, Leftover.Kind.RETAINED, topic));
    }
  }

  /** Notes what {@code packet} will leave. */
  void noteSending(Packet packet) {
    if (packet instanceof Connect connect) {
      boolean outlives =
          !connect.cleanStart() || connect.properties().has(PropertyId.SESSION_EXPIRY_INTERVAL);
      if (outlives && !connect.clientId().isEmpty()) {
        session(connect.clientId());
      }
      if (connect.will() != null && connect.will().retain()) {
        retained(connect.will().topic().text());
      }
    } else if (packet instanceof Publish publish
        && publish.retain()
        // beside a Topic Alias: then the case says what that means
        && !publish.topic().isNone()
        && !publish.payload().isEmpty()) {
      retained(publish.topic().text());
    }
  }

  synchronized boolean isEmpty() {
    return sessions.isEmpty() && retained.isEmpty();
  }

  /**
   * Takes it all away, as far as the target lets us. In a run that says nothing, since it is no part of any judgement. Sessions first:
   * with one may end a Will that is retained.
   *
   * @return whether the target took part
   */
  synchronized boolean clean() {
    boolean clean = true;
    for (String clientId : sessions) {
      clean &= endSession(clientId);
    }
    if (!retained.isEmpty()) {
      clean &= removeRetained();
    }
    sessions.clear();
    retained.clear();
    if (clean) {
      run.sink().tookAway(execution);
    }
    run.cleaned(this);
    return clean;
  }

  /** As {@link #clean}, unless the target is about to be started again without its data, which is quicker than it would answer. */
  void takeAway() {
    if (run.turns().awaitsRevival()) {
      forget();
    } else {
      clean();
    }
  }

  private synchronized void forget() {
    sessions.clear();
    retained.clear();
    run.sink().tookAway(execution);
    run.cleaned(this);
  }

  private boolean endSession(String clientId) {
    try (WireClient wire = open()) {
      if (!accepted(wire, clientId)) {
        return false;
      }
      wire.send(new Disconnect(ReasonCode.SUCCESS));
      return true;
    } catch (ConnectFailed e) {
      // the target is gone, and with it whatever could be cleaned
      return false;
    }
  }

  private boolean removeRetained() {
    try (WireClient wire = open()) {
      if (!accepted(wire, run.clientId(run.nextNumber(), "janitor"))) {
        return false;
      }
      Qos qos = run.profile(version).maximumQos().min(Qos.AT_LEAST_ONCE);
      int packetId = PacketId.MIN;
      boolean isTaken = true;
      for (String topic : retained) {
        int id = qos == Qos.AT_MOST_ONCE ? PacketId.NONE : packetId++;
        wire.send(
            new Publish(false, qos, true, TopicName.of(topic), id, Properties.NONE, Payload.EMPTY));
        if (qos != Qos.AT_MOST_ONCE) {
          isTaken &= wire.next(patience) instanceof Arrival.Received received
              && received.packet() instanceof PubAck ack
              && !ack.reasonCode().isError();
        }
      }
      wire.send(new Disconnect(ReasonCode.SUCCESS));
      return isTaken;
    } catch (ConnectFailed e) {
      // the target is gone, and with it whatever could be cleaned
      return false;
    }
  }

  private WireClient open() throws ConnectFailed {
    return run.open(version, "janitor", run.transcript(), patience);
  }

  private boolean accepted(WireClient wire, String clientId) {
    wire.send(run.hello(version, clientId).packet());
    return wire.next(patience) instanceof Arrival.Received received
        && received.packet() instanceof ConnAck ack
        && ack.reasonCode() == ReasonCode.SUCCESS;
  }
}
