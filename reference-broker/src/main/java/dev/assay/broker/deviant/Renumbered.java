package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gives messages of one QoS to a client other packet identifiers than the core does, and translates what the client answers. */
final class Renumbered implements Twist {
  /** Which identifier the next message gets. */
  interface Numbering {
    /**
     * The identifier.
     *
     * @param right the one that the core gave
     * @param underWay what was sent and is not completely acknowledged
     */
    int next(int right, List<Given> underWay);
  }

  /** An identifier that was given away. */
  static final class Given {
    private final int right;
    private final int wrong;
    private boolean recorded;

    Given(int right, int wrong) {
      this.right = right;
      this.wrong = wrong;
    }

    int wrong() {
      return wrong;
    }

    /** Whether the client has answered by PUBREC. */
    boolean recorded() {
      return recorded;
    }
  }

  private final Qos qos;
  private final Numbering numbering;
  // by Client Identifier
  private final Map<String, List<Given>> underWay = new HashMap<>();

  Renumbered(Qos qos, Numbering numbering) {
    this.qos = qos;
    this.numbering = numbering;
  }

  @Override
  public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
    if (!(input instanceof Input.PacketArrived arrived)) {
      return List.of(input);
    }
    List<Given> given = of(broker.clientOf(arrived.connection()));
    Packet translated = translated(arrived.packet(), given);
    return translated == null
        ? List.of(input)
        : List.of(new Input.PacketArrived(arrived.connection(), translated));
  }

  private @Nullable Packet translated(Packet packet, List<Given> given) {
    if (packet instanceof PubAck ack && qos == Qos.AT_LEAST_ONCE) {
      Given found = find(given, ack.packetId(), false);
      given.remove(found);
      return found == null ? null : new PubAck(found.right, ack.reasonCode(), ack.properties());
    }
    if (packet instanceof PubRec rec && qos == Qos.EXACTLY_ONCE) {
      Given found = find(given, rec.packetId(), false);
      if (found == null) {
        return null;
      }
      found.recorded = true;
      return new PubRec(found.right, rec.reasonCode(), rec.properties());
    }
    if (packet instanceof PubComp comp && qos == Qos.EXACTLY_ONCE) {
      Given found = find(given, comp.packetId(), true);
      given.remove(found);
      return found == null ? null : new PubComp(found.right, comp.reasonCode(), comp.properties());
    }
    return null;
  }

  private static @Nullable Given find(List<Given> given, int wrong, boolean recorded) {
    return given.stream()
        .filter(it -> it.wrong == wrong && it.recorded == recorded)
        .findFirst()
        .orElse(null);
  }

  @Override
  public List<Effect> effects(Effect effect, BrokerView broker) {
    if (!(effect instanceof Effect.Sent sent)) {
      return List.of(effect);
    }
    List<Given> given = of(broker.clientOf(sent.connection()));
    if (sent.packet() instanceof Publish publish && publish.qos() == qos) {
      int wrong = wrongOf(publish.packetId(), given);
      return List.of(new Effect.Sent(
          sent.connection(), sent.version(), Publishes.withPacketId(publish, wrong)));
    }
    if (sent.packet() instanceof PubRel rel && qos == Qos.EXACTLY_ONCE) {
      int wrong = wrongOf(rel.packetId(), given);
      return List.of(new Effect.Sent(
          sent.connection(),
          sent.version(),
          new PubRel(wrong, rel.reasonCode(), rel.properties())));
    }
    return List.of(effect);
  }

  private int wrongOf(int right, List<Given> given) {
    for (Given each : given) {
      if (each.right == right) {
        return each.wrong;
      }
    }
    Given fresh = new Given(right, numbering.next(right, List.copyOf(given)));
    given.add(fresh);
    return fresh.wrong;
  }

  private List<Given> of(@Nullable String client) {
    return underWay.computeIfAbsent(
        Objects.requireNonNullElse(client, ""), absent -> new ArrayList<>());
  }
}
