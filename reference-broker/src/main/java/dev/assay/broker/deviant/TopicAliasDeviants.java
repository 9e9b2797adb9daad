package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.TopicAliases;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** What can go wrong with Topic Aliases, those of clients and those for clients. */
final class TopicAliasDeviants {
  private static final int LAST_ALIAS = 10;

  private TopicAliasDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "keeps-the-first-topic-of-an-alias",
                "Gives no new meaning to a Topic Alias that has one.")
            .mustFail("alias/is-replaced", Rule.V5_TOPIC_ALIAS_IS_REPLACED)
            .by(KeepingTheFirst::new),
        Deviant.named(
                "keeps-topic-aliases", "Keeps a client's Topic Aliases for its next connection.")
            .mustFail("alias/is-forgotten-with-the-connection", Mqtt5.MQTT_3_3_2_7)
            .by(Keeping::new),
        Deviant.named("refuses-the-last-alias", "Refuses the Topic Alias that is the maximum.")
            .mustFail("alias/all-up-to-the-maximum-are-taken", Mqtt5.MQTT_3_3_2_12)
            .by(RefusingTheLast::new),
        Deviant.named(
                "says-alias-invalid-and-goes-on",
                "Answers a Topic Alias above its maximum by DISCONNECT 0x94 and does not close.")
            .mustFail("alias/above-the-maximum-is-refused", Rule.V5_TOPIC_ALIAS_INVALID)
            .by(() -> new ComplainingAndStaying(TopicAliases.TOO_LARGE)),
        Deviant.named(
                "says-alias-unknown-and-goes-on",
                "Answers a Topic Alias that means nothing by DISCONNECT 0x82 and does not close.")
            .mustFail("alias/unknown-is-refused", Rule.V5_TOPIC_ALIAS_UNKNOWN)
            .by(() -> new ComplainingAndStaying(TopicAliases.UNKNOWN)),
        Deviant.named(
                "mixes-up-its-aliases",
                "Sends messages on a topic for which it gave Topic Alias 2 with Topic Alias 1.")
            .mustFail("alias/of-the-broker-means-its-topic", Mqtt5.MQTT_3_3_2_3)
            .by(() -> aliased((packet, connection, broker) ->
                packet.topic().isNone() ? withAlias(packet, 1) : packet)),
        Deviant.named(
                "does-not-introduce-its-aliases",
                "Sends a Topic Alias without a Topic Name, also the first time.")
            .mustFail("alias/of-the-broker-means-its-topic", Rule.V5_TOPIC_ALIAS_UNKNOWN)
            .mustFail(
                "alias/of-the-broker-begins-anew-with-the-connection", Rule.V5_TOPIC_ALIAS_UNKNOWN)
            .by(() ->
                aliased((packet, connection, broker) -> Publishes.with(packet, TopicName.NONE))),
        Deviant.named(
                "takes-its-aliases-for-known",
                "Names no topic to a client that knew its Topic Alias on an earlier connection.")
            .mustFail(
                "alias/of-the-broker-begins-anew-with-the-connection", Rule.V5_TOPIC_ALIAS_UNKNOWN)
            .by(TopicAliasDeviants::takingForKnown),
        Deviant.named(
                "takes-its-aliases-for-known-at-takeover",
                "Names no topic to a client that has taken over from a connection on which its Topic Alias was known.")
            .mustFail(
                "alias/of-the-broker-begins-anew-with-the-connection", Rule.V5_TOPIC_ALIAS_UNKNOWN)
            .by(KnownAtTakeover::new),
        Deviant.named(
                "sends-again-by-alias",
                "Sends a message again as it was sent before, with a Topic Alias in place of its topic.")
            .mustFail(
                "alias/of-the-broker-begins-anew-with-the-connection", Rule.V5_TOPIC_ALIAS_UNKNOWN)
            .by(() -> aliased((packet, connection, broker) ->
                packet.dup() ? Publishes.with(packet, TopicName.NONE) : packet)),
        Deviant.named(
                "learns-no-alias-from-qos-2",
                "Forgets a Topic Alias that comes with a PUBLISH of QoS 2.")
            .mustFail("alias/may-be-set-at-any-qos", Mqtt5.MQTT_3_3_2_12)
            .mayFail("alias/may-be-set-by-any-publish")
            .by(() -> Twists.incoming(
                Publish.class,
                (packet, connection, broker) -> packet.qos() == Qos.EXACTLY_ONCE
                        && !packet.topic().isNone()
                    ? Publishes.with(packet, packet.properties().without(PropertyId.TOPIC_ALIAS))
                    : packet)),
        learningNone(
            "learns-no-alias-from-what-reaches-nobody",
            "Forgets a Topic Alias that comes with a PUBLISH to which nobody subscribes.",
            (packet, broker) -> broker.subscribersOf(packet.topic()).isEmpty()),
        learningNone(
            "learns-no-alias-from-retained-messages",
            "Forgets a Topic Alias that comes with a PUBLISH with RETAIN 1.",
            (packet, broker) -> packet.retain()),
        learningNone(
            "learns-no-alias-from-repeats-of-qos-1",
            "Forgets a Topic Alias that comes with a PUBLISH of QoS 1 and DUP 1.",
            (packet, broker) -> packet.dup() && packet.qos() == Qos.AT_LEAST_ONCE),
        learningNone(
            "learns-no-alias-from-repeats-of-qos-2",
            "Forgets a Topic Alias that comes with a PUBLISH of QoS 2 and DUP 1.",
            (packet, broker) -> packet.dup() && packet.qos() == Qos.EXACTLY_ONCE),
        Deviant.named(
                "hands-over-topic-aliases",
                "Keeps a client's Topic Aliases for the connection that takes over from its older one.")
            .mustFail("alias/is-forgotten-with-the-connection", Mqtt5.MQTT_3_3_2_7)
            .by(HandingOver::new),
        Deviant.named(
                "retains-nothing-by-alias",
                "Retains no message whose topic is a Topic Alias alone.")
            .mustFail("alias/names-what-is-retained", Mqtt5.MQTT_3_3_1_5, "store-message")
            .by(() -> Twists.incoming(
                Publish.class,
                (packet, connection, broker) -> packet.topic().isNone()
                    ? SubscriptionTwists.withRetain(packet, false)
                    : packet)),
        Deviant.named(
                "has-one-table-of-aliases",
                "Gives a client's Topic Alias the meaning that it gives that number itself.")
            .mustFail(
                "alias/of-the-broker-leaves-the-clients-alone",
                Rule.V5_TOPIC_ALIASES_ARE_INDEPENDENT)
            .by(OneTable::new),
        Deviant.named(
                "keeps-the-alias-maximum",
                "Takes the Topic Alias Maximum of a session's earlier connection where CONNECT has none.")
            .mustFail("alias/maximum-is-that-of-the-connection", Mqtt5.MQTT_3_1_2_27)
            .by(() -> ConnectTwists.keepingFromBefore(PropertyId.TOPIC_ALIAS_MAXIMUM)));
  }

  private static Deviant learningNone(
      String name, String description, BiPredicate<Publish, BrokerView> from) {
    return Deviant.named(name, description)
        .mustFail("alias/may-be-set-by-any-publish", Mqtt5.MQTT_3_3_2_12)
        .by(() -> Twists.incoming(
            Publish.class,
            (packet, connection, broker) -> !packet.topic().isNone() && from.test(packet, broker)
                ? Publishes.with(packet, packet.properties().without(PropertyId.TOPIC_ALIAS))
                : packet));
  }

  /** What the aliases of a connection mean that was taken over they mean on the next one, unless they are set there. */
  private static final class HandingOver implements Twist {
    // live as long as the broker: by connection and alias
    private final Map<Long, Map<Long, TopicName>> meanings = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Long older = TakeoverDeviants.takenOver(input, broker);
      if (older != null) {
        meanings.put(
            ((Input.PacketArrived) input).connection(),
            new HashMap<>(meanings.getOrDefault(older, Map.of())));
      }
      if (!(input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.properties().has(PropertyId.TOPIC_ALIAS))) {
        return List.of(input);
      }
      Map<Long, TopicName> here =
          meanings.computeIfAbsent(arrived.connection(), absent -> new HashMap<>());
      long alias = publish.properties().number(PropertyId.TOPIC_ALIAS, 0);
      if (!publish.topic().isNone()) {
        here.put(alias, publish.topic());
        return List.of(input);
      }
      TopicName meant = here.get(alias);
      return List.of(
          meant == null
              ? input
              : new Input.PacketArrived(arrived.connection(), Publishes.with(publish, meant)));
    }
  }

  /** What the broker has sent last beside a number, on each connection. */
  private static final class OneTable implements Twist {
    // live as long as the connection
    private final Map<Long, Map<Long, TopicName>> ofTheBroker = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.topic().isNone()) {
        TopicName topic = ofTheBroker
            .getOrDefault(arrived.connection(), Map.of())
            .get(publish.properties().number(PropertyId.TOPIC_ALIAS, 0));
        if (topic != null) {
          return List.of(
              new Input.PacketArrived(arrived.connection(), Publishes.with(publish, topic)));
        }
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && publish.properties().has(PropertyId.TOPIC_ALIAS)
          && !publish.topic().isNone()) {
        ofTheBroker
            .computeIfAbsent(sent.connection(), absent -> new HashMap<>())
            .put(publish.properties().number(PropertyId.TOPIC_ALIAS, 0), publish.topic());
      }
      return List.of(effect);
    }
  }

  @FunctionalInterface
  private interface Change {
    Publish of(Publish packet, long connection, BrokerView broker);
  }

  /** What goes out with a Topic Alias goes out as {@code change} says. */
  private static Twist aliased(Change change) {
    return Twists.outgoing(
        Publish.class,
        (packet, connection, broker) -> List.of(
            packet.properties().has(PropertyId.TOPIC_ALIAS)
                ? change.of(packet, connection, broker)
                : packet));
  }

  private static Publish withAlias(Publish packet, int alias) {
    return Publishes.with(
        packet,
        packet.properties().without(PropertyId.TOPIC_ALIAS).toBuilder()
            .with(PropertyId.TOPIC_ALIAS, alias)
            .build());
  }

  private record Known(String client, TopicName topic) {}

  private static Twist takingForKnown() {
    // by the connection on which it was given first
    Map<Known, Long> given = new HashMap<>();
    return aliased((packet, connection, broker) -> {
      Known known = new Known(String.valueOf(broker.clientOf(connection)), packet.topic());
      return given.computeIfAbsent(known, absent -> connection) == connection
          ? packet
          : Publishes.with(packet, TopicName.NONE);
    });
  }

  /** What was introduced on a connection that is taken over is not introduced on its successor. */
  private static final class KnownAtTakeover implements Twist {
    // live as long as the broker, by connection
    private final Map<Long, Set<TopicName>> introduced = new HashMap<>();
    private final Map<Long, Set<TopicName>> handedOver = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Long older = TakeoverDeviants.takenOver(input, broker);
      if (older != null) {
        handedOver.put(
            ((Input.PacketArrived) input).connection(), introduced.getOrDefault(older, Set.of()));
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (!(effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && publish.properties().has(PropertyId.TOPIC_ALIAS)
          && !publish.topic().isNone())) {
        return List.of(effect);
      }
      introduced.computeIfAbsent(sent.connection(), absent -> new HashSet<>()).add(publish.topic());
      return List.of(
          handedOver.getOrDefault(sent.connection(), Set.of()).contains(publish.topic())
              ? new Effect.Sent(
                  sent.connection(), sent.version(), Publishes.with(publish, TopicName.NONE))
              : effect);
    }
  }

  private static final class Keeping implements Twist {
    // by Client Identifier and alias
    private final Map<String, TopicName> kept = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.properties().has(PropertyId.TOPIC_ALIAS)) {
        String key = broker.clientOf(arrived.connection()) + " "
            + publish.properties().number(PropertyId.TOPIC_ALIAS, 0);
        if (!publish.topic().equals(TopicName.NONE)) {
          kept.put(key, publish.topic());
        } else if (kept.containsKey(key)) {
          return List.of(new Input.PacketArrived(
              arrived.connection(),
              Publishes.with(publish, kept.getOrDefault(key, TopicName.NONE))));
        }
      }
      return List.of(input);
    }
  }

  private static final class RefusingTheLast implements Twist {
    private boolean isLast;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      isLast = input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.properties().number(PropertyId.TOPIC_ALIAS, 0) == LAST_ALIAS;
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition || (citation == TopicAliases.TOO_LARGE && isLast);
    }
  }

  private static final class KeepingTheFirst implements Twist {
    // connection and alias; lives as long as the broker
    private final Set<String> known = new HashSet<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.properties().has(PropertyId.TOPIC_ALIAS)
          && !publish.topic().equals(TopicName.NONE)
          && !known.add(arrived.connection() + " "
              + publish.properties().number(PropertyId.TOPIC_ALIAS, 0))) {
        return List.of(new Input.PacketArrived(
            arrived.connection(),
            Publishes.with(publish, publish.properties().without(PropertyId.TOPIC_ALIAS))));
      }
      return List.of(input);
    }
  }
}
