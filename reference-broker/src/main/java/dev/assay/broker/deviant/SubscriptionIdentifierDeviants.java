package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** What can go wrong with Subscription Identifiers. */
final class SubscriptionIdentifierDeviants {
  private SubscriptionIdentifierDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "names-no-single-identifier",
                "Sends a message that matches a single subscription without its identifier.")
            .mustFail(
                "identifier/of-the-only-subscription", Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_SENT)
            .mayFail(
                "identifier/queued-message-has-it",
                "identifier/retained-message-has-it",
                "identifier/renewal-replaces-it",
                "identifier/is-there-after-a-reconnect",
                "identifier/shared-message-has-its-members",
                "identifier/each-of-several-copies-has-its-own",
                "identifier/comes-with-the-message",
                "will/carries-subscription-identifiers")
            .mayFail(
                "flow/what-waits-has-its-identifier",
                "identifier/comes-beside-a-subscription-without",
                "identifier/comes-with-messages-of-3-1-1",
                "identifier/of-a-share-is-there-after-a-reconnect")
            .mayFail(
                "identifier/is-that-of-every-filter",
                "identifier/of-every-length",
                "identifier/retained-message-has-that-of-the-new-subscription")
            .by(() -> withIdentifiers(
                identifiers -> List.of(identifiers.size() == 1 ? List.of() : identifiers))),
        Deviant.named(
                "keeps-the-first-identifier",
                "Goes on with the identifier of a subscription when that is made again with another, or none.")
            .mustFail("identifier/renewal-replaces-it", Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_REPLACED)
            .mayFail("identifier/of-every-length")
            .by(KeepingTheFirst::new),
        Deviant.named(
                "loses-identifiers-on-resume",
                "Sends messages without identifiers to a client that has resumed its session.")
            .mustFail(
                "identifier/is-there-after-a-reconnect", Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_KEPT)
            .mayFail(
                "identifier/of-a-share-is-there-after-a-reconnect",
                "identifier/queued-message-has-all",
                "identifier/queued-message-has-it")
            .by(() -> new LosingOnResume(false)),
        Deviant.named(
                "sends-what-is-retained-without-identifiers",
                "Sends retained messages without the identifier of the subscription that brings them.")
            .mustFail("identifier/retained-message-has-it", Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_SENT)
            .mayFail("identifier/retained-message-has-that-of-the-new-subscription")
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, to, broker) ->
                    List.of(packet.retain() ? with(packet, List.of()) : packet))),
        Deviant.named(
                "sends-what-waited-without-identifiers",
                "Sends what waited for a client without the identifiers of its subscriptions.")
            .mustFail("identifier/queued-message-has-it", Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_SENT)
            .mayFail("identifier/queued-message-has-all")
            .mayFail("shared/handed-on-as-the-other-member-subscribes")
            .by(() -> new WhatWaited(publish -> with(publish, List.of()))),
        Deviant.named(
                "lets-wait-with-one-identifier",
                "Sends what waited for a client with the identifier of the first of its subscriptions alone.")
            .mustFail("identifier/queued-message-has-all", Mqtt5.MQTT_3_3_4_3)
            .by(() -> new WhatWaited(SubscriptionIdentifierDeviants::withTheFirst)),
        Deviant.named(
                "names-no-identifier-beside-none",
                "Sends a message without identifiers where one of the matching subscriptions has none.")
            .mustFail("identifier/comes-beside-a-subscription-without", Mqtt5.MQTT_3_3_4_3)
            .mayFail("identifier/retained-message-has-that-of-the-new-subscription")
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, to, broker) -> List.of(
                    packet.properties().subscriptionIdentifiers().size()
                            < SubscriptionTwists.held(to, broker).stream()
                                .filter(filter -> filter.matches(packet.topic()))
                                .count()
                        ? with(packet, List.of())
                        : packet))),
        Deviant.named(
                "names-no-identifier-for-3-1-1",
                "Sends messages of a client of 3.1.1 without identifiers.")
            .mustFail(
                "identifier/comes-with-messages-of-3-1-1", Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_SENT)
            .by(OfThreeOneOne::new),
        Deviant.named(
                "loses-identifiers-of-members-on-resume",
                "Sends shared messages without identifiers to a member that has resumed its session.")
            .mustFail(
                "identifier/of-a-share-is-there-after-a-reconnect",
                Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_KEPT)
            .by(() -> new LosingOnResume(true)),
        Deviant.named(
                "returns-to-the-old-identifier",
                "Sends a message again first with the new identifier of its subscription, and then with the old one.")
            .mustFail(
                "identifier/repeat-does-not-return-to-the-old-one",
                Rule.V5_SUBSCRIPTION_IDENTIFIER_DOES_NOT_RETURN)
            .by(ReturningToTheOld::new),
        Deviant.named(
                "names-equal-identifiers-once",
                "Sends one copy for subscriptions of the same identifier with that identifier once.")
            .mustFail("identifier/equal-ones-are-all-there", Rule.V5_EQUAL_SUBSCRIPTION_IDENTIFIERS)
            .by(() ->
                withIdentifiers(identifiers -> List.of(List.copyOf(new TreeSet<>(identifiers))))),
        Deviant.named(
                "names-the-first-members-identifier",
                "Sends shared messages with the identifier of whoever subscribed first.")
            .mustFail(
                "identifier/shared-message-has-its-members",
                Rule.V5_SHARED_WITH_THE_MEMBERS_IDENTIFIER)
            .by(NamingTheFirstMembers::new),
        Deviant.named(
                "sends-no-subscription-identifiers",
                "Sends messages without the identifiers of the subscriptions through which they come.")
            .mustFail("identifier/comes-with-the-message", Mqtt5.MQTT_3_3_4_3)
            .mayFail(
                "identifier/queued-message-has-it",
                "identifier/retained-message-has-it",
                "identifier/is-there-after-a-reconnect",
                "identifier/of-the-only-subscription",
                "identifier/renewal-replaces-it",
                "identifier/shared-message-has-its-members",
                "identifier/single-copy-has-all",
                "will/carries-subscription-identifiers")
            .mayFail(
                "flow/what-waits-has-its-identifier",
                "identifier/comes-beside-a-subscription-without",
                "identifier/comes-with-messages-of-3-1-1",
                "identifier/of-a-share-is-there-after-a-reconnect",
                "identifier/queued-message-has-all")
            .mayFail(
                "identifier/is-that-of-every-filter",
                "identifier/of-every-length",
                "identifier/retained-message-has-that-of-the-new-subscription")
            .by(() -> withIdentifiers(identifiers -> List.of(List.of()))),
        Deviant.named(
                "repeats-the-first-identifier",
                "Sends one copy with the identifier of the first subscription in place of all.")
            .mustFail("identifier/single-copy-has-all", Mqtt5.MQTT_3_3_4_4)
            .mayFail("identifier/comes-with-the-message")
            .mayFail("identifier/queued-message-has-all")
            .by(() -> withIdentifiers(
                identifiers -> List.of(identifiers.subList(0, Math.min(1, identifiers.size()))))),
        Deviant.named(
                "sends-all-identifiers-with-the-first-copy",
                "Sends a copy for each subscription, all identifiers with the first one and none with the others.")
            .mustFail("identifier/each-of-several-copies-has-its-own", Mqtt5.MQTT_3_3_4_5)
            .by(() -> withIdentifiers(identifiers ->
                identifiers.size() < 2 ? List.of(identifiers) : List.of(identifiers, List.of()))));
  }

  /** The identifiers of each copy that goes out in place of one. */
  @FunctionalInterface
  private interface Copies {
    List<List<Integer>> of(List<Integer> identifiers);
  }

  /** The copies behind the first are of QoS 0, so that nobody has to keep an account of them. */
  private static Twist withIdentifiers(Copies copies) {
    return Twists.outgoing(Publish.class, (packet, to, broker) -> {
      List<List<Integer>> all = copies.of(packet.properties().subscriptionIdentifiers());
      List<Packet> sent = new ArrayList<>();
      for (List<Integer> identifiers : all) {
        Publish copy = with(packet, identifiers);
        sent.add(sent.isEmpty() ? copy : Publishes.atQosZero(copy));
      }
      return sent;
    });
  }

  private static Publish with(Publish packet, List<Integer> identifiers) {
    Properties.Builder properties =
        packet.properties().without(PropertyId.SUBSCRIPTION_IDENTIFIER).toBuilder();
    identifiers.forEach(each -> properties.with(PropertyId.SUBSCRIPTION_IDENTIFIER, each));
    return Publishes.with(packet, properties.build());
  }

  /** The identifier that a filter came with first, for each client. */
  private static final class KeepingTheFirst implements Twist {
    // lives as long as the broker
    private final Map<String, Integer> first = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Subscribe subscribe
          && broker.versionOf(arrived.connection()) == MqttVersion.V5) {
        int asked = identifierOf(subscribe);
        String key = broker.clientOf(arrived.connection()) + " "
            + subscribe.subscriptions().get(0).filter();
        Integer before = asked == 0 ? first.get(key) : first.putIfAbsent(key, asked);
        if (before != null) {
          Properties properties =
              subscribe.properties().without(PropertyId.SUBSCRIPTION_IDENTIFIER).toBuilder()
                  .with(PropertyId.SUBSCRIPTION_IDENTIFIER, before)
                  .build();
          return List.of(new Input.PacketArrived(
              arrived.connection(),
              new Subscribe(subscribe.packetId(), properties, subscribe.subscriptions())));
        }
      }
      return List.of(input);
    }
  }

  private static Publish withTheFirst(Publish packet) {
    List<Integer> identifiers = packet.properties().subscriptionIdentifiers();
    return with(packet, identifiers.subList(0, Math.min(1, identifiers.size())));
  }

  private static final class LosingOnResume implements Twist {
    private final boolean sharedAlone;
    // lives as long as the broker
    private final Set<Long> resumed = new HashSet<>();

    /** @param sharedAlone whether those alone lose theirs that have a Shared Subscription */
    LosingOnResume(boolean sharedAlone) {
      this.sharedAlone = sharedAlone;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Connect connect
          && !connect.cleanStart()
          && broker.hasSession(connect.clientId())) {
        resumed.add(arrived.connection());
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      return effect instanceof Effect.Sent sent
              && sent.packet() instanceof Publish publish
              && resumed.contains(sent.connection())
              && (!sharedAlone
                  || SubscriptionTwists.held(sent.connection(), broker).stream()
                      .anyMatch(TopicFilter::isShared))
          ? List.of(new Effect.Sent(sent.connection(), sent.version(), with(publish, List.of())))
          : List.of(effect);
    }
  }

  /** What goes out because of a CONNECT, for the first time, waited for it. */
  private static final class WhatWaited implements Twist {
    private final UnaryOperator<Publish> change;
    // lives as long as the input
    private boolean isBack;

    WhatWaited(UnaryOperator<Publish> change) {
      this.change = change;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      isBack = ConnectTwists.firstConnect(input, broker) != null;
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      return isBack
              && effect instanceof Effect.Sent sent
              && sent.packet() instanceof Publish publish
              && !publish.dup()
          ? List.of(new Effect.Sent(sent.connection(), sent.version(), change.apply(publish)))
          : List.of(effect);
    }
  }

  /** While a PUBLISH of a client of 3.1.1 is handled. */
  private static final class OfThreeOneOne implements Twist {
    // lives as long as the input
    private boolean isOfThreeOneOne;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      isOfThreeOneOne = input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish
          && broker.versionOf(arrived.connection()) == MqttVersion.V3_1_1;
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      return isOfThreeOneOne
              && effect instanceof Effect.Sent sent
              && sent.version() == MqttVersion.V5
              && sent.packet() instanceof Publish publish
          ? List.of(new Effect.Sent(sent.connection(), sent.version(), with(publish, List.of())))
          : List.of(effect);
    }
  }

  /** What is sent again has the identifier of the latest SUBSCRIBE every other time, from the first on. */
  private static final class ReturningToTheOld implements Twist {
    // live as long as the broker
    private final Map<String, Integer> latest = new HashMap<>();
    private final Map<String, Integer> repeats = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Subscribe subscribe
          && identifierOf(subscribe) != 0) {
        latest.put(String.valueOf(broker.clientOf(arrived.connection())), identifierOf(subscribe));
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && publish.dup()
          && publish.properties().subscriptionIdentifiers().size() == 1) {
        String client = String.valueOf(broker.clientOf(sent.connection()));
        Integer identifier = latest.get(client);
        int times = repeats.merge(client + " " + publish.packetId(), 1, Integer::sum);
        if (identifier != null && times % 2 == 1) {
          return List.of(new Effect.Sent(
              sent.connection(), sent.version(), with(publish, List.of(identifier))));
        }
      }
      return List.of(effect);
    }
  }

  private static final class NamingTheFirstMembers implements Twist {
    // lives as long as the broker
    private final List<Integer> identifiers = new ArrayList<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Subscribe subscribe
          && identifierOf(subscribe) != 0
          && subscribe.subscriptions().stream()
              .map(Subscription::filter)
              .anyMatch(filter -> filter.isShared())) {
        identifiers.add(identifierOf(subscribe));
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && publish.properties().subscriptionIdentifiers().stream()
              .anyMatch(identifiers::contains)) {
        return List.of(new Effect.Sent(
            sent.connection(), sent.version(), with(publish, identifiers.subList(0, 1))));
      }
      return List.of(effect);
    }
  }

  /** 0 where it has none. */
  private static int identifierOf(Subscribe subscribe) {
    return (int) subscribe.properties().number(PropertyId.SUBSCRIPTION_IDENTIFIER, 0);
  }
}
