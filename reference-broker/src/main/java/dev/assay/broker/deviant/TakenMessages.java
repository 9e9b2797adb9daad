package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.MqttVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a receiver of QoS 2 can do wrong with the messages that it has taken and still awaits a PUBREL for. */
final class TakenMessages {
  private TakenMessages() {}

  /** Answers some PUBLISHes of QoS 2 itself, so that nobody gets them. */
  abstract static class Received extends Attentive {
    // lives as long as the broker, by Client Identifier: what awaits PUBREL
    private final Map<String, Set<Integer>> awaiting = new HashMap<>();

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      String client = String.valueOf(broker.clientOf(connection));
      MqttVersion version = broker.versionOf(connection);
      Set<Integer> ids = awaiting.computeIfAbsent(client, any -> new HashSet<>());
      if (packet instanceof PubRel rel) {
        ids.remove(rel.packetId());
        onReleased(client, rel.packetId());
      }
      if (version == null
          || !(packet instanceof Publish publish)
          || publish.qos() != Qos.EXACTLY_ONCE) {
        return true;
      }
      boolean isLost = isLost(publish, client);
      ids.add(publish.packetId());
      if (isLost) {
        outbox.send(
            connection, version, new PubRec(publish.packetId(), code(version), Properties.NONE));
      }
      return !isLost;
    }

    abstract boolean isLost(Publish publish, String client);

    ReasonCode code(MqttVersion version) {
      return ReasonCode.SUCCESS;
    }

    void onReleased(String client, int packetId) {}

    final boolean isAwaited(Publish publish, String client) {
      return awaiting.getOrDefault(client, Set.of()).contains(publish.packetId());
    }
  }

  /** In 5.0 it says so, by a code that says something else; in 3.1.1 there is none. */
  static final class OneTable extends Received {
    // lives as long as the broker: Client Identifier and identifier of what is under way to it
    private final Set<String> outward = new HashSet<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived) {
        String client = String.valueOf(broker.clientOf(arrived.connection()));
        if (arrived.packet() instanceof PubAck ack) {
          outward.remove(client + " " + ack.packetId());
        } else if (arrived.packet() instanceof PubComp comp) {
          outward.remove(client + " " + comp.packetId());
        }
      }
      return super.inputs(input, broker, outbox);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && publish.qos() != Qos.AT_MOST_ONCE) {
        outward.add(broker.clientOf(sent.connection()) + " " + publish.packetId());
      }
      return List.of(effect);
    }

    @Override
    boolean isLost(Publish publish, String client) {
      return outward.contains(client + " " + publish.packetId());
    }

    @Override
    ReasonCode code(MqttVersion version) {
      return version == MqttVersion.V5 ? ReasonCode.PACKET_IDENTIFIER_IN_USE : ReasonCode.SUCCESS;
    }
  }

  static final class CompletedStored extends Received {
    // live as long as the broker, by Client Identifier
    private final Map<String, Set<Integer>> completed = new HashMap<>();
    private final Map<String, Set<Integer>> stored = new HashMap<>();

    @Override
    List<Input> otherwise(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.ConnectionLost lost) {
        String client = String.valueOf(broker.clientOf(lost.connection()));
        Set<Integer> ids = completed.remove(client);
        if (ids != null) {
          stored.put(client, ids);
        }
      }
      return List.of(input);
    }

    @Override
    boolean isLost(Publish publish, String client) {
      return stored.getOrDefault(client, Set.of()).contains(publish.packetId());
    }

    @Override
    void onReleased(String client, int packetId) {
      stored.getOrDefault(client, new HashSet<>()).remove(packetId);
      completed.computeIfAbsent(client, any -> new HashSet<>()).add(packetId);
    }
  }

  /** The message reaches the core a second time, under another identifier, by somebody who has released it at once. */
  static final class DupTwice extends Received {
    private static final int OWN_PACKET_ID = 65_001;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      boolean isTwice = input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.qos() == Qos.EXACTLY_ONCE
          && publish.dup()
          && !isAwaited(publish, String.valueOf(broker.clientOf(arrived.connection())));
      List<Input> all = new ArrayList<>(super.inputs(input, broker, outbox));
      if (isTwice && input instanceof Input.PacketArrived arrived) {
        Publish publish = (Publish) arrived.packet();
        all.add(new Input.PacketArrived(
            arrived.connection(), Publishes.withPacketId(publish, OWN_PACKET_ID)));
        all.add(new Input.PacketArrived(arrived.connection(), new PubRel(OWN_PACKET_ID)));
      }
      return all;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      boolean isOwn = effect instanceof Effect.Sent sent
          && ((sent.packet() instanceof PubRec rec && rec.packetId() == OWN_PACKET_ID)
              || (sent.packet() instanceof PubComp comp && comp.packetId() == OWN_PACKET_ID));
      return isOwn ? List.of() : List.of(effect);
    }

    @Override
    boolean isLost(Publish publish, String client) {
      return false;
    }
  }

  /** Keeps each message to itself until its PUBREL, and forgets it if it comes again before. */
  static final class LosingRepeated extends Received {
    // lives as long as the broker, by Client Identifier and identifier
    private final Map<String, Publish> held = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      List<Input> left = super.inputs(input, broker, outbox);
      if (input instanceof Input.PacketArrived arrived && arrived.packet() instanceof PubRel rel) {
        String client = String.valueOf(broker.clientOf(arrived.connection()));
        Publish publish = held.remove(client + " " + rel.packetId());
        if (publish != null) {
          releasing = rel.packetId();
          return List.of(new Input.PacketArrived(arrived.connection(), publish), input);
        }
      }
      return left;
    }

    // lives until the PUBREC of the core, which was sent before
    private int releasing;

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      boolean isSecond = effect instanceof Effect.Sent sent
          && sent.packet() instanceof PubRec rec
          && rec.packetId() == releasing;
      releasing = isSecond ? 0 : releasing;
      return isSecond ? List.of() : List.of(effect);
    }

    @Override
    boolean isLost(Publish publish, String client) {
      // only what has no Topic Alias, and needs no more than a glance, can be kept
      boolean isPlain =
          publish.properties().isEmpty() && !publish.topic().text().isEmpty();
      if (isPlain) {
        String key = client + " " + publish.packetId();
        if (publish.dup() && isAwaited(publish, client)) {
          held.remove(key);
        } else {
          held.put(key, publish);
        }
      }
      return isPlain;
    }
  }
}
