package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.rules.Outgoing;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is said about one thing, and taken as said about another. */
final class OneForAnotherDeviants {
  /** The codes of a DISCONNECT that leave the Will, for a broker that knows these alone. */
  private static final Set<ReasonCode> KNOWN_CODES = Set.of(
      ReasonCode.SUCCESS, ReasonCode.DISCONNECT_WITH_WILL_MESSAGE, ReasonCode.UNSPECIFIED_ERROR);

  private OneForAnotherDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "takes-a-puback-for-all-before",
                "Takes a PUBACK for one of all messages of QoS 1 that were sent before its own.")
            .mustFail(
                "qos1/puback-acknowledges-its-message-alone", Mqtt5.MQTT_4_4_0_1, "resend-publish")
            .mustFail(
                "qos1/puback-acknowledges-its-message-alone",
                Mqtt311.MQTT_4_4_0_1,
                "resend-publish")
            .by(() -> new AcknowledgingMore(false)),
        Deviant.named(
                "takes-a-puback-for-all-clients",
                "Takes a PUBACK for one of each client to which a message of the same identifier is under way.")
            .mustFail(
                "qos1/puback-acknowledges-its-message-alone", Mqtt5.MQTT_4_4_0_1, "resend-publish")
            .mustFail(
                "qos1/puback-acknowledges-its-message-alone",
                Mqtt311.MQTT_4_4_0_1,
                "resend-publish")
            .by(() -> new AcknowledgingMore(true)),
        Deviant.named(
                "releases-all-by-one-pubrel",
                "Forgets all Packet Identifiers of a client that await PUBREL when one PUBREL comes.")
            .mustFail(
                "qos2/pubrel-releases-its-message-alone",
                Mqtt5.MQTT_4_3_3_10,
                "no-duplicate-delivery")
            .mustFail(
                "qos2/pubrel-releases-its-message-alone",
                Mqtt311.MQTT_4_3_3_2,
                "no-duplicate-onward")
            .by(ReleasingAll::new),
        Deviant.named(
                "drops-messages-under-identifiers-of-its-own",
                "Acknowledges a PUBLISH of QoS 1 under whose identifier a message to its sender is under way, and drops it.")
            .mustFail(
                "handshake/same-identifier-in-both-directions-at-qos-1",
                Mqtt5.MQTT_4_3_2_4,
                "take-ownership")
            .mustFail("handshake/same-identifier-in-both-directions-at-qos-1", Mqtt311.MQTT_4_5_0_1)
            .by(DroppingUnderOwnIdentifiers::new),
        Deviant.named(
                "looks-aliases-up-among-all-clients",
                "Looks a Topic Alias up among those of all clients.")
            .mustFail("alias/of-another-client-is-another", Mqtt5.MQTT_3_3_2_7)
            .by(OneTable::new),
        Deviant.named(
                "gives-an-identifier-to-the-first-filter",
                "Sends the Subscription Identifier of a SUBSCRIBE for its first Topic Filter alone.")
            .mustFail("identifier/is-that-of-every-filter", Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_SENT)
            .by(() -> new Identified(false)),
        Deviant.named(
                "sends-retained-messages-for-the-oldest-subscription",
                "Sends a retained message with the Subscription Identifier of the oldest subscription that matches.")
            .mustFail(
                "identifier/retained-message-has-that-of-the-new-subscription",
                Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_SENT)
            .by(() -> new Identified(true)),
        Deviant.named(
                "never-lifts-no-local",
                "Keeps No Local where a subscription is made again without it.")
            .mustFail("options/renewal-lifts-no-local", Mqtt5.MQTT_3_8_4_3)
            .by(StayingNoLocal::new),
        Deviant.named(
                "stops-at-a-large-retained-message",
                "Sends no more retained messages for a subscription after one that is too large for its client.")
            .mustFail("size/too-large-retained-message-holds-up-no-other", Mqtt5.MQTT_3_3_1_9)
            .by(() -> new StoppingAtTheFirst(Outgoing.TOO_LARGE_FOR_CLIENT)),
        Deviant.named(
                "knows-few-codes-of-disconnect",
                "Takes DISCONNECT for a normal one unless its code is 0x04 or 0x80.")
            .mustFail(
                "disconnect/each-other-code-publishes-the-will",
                Rule.V5_WILL_AFTER_OTHER_DISCONNECT)
            .by(() -> Twists.incoming(
                Disconnect.class,
                (packet, connection, broker) -> KNOWN_CODES.contains(packet.reasonCode())
                    ? packet
                    : new Disconnect(ReasonCode.SUCCESS, packet.properties()))));
  }

  /** A delivery of QoS 1 that was sent and not acknowledged. */
  private record UnderWay(String client, int packetId) {}

  private static final class AcknowledgingMore implements Twist {
    private final boolean ofAllClients;
    // lives as long as the broker, in the order of the first sending
    private final Set<UnderWay> underWay = new LinkedHashSet<>();

    AcknowledgingMore(boolean ofAllClients) {
      this.ofAllClients = ofAllClients;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (!(input instanceof Input.PacketArrived arrived)
          || !(arrived.packet() instanceof PubAck ack)) {
        return List.of(input);
      }
      UnderWay own =
          new UnderWay(String.valueOf(broker.clientOf(arrived.connection())), ack.packetId());
      if (!underWay.contains(own)) {
        return List.of(input);
      }
      List<Input> all = new ArrayList<>();
      for (UnderWay each : List.copyOf(underWay)) {
        if (each.equals(own) && !ofAllClients) {
          break;
        }
        Long connection = broker.connectionOf(each.client());
        boolean isMeant = ofAllClients
            ? each.packetId() == own.packetId() && !each.equals(own)
            : each.client().equals(own.client());
        if (isMeant && connection != null) {
          underWay.remove(each);
          all.add(new Input.PacketArrived(connection, new PubAck(each.packetId())));
        }
      }
      underWay.remove(own);
      all.add(input);
      return all;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && publish.qos() == Qos.AT_LEAST_ONCE) {
        underWay.add(
            new UnderWay(String.valueOf(broker.clientOf(sent.connection())), publish.packetId()));
      }
      return List.of(effect);
    }
  }

  private static final class ReleasingAll implements Twist {
    // lives as long as the broker, by Client Identifier
    private final Map<String, Set<Integer>> awaiting = new HashMap<>();
    // lives as long as an input: those for which no PUBREL came
    private Set<Integer> silently = Set.of();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      silently = Set.of();
      if (!(input instanceof Input.PacketArrived arrived)) {
        return List.of(input);
      }
      Set<Integer> ids = awaiting.computeIfAbsent(
          String.valueOf(broker.clientOf(arrived.connection())), any -> new LinkedHashSet<>());
      if (arrived.packet() instanceof Publish publish && publish.qos() == Qos.EXACTLY_ONCE) {
        ids.add(publish.packetId());
      }
      if (!(arrived.packet() instanceof PubRel rel) || !ids.remove(rel.packetId())) {
        return List.of(input);
      }
      silently = Set.copyOf(ids);
      ids.clear();
      List<Input> all = new ArrayList<>(List.of(input));
      silently.forEach(
          id -> all.add(new Input.PacketArrived(arrived.connection(), new PubRel(id))));
      return all;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      boolean isOwn = effect instanceof Effect.Sent sent
          && sent.packet() instanceof PubComp comp
          && silently.contains(comp.packetId());
      return isOwn ? List.of() : List.of(effect);
    }
  }

  private static final class DroppingUnderOwnIdentifiers implements Twist {
    // lives as long as the broker
    private final Set<UnderWay> underWay = new HashSet<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (!(input instanceof Input.PacketArrived arrived)) {
        return List.of(input);
      }
      String client = String.valueOf(broker.clientOf(arrived.connection()));
      if (arrived.packet() instanceof PubAck ack) {
        underWay.remove(new UnderWay(client, ack.packetId()));
      }
      if (arrived.packet() instanceof Publish publish
          && publish.qos() == Qos.AT_LEAST_ONCE
          && underWay.contains(new UnderWay(client, publish.packetId()))) {
        outbox.send(
            arrived.connection(),
            Objects.requireNonNull(broker.versionOf(arrived.connection())),
            new PubAck(publish.packetId()));
        return List.of();
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && publish.qos() == Qos.AT_LEAST_ONCE) {
        underWay.add(
            new UnderWay(String.valueOf(broker.clientOf(sent.connection())), publish.packetId()));
      }
      return List.of(effect);
    }
  }

  /** What stands beside a number on one connection counts on all on which the number has a meaning. */
  private static final class OneTable implements Twist {
    // live as long as the broker
    private final Map<Long, TopicName> topics = new HashMap<>();
    private final Set<List<Long>> known = new HashSet<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (!(input instanceof Input.PacketArrived arrived)
          || !(arrived.packet() instanceof Publish publish)
          || !publish.properties().has(PropertyId.TOPIC_ALIAS)) {
        return List.of(input);
      }
      long alias = publish.properties().number(PropertyId.TOPIC_ALIAS, 0);
      if (!publish.topic().isNone()) {
        topics.put(alias, publish.topic());
        known.add(List.of(arrived.connection(), alias));
        return List.of(input);
      }
      TopicName meant = topics.get(alias);
      return meant == null || !known.contains(List.of(arrived.connection(), alias))
          ? List.of(input)
          : List.of(new Input.PacketArrived(arrived.connection(), Publishes.with(publish, meant)));
    }
  }

  /** Messages with one Subscription Identifier go out with another one, or with none. */
  private static final class Identified implements Twist {
    private final boolean ofTheOldest;
    // lives as long as the broker: by client and Topic Filter, in the order of their first
    // SUBSCRIBE,
    // whether the identifier came with an earlier Topic Filter
    private final Map<SubscriptionTwists.Key, Integer> identifiers = new LinkedHashMap<>();
    private final Set<SubscriptionTwists.Key> notTheFirst = new HashSet<>();

    Identified(boolean ofTheOldest) {
      this.ofTheOldest = ofTheOldest;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Subscribe subscribe) {
        String client = String.valueOf(broker.clientOf(arrived.connection()));
        int identifier = (int) subscribe.properties().number(PropertyId.SUBSCRIPTION_IDENTIFIER, 0);
        List<Subscription> asked = subscribe.subscriptions();
        for (int i = 0; i < asked.size(); i++) {
          SubscriptionTwists.Key key =
              new SubscriptionTwists.Key(client, asked.get(i).filter());
          identifiers.put(key, identifier);
          if (i == 0) {
            notTheFirst.remove(key);
          } else {
            notTheFirst.add(key);
          }
        }
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (!(effect instanceof Effect.Sent sent)
          || !(sent.packet() instanceof Publish publish)
          || publish.properties().subscriptionIdentifiers().size() != 1) {
        return List.of(effect);
      }
      SubscriptionTwists.Key matching = matching(sent, publish, broker);
      int identifier = matching == null ? 0 : identifiers.getOrDefault(matching, 0);
      boolean isWithheld = !ofTheOldest && matching != null && notTheFirst.contains(matching);
      boolean isExchanged = ofTheOldest && publish.retain() && identifier > 0;
      if (!isWithheld && !isExchanged) {
        return List.of(effect);
      }
      Publish bare =
          Publishes.with(publish, publish.properties().without(PropertyId.SUBSCRIPTION_IDENTIFIER));
      Publish instead = isWithheld
          ? bare
          : Publishes.with(
              bare,
              bare.properties().toBuilder()
                  .with(PropertyId.SUBSCRIPTION_IDENTIFIER, identifier)
                  .build());
      return List.of(new Effect.Sent(sent.connection(), sent.version(), instead));
    }

    /** The oldest subscription of this client, not a shared one, that matches. */
    private static SubscriptionTwists.@Nullable Key matching(
        Effect.Sent sent, Publish publish, BrokerView broker) {
      String client = String.valueOf(broker.clientOf(sent.connection()));
      for (TopicFilter filter : broker.filtersOf(client)) {
        if (!publish.topic().isNone() && filter.matches(publish.topic())) {
          return new SubscriptionTwists.Key(client, filter);
        }
      }
      return null;
    }
  }

  private static final class StayingNoLocal implements Twist {
    // lives as long as the broker
    private final Set<SubscriptionTwists.Key> noLocal = new HashSet<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (!(input instanceof Input.PacketArrived arrived)
          || !(arrived.packet() instanceof Subscribe subscribe)) {
        return List.of(input);
      }
      String client = String.valueOf(broker.clientOf(arrived.connection()));
      List<TopicFilter> held = SubscriptionTwists.held(arrived.connection(), broker);
      List<Subscription> asked = new ArrayList<>();
      for (Subscription each : subscribe.subscriptions()) {
        SubscriptionTwists.Key key = new SubscriptionTwists.Key(client, each.filter());
        boolean stays = held.contains(each.filter()) && noLocal.contains(key);
        asked.add(stays ? SubscriptionTwists.withNoLocal(each, true) : each);
        if (each.noLocal()) {
          noLocal.add(key);
        } else if (!stays) {
          noLocal.remove(key);
        }
      }
      return List.of(new Input.PacketArrived(
          arrived.connection(),
          new Subscribe(subscribe.packetId(), subscribe.properties(), asked)));
    }
  }
}
