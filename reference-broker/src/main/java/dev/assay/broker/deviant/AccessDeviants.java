package dev.assay.broker.deviant;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Forbidding;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.Permissions;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What can go wrong with what a client may not do. */
final class AccessDeviants {
  private AccessDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "passes-on-what-it-refuses",
                "Refuses a PUBLISH that its client may not make by 0x87, and passes it on.")
            .offering(AccessDeviants::forbidSomething)
            .mustFail("access/refused-publication-reaches-nobody", Rule.V5_PUBLISH_NOT_AUTHORIZED)
            .mustFail(
                "access/refused-publication-at-qos-2-reaches-nobody",
                Rule.V5_PUBLISH_NOT_AUTHORIZED)
            // it keeps what it took over, and its Packet Identifiers too
            .mayFail("limit/refused-publications-take-no-place")
            .by(() -> new RefusingInWordsAlone(Permissions.PUBLISH_NOT_ALLOWED)),
        Deviant.named(
                "passes-on-what-it-closes-for",
                "Closes a 3.1.1 client that publishes what it may not, and passes the message on.")
            .offering(AccessDeviants::forbidSomething)
            .mustFail(
                "access/refused-publication-reaches-nobody", Rule.V3_1_1_PUBLISH_NOT_AUTHORIZED)
            .mustFail(
                "access/refused-publication-at-qos-2-reaches-nobody",
                Rule.V3_1_1_PUBLISH_NOT_AUTHORIZED)
            .by(ClosingAlone::new),
        Deviant.named(
                "subscribes-to-what-it-refuses",
                "Refuses a Topic Filter to which its client may not subscribe by 0x87, and makes the subscription.")
            .offering(AccessDeviants::forbidSomething)
            .mustFail("access/refused-subscription-brings-nothing", Rule.V5_SUBSCRIBE_FAILURE_CODES)
            .mayFail("access/refused-subscription-brings-nothing-retained")
            .by(() -> new RefusingInWordsAlone(Permissions.SUBSCRIBE_NOT_ALLOWED)),
        Deviant.named(
                "sends-what-is-retained-for-what-it-refuses",
                "Refuses a Topic Filter to which its client may not subscribe by 0x87, and sends what it retains there.")
            .offering(AccessDeviants::forbidSomething)
            .mustFail(
                "access/refused-subscription-brings-nothing-retained",
                Rule.V5_SUBSCRIBE_FAILURE_CODES)
            .by(RetainedInSpiteOfRefusal::new),
        Deviant.named(
                "lets-clients-talk-on-sys-topics",
                "Passes on what clients publish on $SYS and below it.")
            .mustFail(
                "routing/clients-do-not-talk-on-sys-topics",
                Rule.V5_RESERVED_TOPICS_FOR_SERVER,
                Rule.V3_1_1_RESERVED_TOPICS_FOR_SERVER)
            .by(() -> Twists.deciding(Permissions.RESERVED_FOR_SERVER, false)));
  }

  private static void forbidSomething(BrokerConfig.Draft config) {
    config.access = new Forbidding();
  }

  /** What is forbidden is done for 5.0 clients, and the acknowledgements say that it is not. */
  private static final class RefusingInWordsAlone implements Twist {
    private final Citation notAllowed;
    // connection and Packet Identifier of what is not acknowledged yet
    private final Set<String> forbidden = new HashSet<>();

    RefusingInWordsAlone(Citation notAllowed) {
      this.notAllowed = notAllowed;
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition && (citation != notAllowed || who.version() != MqttVersion.V5);
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived) {
        Packet packet = arrived.packet();
        if (packet instanceof Publish publish
            && publish.topic().text().equals(Forbidding.NO_PUBLISHING)) {
          forbidden.add(arrived.connection() + " " + publish.packetId());
        } else if (packet instanceof Subscribe subscribe
            && subscribe.subscriptions().stream()
                .anyMatch(it -> it.filter().text().equals(Forbidding.NO_SUBSCRIBING))) {
          forbidden.add(arrived.connection() + " " + subscribe.packetId());
        }
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (!(effect instanceof Effect.Sent sent) || sent.version() != MqttVersion.V5) {
        return List.of(effect);
      }
      if (sent.packet() instanceof PubAck ack
          && forbidden.remove(sent.connection() + " " + ack.packetId())) {
        return List.of(new Effect.Sent(
            sent.connection(),
            sent.version(),
            new PubAck(ack.packetId(), ReasonCode.NOT_AUTHORIZED, Properties.NONE)));
      }
      if (sent.packet() instanceof PubRec received
          && forbidden.remove(sent.connection() + " " + received.packetId())) {
        return List.of(new Effect.Sent(
            sent.connection(),
            sent.version(),
            new PubRec(received.packetId(), ReasonCode.NOT_AUTHORIZED, Properties.NONE)));
      }
      if (sent.packet() instanceof SubAck ack
          && forbidden.remove(sent.connection() + " " + ack.packetId())) {
        return List.of(new Effect.Sent(
            sent.connection(),
            sent.version(),
            new SubAck(
                ack.packetId(),
                ack.properties(),
                Collections.nCopies(ack.reasonCodes().size(), ReasonCode.NOT_AUTHORIZED))));
      }
      return List.of(effect);
    }
  }

  /** Behind the SUBACK that refuses comes what the topic retains, at QoS 0. */
  private static final class RetainedInSpiteOfRefusal implements Twist {
    private static final TopicName TOPIC = TopicName.of(Forbidding.NO_SUBSCRIBING);

    // connection and Packet Identifier of what is not answered yet
    private final Set<String> forbidden = new HashSet<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Subscribe subscribe
          && subscribe.subscriptions().stream()
              .anyMatch(it -> it.filter().text().equals(Forbidding.NO_SUBSCRIBING))) {
        forbidden.add(arrived.connection() + " " + subscribe.packetId());
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      Publish retained = broker.retained(TOPIC);
      return retained != null
              && effect instanceof Effect.Sent sent
              && sent.version() == MqttVersion.V5
              && sent.packet() instanceof SubAck ack
              && forbidden.remove(sent.connection() + " " + ack.packetId())
          ? List.of(
              effect,
              new Effect.Sent(sent.connection(), sent.version(), Publishes.atQosZero(retained)))
          : List.of(effect);
    }
  }

  /** Who publishes what is forbidden in 3.1.1 is closed in place of an answer, and has published it. */
  private static final class ClosingAlone implements Twist {
    // connection and Packet Identifier of what is not answered yet
    private final Set<String> forbidden = new HashSet<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.topic().text().equals(Forbidding.NO_PUBLISHING)) {
        forbidden.add(arrived.connection() + " " + publish.packetId());
      }
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition
          && (citation != Permissions.PUBLISH_NOT_ALLOWED || who.version() == MqttVersion.V5);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (!(effect instanceof Effect.Sent sent) || sent.version() == MqttVersion.V5) {
        return List.of(effect);
      }
      int answered = sent.packet() instanceof PubAck ack
          ? ack.packetId()
          : sent.packet() instanceof PubRec received ? received.packetId() : 0;
      return forbidden.remove(sent.connection() + " " + answered)
          ? List.of(new Effect.Closed(sent.connection()))
          : List.of(effect);
    }
  }
}
