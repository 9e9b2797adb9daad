package dev.assay.broker.deviant;

import static dev.assay.broker.deviant.SubscriptionTwists.held;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** What can go wrong with who is in which Shared Subscription. */
final class ShareMembershipDeviants {
  private static final int INNER_ID = 60_002;

  private ShareMembershipDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "sends-members-one-copy",
                "Sends one copy to a member of a Shared Subscription that has a subscription beside it.")
            .mustFail("shared/one-client-gets-a-copy-for-each", Rule.V5_SHARES_ARE_DISTINCT)
            .by(() -> new OncePerInput(
                (connection, filters) -> filters.stream().allMatch(TopicFilter::isShared)
                    ? List.of()
                    : List.of(String.valueOf(connection)))),
        Deviant.named(
                "takes-a-name-for-a-group",
                "Takes Shared Subscriptions of the same ShareName for one, whatever their filters.")
            .mustFail("shared/same-name-of-another-filter-is-another", Rule.V5_SHARES_ARE_DISTINCT)
            .by(() -> new OncePerInput((connection, filters) -> shares(filters, ShareName::name))),
        Deviant.named("lowers-names-of-shares", "Takes no notice of the case of a ShareName.")
            .mustFail("shared/name-is-case-sensitive", Rule.V5_SHARES_ARE_DISTINCT)
            .by(() -> new OncePerInput((connection, filters) -> shares(
                filters, share -> share.name().toLowerCase(Locale.ROOT) + "/" + share.filter()))),
        Deviant.named(
                "leaves-shares-with-the-subscription",
                "Ends a client's Shared Subscriptions of a filter when it unsubscribes from that filter.")
            .mustFail(
                "shared/unsubscribe-ends-that-one-alone", Mqtt5.MQTT_3_10_4_1, "compare-literally")
            .by(() -> new LeavingMore((asked, other) -> !asked.isShared()
                && other.isShared()
                && ShareName.of(other).filter().equals(asked.text()))),
        Deviant.named(
                "unsubscribes-with-the-share",
                "Ends a client's subscription to a filter when it leaves a Shared Subscription of that filter.")
            .mustFail(
                "shared/unsubscribe-ends-that-one-alone", Mqtt5.MQTT_3_10_4_1, "compare-literally")
            .by(() -> new LeavingMore((asked, other) ->
                asked.isShared() && ShareName.of(asked).filter().equals(other.text()))),
        Deviant.named(
                "leaves-all-shares-of-a-filter",
                "Has a client leave all Shared Subscriptions of a filter when it leaves one.")
            .mustFail(
                "shared/unsubscribe-ends-that-one-alone", Mqtt5.MQTT_3_10_4_1, "compare-literally")
            .by(() -> new LeavingMore((asked, other) -> asked.isShared()
                && other.isShared()
                && !asked.equals(other)
                && ShareName.of(asked).filter().equals(ShareName.of(other).filter()))),
        Deviant.named(
                "loses-the-empty-level-of-a-share",
                "Matches no topic with a Shared Subscription whose filter begins with a slash.")
            .mustFail("shared/filter-may-begin-with-a-slash", Rule.V5_SHARED_FILTER_MATCHES)
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, to, broker) ->
                    isSharedAlone(to, broker, packet) && packet.topic().text().startsWith("/")
                        ? List.of()
                        : List.of(packet))),
        Deviant.named(
                "shares-without-retain",
                "Sends shared messages with RETAIN 0 in spite of Retain As Published.")
            .mustFail("shared/retain-as-published-keeps-the-flag", Mqtt5.MQTT_3_3_1_13)
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, to, broker) -> List.of(
                    isSharedAlone(to, broker, packet)
                        ? SubscriptionTwists.withRetain(packet, false)
                        : packet))),
        Deviant.named(
                "leaves-out-the-publisher",
                "Sends a shared message to nobody where its publisher is the only member.")
            .mustFail("shared/publisher-may-be-the-member", Rule.V5_SHARED_TO_ONE_MEMBER)
            .by(LeavingOutThePublisher::new),
        Deviant.named(
                "forgets-memberships-on-resume",
                "Has a client that resumes its session leave its Shared Subscriptions.")
            .mustFail("shared/membership-is-kept-with-the-session", Mqtt5.MQTT_3_1_2_5)
            .by(Forgetting::new),
        Deviant.named("shares-up-to-qos-1", "Sends shared messages of QoS 2 at QoS 1.")
            .mustFail("shared/granted-qos-2-is-kept", Mqtt5.MQTT_3_8_4_8)
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, to, broker) -> List.of(
                    packet.qos() == Qos.EXACTLY_ONCE && isSharedAlone(to, broker, packet)
                        ? Publishes.atQosOne(packet, packet.packetId())
                        : packet))));
  }

  /**
   * A Shared Subscription in its parts.
   *
   * @param name the ShareName
   * @param filter what stands behind it
   */
  private record ShareName(String name, String filter) {
    static ShareName of(TopicFilter shared) {
      String[] parts = shared.text().split("/", 3);
      return new ShareName(parts[1], parts[2]);
    }
  }

  /** What the only filter that matches is called, if it is shared: of several it is not known which one a copy is for. */
  private static List<String> shares(
      List<TopicFilter> filters, Function<ShareName, String> called) {
    return filters.size() == 1 ? List.of(called.apply(ShareName.of(filters.get(0)))) : List.of();
  }

  /** Whether a message comes through Shared Subscriptions and no other. */
  private static boolean isSharedAlone(long connection, BrokerView broker, Publish publish) {
    List<TopicFilter> matching = matching(connection, broker, publish);
    return !matching.isEmpty() && matching.stream().allMatch(TopicFilter::isShared);
  }

  private static List<TopicFilter> matching(long connection, BrokerView broker, Publish publish) {
    return held(connection, broker).stream()
        .filter(
            filter -> (filter.isShared() ? TopicFilter.of(ShareName.of(filter).filter()) : filter)
                .matches(publish.topic()))
        .toList();
  }

  /** How a copy is called, of which there is one while one packet is handled; by connection and the filters that match. */
  @FunctionalInterface
  private interface Names {
    List<String> of(long connection, List<TopicFilter> matching);
  }

  private static final class OncePerInput implements Twist {
    private final Names names;
    // lives from an input to the next
    private final Set<String> sent = new HashSet<>();

    OncePerInput(Names names) {
      this.names = names;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      sent.clear();
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (!(effect instanceof Effect.Sent out && out.packet() instanceof Publish publish)) {
        return List.of(effect);
      }
      List<TopicFilter> matching = matching(out.connection(), broker, publish);
      List<String> called = matching.stream().anyMatch(TopicFilter::isShared)
          ? names.of(out.connection(), matching)
          : List.of();
      boolean isFirst = called.isEmpty() || sent.addAll(called);
      return isFirst ? List.of(effect) : List.of();
    }
  }

  /** Ends other subscriptions of the client as well, and does not say so. */
  private static final class LeavingMore implements Twist {
    private final BiPredicate<TopicFilter, TopicFilter> also;

    LeavingMore(BiPredicate<TopicFilter, TopicFilter> also) {
      this.also = also;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      List<Input> all = new ArrayList<>(List.of(input));
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Unsubscribe unsubscribe) {
        List<TopicFilter> more = held(arrived.connection(), broker).stream()
            .filter(
                other -> unsubscribe.filters().stream().anyMatch(asked -> also.test(asked, other)))
            .toList();
        if (!more.isEmpty()) {
          all.add(leaving(arrived.connection(), more));
        }
      }
      return all;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      return isInner(effect) ? List.of() : List.of(effect);
    }
  }

  private static Input leaving(long connection, List<TopicFilter> filters) {
    return new Input.PacketArrived(connection, new Unsubscribe(INNER_ID, Properties.NONE, filters));
  }

  private static boolean isInner(Effect effect) {
    return effect instanceof Effect.Sent sent
        && sent.packet() instanceof UnsubAck ack
        && ack.packetId() == INNER_ID;
  }

  private static final class LeavingOutThePublisher implements Twist {
    // lives from an input to the next
    private long publishing;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      boolean isPublish =
          input instanceof Input.PacketArrived arrived && arrived.packet() instanceof Publish;
      publishing = isPublish ? ((Input.PacketArrived) input).connection() : -1;
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      boolean isLeftOut = effect instanceof Effect.Sent sent
          && sent.packet() instanceof Publish publish
          && sent.connection() == publishing
          && isSharedAlone(publishing, broker, publish);
      return isLeftOut ? List.of() : List.of(effect);
    }
  }

  private static final class Forgetting implements Twist {
    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      List<Input> all = new ArrayList<>(List.of(input));
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect != null
          && connect.version() == MqttVersion.V5
          && !connect.cleanStart()
          && broker.hasSession(connect.clientId())) {
        List<TopicFilter> shared = broker.filtersOf(connect.clientId()).stream()
            .filter(TopicFilter::isShared)
            .toList();
        if (!shared.isEmpty()) {
          all.add(leaving(((Input.PacketArrived) input).connection(), shared));
        }
      }
      return all;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      return isInner(effect) ? List.of() : List.of(effect);
    }
  }
}
