package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.rules.SharedSubscriptions;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What can go wrong with Shared Subscriptions. */
final class SharedSubscriptionDeviants {
  private static final int PACKET_ID = 60_000;

  private static final String SHARE = "$share/";
  private static final String NOTHING = "stand-in";

  private SharedSubscriptionDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "dissolves-a-group-that-one-leaves",
                "Ends a Shared Subscription for all its members when one unsubscribes.")
            .mustFail("shared/goes-on-without-its-first-member", Rule.V5_SHARED_LEFT_BY_ONE)
            .mayFail(
                "shared/granted-qos-is-respected",
                "shared/refused-message-is-offered-to-nobody-else",
                "identifier/shared-message-has-its-members")
            .by(Dissolving::new),
        Deviant.named(
                "shares-without-wildcards",
                "Takes the wildcards of a Shared Subscription for ordinary characters.")
            .mustFail("shared/filter-behind-the-name-matches", Rule.V5_SHARED_FILTER_MATCHES)
            .mayFail("shared/same-name-of-another-filter-is-another")
            .by(() -> SubscriptionTwists.filtering(text ->
                text.startsWith(SHARE) ? text.replace("+", "plus").replace("#", "hash") : text)),
        Deviant.named(
                "shares-dollar-topics",
                "Matches the filter of a Shared Subscription that begins with + with topics that begin with $.")
            .mustFail(
                "shared/leading-wildcard-does-not-match-dollar-topics",
                Rule.V5_SHARED_FILTER_MATCHES)
            .by(() -> SubscriptionTwists.matchingAlso((filter, topic) -> topic.startsWith("$")
                && filter.startsWith(SHARE)
                && filter.endsWith("/+" + topic.substring(topic.indexOf('/'))))),
        Deviant.named(
                "knows-one-share-of-a-filter",
                "Makes no second Shared Subscription with a filter that one has, though it says so.")
            .mustFail("shared/each-share-gets-its-own", Rule.V5_SHARES_ARE_DISTINCT)
            .mayFail(
                "shared/name-is-case-sensitive",
                "shared/one-client-gets-a-copy-for-each",
                "shared/unsubscribe-ends-that-one-alone")
            .by(SharedSubscriptionDeviants::knowingOneShare),
        Deviant.named(
                "lets-groups-inherit",
                "Sends what was published while no member of a Shared Subscription was there to the next one that joins.")
            .mustFail("shared/ends-with-its-last-member", Rule.V5_SHARED_ENDS_WITH_ITS_LAST)
            .by(Inheriting::new),
        Deviant.named(
                "counts-memberships",
                "Lets a client leave a Shared Subscription once it has unsubscribed as often as it subscribed.")
            .mustFail("shared/is-joined-once", Rule.V5_SHARED_IS_JOINED_ONCE)
            .by(CountingMemberships::new),
        Deviant.named(
                "shares-at-qos-1", "Sends shared messages at QoS 1 to members that were granted 0.")
            .mustFail("shared/granted-qos-is-respected", Mqtt5.MQTT_4_8_2_3)
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, to, broker) -> List.of(
                    packet.qos() == Qos.AT_MOST_ONCE && isMember(to, broker)
                        ? Publishes.atQosOne(packet, PACKET_ID)
                        : packet))),
        Deviant.named(
                "completes-no-shared-message",
                "Does not send a shared message of QoS 2 again when its member comes back.")
            .mustFail("shared/qos-2-is-completed-with-its-member", Mqtt5.MQTT_4_8_2_4)
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, to, broker) ->
                    packet.dup() && packet.qos() == Qos.EXACTLY_ONCE && isMember(to, broker)
                        ? List.of()
                        : List.of(packet))),
        Deviant.named(
                "hands-on-qos-2",
                "Sends a shared message of QoS 2 to another member when the first one's session ends.")
            .mustFail("shared/qos-2-goes-to-nobody-else", Mqtt5.MQTT_4_8_2_5)
            .by(() -> Twists.deciding(SharedSubscriptions.QOS_2_NOT_HANDED_ON, false)),
        Deviant.named(
                "keeps-what-a-member-refused",
                "Sends a shared message that its member has refused to the same one again when it comes back.")
            .mustFail(
                "shared/refused-message-is-discarded",
                Mqtt5.MQTT_4_8_2_6,
                "discard-refused-message")
            .by(() -> Twists.incoming(
                PubAck.class,
                (packet, from, broker) ->
                    packet.reasonCode().isError() && isMember(from, broker) ? null : packet)),
        Deviant.named(
                "offers-what-a-member-refused",
                "Sends a shared message that its member has refused to another one.")
            .mustFail(
                "shared/refused-message-is-offered-to-nobody-else",
                Mqtt5.MQTT_4_8_2_6,
                "offer-to-no-other-member")
            .by(() -> new OfferingToOthers(false)),
        Deviant.named(
                "offers-what-a-member-refused-by-pubrec",
                "Sends a shared message of QoS 2 that its member has refused to another one.")
            .mustFail(
                "shared/message-refused-by-pubrec-is-offered-to-nobody-else",
                Mqtt5.MQTT_4_8_2_6,
                "offer-to-no-other-member")
            .by(() -> new OfferingToOthers(true)),
        Deviant.named(
                "shares-with-all", "Sends each message to all members of a Shared Subscription.")
            .mustFail("shared/each-message-goes-to-one-member", Rule.V5_SHARED_TO_ONE_MEMBER)
            .mayFail(
                "shared/each-share-gets-its-own",
                "shared/qos-2-goes-to-nobody-else",
                "shared/refused-message-is-offered-to-nobody-else")
            .by(SharingWithAll::new),
        Deviant.named(
                "sends-retained-messages-to-members",
                "Sends retained messages because of a Shared Subscription.")
            .mustFail("shared/no-retained-messages", Rule.V5_SHARED_WITHOUT_RETAINED)
            .by(RetainedForMembers::new),
        Deviant.named(
                "forgets-what-a-member-leaves",
                "Sends a shared message of QoS 1 to nobody else when its member's session ends.")
            .mustFail("shared/unacknowledged-message-is-handed-on", Rule.V5_SHARED_HANDED_ON)
            .by(() -> Twists.deciding(SharedSubscriptions.HANDED_ON, false)));
  }

  private static boolean isMember(long connection, BrokerView broker) {
    String client = broker.clientOf(connection);
    return client != null && broker.filtersOf(client).stream().anyMatch(TopicFilter::isShared);
  }

  /** Whether it shares a filter without wildcards that is this topic. */
  private static boolean isShareOf(TopicFilter filter, TopicName topic) {
    return filter.isShared() && filter.text().endsWith("/" + topic);
  }

  /** The connections of the other members of a group that a message on this topic concerns. */
  private static List<Long> othersThan(long connection, Publish publish, BrokerView broker) {
    List<Long> others = new ArrayList<>();
    for (long other : broker.connections()) {
      String client = broker.clientOf(other);
      if (other != connection
          && client != null
          && broker.filtersOf(client).stream()
              .anyMatch(filter -> isShareOf(filter, publish.topic()))) {
        others.add(other);
      }
    }
    return others;
  }

  private static final class OfferingToOthers extends Attentive {
    private final boolean byPubRec;
    // what was sent to each connection, by its Packet Identifier
    private final Map<Long, Map<Integer, Publish>> sent = new HashMap<>();

    OfferingToOthers(boolean byPubRec) {
      this.byPubRec = byPubRec;
    }

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      Publish refused = sent.getOrDefault(connection, Map.of()).get(refusedBy(packet));
      if (refused != null) {
        othersThan(connection, refused, broker)
            .forEach(other ->
                outbox.send(other, MqttVersion.V5, Publishes.withPacketId(refused, PACKET_ID)));
      }
      return true;
    }

    private int refusedBy(Packet packet) {
      if (byPubRec) {
        return packet instanceof PubRec rec && rec.reasonCode().isError()
            ? rec.packetId()
            : PacketId.NONE;
      }
      return packet instanceof PubAck ack && ack.reasonCode().isError()
          ? ack.packetId()
          : PacketId.NONE;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent out
          && out.packet() instanceof Publish publish
          && publish.packetId() != PacketId.NONE
          && isMember(out.connection(), broker)) {
        sent.computeIfAbsent(out.connection(), any -> new HashMap<>())
            .put(publish.packetId(), publish);
      }
      return List.of(effect);
    }
  }

  /** The retained message goes out before SUBACK, as it might. */
  private static final class RetainedForMembers extends Attentive {
    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      if (packet instanceof Subscribe subscribe) {
        for (Subscription asked : subscribe.subscriptions()) {
          Publish retained =
              asked.filter().isShared() ? broker.retained(topicOf(asked.filter())) : null;
          if (retained != null) {
            outbox.send(connection, MqttVersion.V5, Publishes.atQosZero(retained));
          }
        }
      }
      return true;
    }

    /** Of {@code $share/team/a/b}: {@code a/b}. */
    private static TopicName topicOf(TopicFilter shared) {
      return TopicName.of(shared.text().split("/", 3)[2]);
    }
  }

  /** The copies go out at QoS 0, so that nobody has to keep an account of them. */
  private static final class SharingWithAll implements Twist {
    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      List<Effect> all = new ArrayList<>(List.of(effect));
      if (effect instanceof Effect.Sent out
          && out.packet() instanceof Publish publish
          && isMember(out.connection(), broker)) {
        othersThan(out.connection(), publish, broker)
            .forEach(other ->
                all.add(new Effect.Sent(other, MqttVersion.V5, Publishes.atQosZero(publish))));
      }
      return all;
    }
  }

  /** The one that was asked for first, for each filter. */
  private static Twist knowingOneShare() {
    Map<String, String> shareOf = new HashMap<>();
    return SubscriptionTwists.subscribing((asked, held) -> {
      String[] parts = asked.filter().text().split("/", 3);
      if (!asked.filter().isShared()) {
        return asked;
      }
      String first = shareOf.computeIfAbsent(parts[2], absent -> parts[1]);
      return first.equals(parts[1])
          ? asked
          : SubscriptionTwists.with(asked, TopicFilter.of(NOTHING));
    });
  }

  /** Each other member unsubscribes too, and is not told. */
  private static final class Dissolving implements Twist {
    private static final int INNER_ID = 60_001;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      List<Input> all = new ArrayList<>(List.of(input));
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Unsubscribe unsubscribe
          && unsubscribe.packetId() != INNER_ID) {
        List<TopicFilter> shared =
            unsubscribe.filters().stream().filter(TopicFilter::isShared).toList();
        for (long other : shared.isEmpty() ? List.<Long>of() : broker.connections()) {
          if (other != arrived.connection() && isMember(other, broker)) {
            all.add(
                new Input.PacketArrived(other, new Unsubscribe(INNER_ID, Properties.NONE, shared)));
          }
        }
      }
      return all;
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

  private static final class Inheriting implements Twist {
    // live as long as the broker
    private final Set<TopicFilter> known = new HashSet<>();
    private final Map<TopicFilter, List<Publish>> missed = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived) {
        if (arrived.packet() instanceof Publish publish) {
          known.stream()
              .filter(filter -> filter.text().endsWith("/" + publish.topic().text()))
              .filter(filter -> broker.connections().stream()
                  .noneMatch(each -> SubscriptionTwists.held(each, broker).contains(filter)))
              .forEach(filter ->
                  missed.computeIfAbsent(filter, absent -> new ArrayList<>()).add(publish));
        } else if (arrived.packet() instanceof Subscribe subscribe) {
          for (Subscription asked : subscribe.subscriptions()) {
            if (asked.filter().isShared()) {
              known.add(asked.filter());
              List<Publish> left = missed.remove(asked.filter());
              for (Publish publish : left == null ? List.<Publish>of() : left) {
                outbox.send(arrived.connection(), MqttVersion.V5, Publishes.atQosZero(publish));
              }
            }
          }
        }
      }
      return List.of(input);
    }
  }

  private static final class CountingMemberships implements Twist {
    // by connection and filter; lives as long as the broker
    private final Map<String, Integer> joined = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (!(input instanceof Input.PacketArrived arrived)) {
        return List.of(input);
      }
      long connection = arrived.connection();
      if (arrived.packet() instanceof Subscribe subscribe) {
        subscribe.subscriptions().stream()
            .map(Subscription::filter)
            .filter(TopicFilter::isShared)
            .forEach(filter -> joined.merge(connection + " " + filter, 1, Integer::sum));
      } else if (arrived.packet() instanceof Unsubscribe unsubscribe) {
        List<TopicFilter> filters = unsubscribe.filters().stream()
            .map(filter -> stays(connection + " " + filter) ? TopicFilter.of(NOTHING) : filter)
            .toList();
        return List.of(new Input.PacketArrived(
            connection,
            new Unsubscribe(unsubscribe.packetId(), unsubscribe.properties(), filters)));
      }
      return List.of(input);
    }

    private boolean stays(String key) {
      return joined.merge(key, -1, Integer::sum) > 0;
    }
  }
}
