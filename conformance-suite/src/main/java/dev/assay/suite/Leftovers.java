package dev.assay.suite;

import dev.assay.client.Arrival;
import dev.assay.client.ConnectFailed;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
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
  // as for every answer that the target owes: one that is slow is cleaned up too
  private final Duration patience;
  private final Set<String> sessions = new LinkedHashSet<>();
  private final Set<String> retained = new LinkedHashSet<>();

  Leftovers(RunContext run, MqttVersion version) {
    this.run = run;
    this.version = version;
    this.patience = run.windows(run.profile(version)).patience();
    run.opened(this);
  }

  synchronized void session(String clientId) {
    sessions.add(clientId);
  }

  synchronized void retained(String topic) {
    retained.add(topic);
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
        && !publish.payload().isEmpty()) {
      retained(publish.topic().text());
    }
  }

  synchronized boolean isEmpty() {
    return sessions.isEmpty() && retained.isEmpty();
  }

  /** Takes it all away, as far as the target lets us; says nothing, since it is no part of any judgement. */
  synchronized void clean() {
    sessions.forEach(this::endSession);
    if (!retained.isEmpty()) {
      removeRetained();
    }
    sessions.clear();
    retained.clear();
    run.cleaned(this);
  }

  private void endSession(String clientId) {
    try (WireClient wire = open()) {
      if (accepted(wire, clientId)) {
        wire.send(new Disconnect(ReasonCode.SUCCESS));
      }
    } catch (ConnectFailed e) {
      // the target is gone, and with it whatever could be cleaned
      return;
    }
  }

  private void removeRetained() {
    try (WireClient wire = open()) {
      if (!accepted(wire, run.clientId(run.nextNumber(), "janitor"))) {
        return;
      }
      Qos qos = run.profile(version).maximumQos().min(Qos.AT_LEAST_ONCE);
      int packetId = PacketId.MIN;
      for (String topic : retained) {
        int id = qos == Qos.AT_MOST_ONCE ? PacketId.NONE : packetId++;
        wire.send(
            new Publish(false, qos, true, TopicName.of(topic), id, Properties.NONE, Payload.EMPTY));
        if (qos != Qos.AT_MOST_ONCE) {
          wire.next(patience);
        }
      }
      wire.send(new Disconnect(ReasonCode.SUCCESS));
    } catch (ConnectFailed e) {
      // the target is gone, and with it whatever could be cleaned
      return;
    }
  }

  private WireClient open() throws ConnectFailed {
    return run.open(version, "janitor", new Transcript(run.secrets()), patience);
  }

  private boolean accepted(WireClient wire, String clientId) {
    wire.send(run.hello(version, clientId).packet());
    return wire.next(patience) instanceof Arrival.Received received
        && received.packet() instanceof ConnAck ack
        && ack.reasonCode() == ReasonCode.SUCCESS;
  }
}
