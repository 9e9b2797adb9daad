package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.SharedSubscriptions;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** What can go wrong with what a member has of its Shared Subscription: made again, taken over from another member, or ended. */
final class ShareRenewalDeviants {
  private static final int PACKET_ID = 60_000;
  private static final int INNER_ID = 60_003;

  private ShareRenewalDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "never-raises-a-share",
                "Sends shared messages at QoS 0 to a member that was granted more when it subscribed again.")
            .mustFail("shared/renewal-replaces-the-subscription", Mqtt5.MQTT_3_8_4_8)
            .by(() -> new RenewingNot((packet, first) ->
                first.qos() == Qos.AT_MOST_ONCE ? Publishes.atQosZero(packet) : packet)),
        Deviant.named(
                "never-lowers-a-share",
                "Sends shared messages at QoS 1 to a member that was granted QoS 0 when it subscribed again.")
            .mustFail("shared/renewal-replaces-the-subscription", Mqtt5.MQTT_4_8_2_3)
            .by(() -> new RenewingNot((packet, first) ->
                packet.qos() == Qos.AT_MOST_ONCE && first.qos().level() > 0
                    ? Publishes.atQosOne(packet, PACKET_ID)
                    : packet)),
        Deviant.named(
                "renews-a-share-without-its-identifier",
                "Sends shared messages with the Subscription Identifier with which their member subscribed first.")
            .mustFail(
                "shared/renewal-replaces-the-subscription",
                Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_REPLACED)
            .by(() -> new RenewingNot((packet, first) -> identified(packet, first.identifiers()))),
        Deviant.named(
                "hands-on-with-the-identifier",
                "Sends a shared message that it hands on with the Subscription Identifier of the first member.")
            .mustFail(
                "shared/handed-on-as-the-other-member-subscribes",
                Rule.V5_SHARED_WITH_THE_MEMBERS_IDENTIFIER)
            .by(() -> new HandingOn((packet, first) ->
                identified(packet, first.properties().subscriptionIdentifiers()))),
        Deviant.named(
                "hands-on-at-qos-1",
                "Sends a shared message that it hands on at QoS 1, whatever the member was granted.")
            .mustFail("shared/handed-on-as-the-other-member-subscribes", Mqtt5.MQTT_4_8_2_3)
            .by(() -> new HandingOn((packet, first) ->
                packet.qos() == Qos.AT_MOST_ONCE ? Publishes.atQosOne(packet, PACKET_ID) : packet)),
        Deviant.named(
                "keeps-members-without-session",
                "Sends every second message to nobody where a member of a Shared Subscription has come back with Clean Start 1.")
            .mustFail("shared/clean-start-ends-the-membership", Rule.V5_SHARED_LEFT_BY_ONE)
            .by(Ghosts::new),
        Deviant.named(
                "replaces-by-a-share",
                "Ends a client's subscription to a filter when it joins a Shared Subscription of that filter.")
            .mustFail("shared/one-client-gets-a-copy-for-each", Rule.V5_SHARES_ARE_DISTINCT)
            .by(() -> new Replacing((asked, other) -> asked.isShared() && !other.isShared())),
        Deviant.named(
                "replaces-a-share",
                "Has a client leave its Shared Subscriptions of a filter when it subscribes to that filter.")
            .mustFail("shared/one-client-gets-a-copy-for-each", Rule.V5_SHARES_ARE_DISTINCT)
            .by(() -> new Replacing((asked, other) -> !asked.isShared() && other.isShared())),
        Deviant.named(
                "replaces-one-share-by-another",
                "Has a client leave a Shared Subscription when it joins another one of the same filter.")
            .mustFail("shared/one-client-gets-a-copy-for-each", Rule.V5_SHARES_ARE_DISTINCT)
            .by(() -> new Replacing((asked, other) -> asked.isShared() && other.isShared())));
  }

  private static Publish identified(Publish packet, List<Integer> identifiers) {
    Properties bare = packet.properties().without(PropertyId.SUBSCRIPTION_IDENTIFIER);
    return Publishes.with(
        packet,
        identifiers.isEmpty()
            ? bare
            : bare.toBuilder()
                .with(PropertyId.SUBSCRIPTION_IDENTIFIER, identifiers.get(0))
                .build());
  }

  /** What stands behind the ShareName, if there is one. */
  private static String unshared(TopicFilter filter) {
    return filter.isShared() ? filter.text().split("/", 3)[2] : filter.text();
  }

  private static boolean isShareOf(TopicFilter filter, TopicName topic) {
    return filter.isShared() && TopicFilter.of(unshared(filter)).matches(topic);
  }

  /**
   * What a client said first of a Shared Subscription.
   *
   * @param identifiers none or one
   */
  private record First(Qos qos, List<Integer> identifiers) {}

  @FunctionalInterface
  private interface ByFirst {
    Publish sent(Publish packet, First first);
  }

  /** Messages to a client that has subscribed to a Shared Subscription again go out as its first SUBSCRIBE said. */
  private static final class RenewingNot implements Twist {
    private final ByFirst change;
    // live as long as the broker
    private final Map<SubscriptionTwists.Key, First> first = new HashMap<>();
    private final Set<SubscriptionTwists.Key> renewed = new HashSet<>();

    RenewingNot(ByFirst change) {
      this.change = change;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Subscribe subscribe) {
        List<TopicFilter> held = SubscriptionTwists.held(arrived.connection(), broker);
        for (Subscription asked : subscribe.subscriptions()) {
          SubscriptionTwists.Key key = new SubscriptionTwists.Key(
              String.valueOf(broker.clientOf(arrived.connection())), asked.filter());
          if (!asked.filter().isShared()) {
            continue;
          }
          if (held.contains(asked.filter())) {
            renewed.add(key);
          } else {
            renewed.remove(key);
            first.put(
                key, new First(asked.qos(), subscribe.properties().subscriptionIdentifiers()));
          }
        }
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent && sent.packet() instanceof Publish publish) {
        String client = String.valueOf(broker.clientOf(sent.connection()));
        for (TopicFilter filter : broker.filtersOf(client)) {
          SubscriptionTwists.Key key = new SubscriptionTwists.Key(client, filter);
          First said = first.get(key);
          if (said != null && renewed.contains(key) && isShareOf(filter, publish.topic())) {
            return List.of(
                new Effect.Sent(sent.connection(), sent.version(), change.sent(publish, said)));
          }
        }
      }
      return List.of(effect);
    }
  }

  @FunctionalInterface
  private interface ByOther {
    Publish sent(Publish packet, Publish toTheFirst);
  }

  /** Messages that are handed on go out as they went to the first member. */
  private static final class HandingOn implements Twist {
    private final ByOther change;
    // lives as long as the broker: the last one of each topic to a member
    private final Map<TopicName, Publish> sent = new HashMap<>();
    // lives as long as an input
    private boolean handingOn;

    HandingOn(ByOther change) {
      this.change = change;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      handingOn = false;
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      handingOn |= citation == SharedSubscriptions.HANDED_ON && condition;
      return condition;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (!(effect instanceof Effect.Sent out && out.packet() instanceof Publish publish)) {
        return List.of(effect);
      }
      Publish toTheFirst = sent.get(publish.topic());
      if (handingOn && toTheFirst != null) {
        return List.of(
            new Effect.Sent(out.connection(), out.version(), change.sent(publish, toTheFirst)));
      }
      if (SubscriptionTwists.held(out.connection(), broker).stream()
          .anyMatch(filter -> isShareOf(filter, publish.topic()))) {
        sent.put(publish.topic(), publish);
      }
      return List.of(effect);
    }
  }

  /** Every second message that a ghost could have got is gone. */
  private static final class Ghosts implements Twist {
    // live as long as the broker
    private final Set<TopicFilter> haunted = new HashSet<>();
    private int turn;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect != null && connect.cleanStart() && broker.hasSession(connect.clientId())) {
        broker.filtersOf(connect.clientId()).stream()
            .filter(TopicFilter::isShared)
            .forEach(haunted::add);
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      boolean isMeant = effect instanceof Effect.Sent out
          && out.packet() instanceof Publish publish
          && SubscriptionTwists.held(out.connection(), broker).stream()
              .anyMatch(filter -> haunted.contains(filter) && isShareOf(filter, publish.topic()));
      if (!isMeant) {
        return List.of(effect);
      }
      turn++;
      return turn % 2 == 0 ? List.of() : List.of(effect);
    }
  }

  /** Ends other subscriptions of the client with the same filter behind the ShareName, and does not say so. */
  private static final class Replacing implements Twist {
    private final BiPredicate<TopicFilter, TopicFilter> where;

    Replacing(BiPredicate<TopicFilter, TopicFilter> where) {
      this.where = where;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Input leaving = leaving(input, broker);
      return leaving == null ? List.of(input) : List.of(leaving, input);
    }

    private @Nullable Input leaving(Input input, BrokerView broker) {
      if (!(input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Subscribe subscribe)) {
        return null;
      }
      List<TopicFilter> replaced = new ArrayList<>();
      for (TopicFilter other : SubscriptionTwists.held(arrived.connection(), broker)) {
        for (Subscription asked : subscribe.subscriptions()) {
          if (!asked.filter().equals(other)
              && unshared(asked.filter()).equals(unshared(other))
              && where.test(asked.filter(), other)) {
            replaced.add(other);
          }
        }
      }
      return replaced.isEmpty()
          ? null
          : new Input.PacketArrived(
              arrived.connection(), new Unsubscribe(INNER_ID, Properties.NONE, replaced));
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      return effect instanceof Effect.Sent sent
              && sent.packet() instanceof UnsubAck ack
              && ack.packetId() == INNER_ID
          ? List.of()
          : List.of(effect);
    }
  }
}
