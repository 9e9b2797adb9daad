package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Forbidding;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.ConnectRules;
import dev.assay.broker.rules.Endings;
import dev.assay.broker.rules.PublishRules;
import dev.assay.broker.rules.SubscribeRules;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What can go wrong with what a broker announces in CONNACK, and with what goes beyond it. */
final class LimitDeviants {
  private LimitDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "takes-less-than-it-says",
                "Closes a client that has more than ten messages of QoS 2 under way, though its Receive Maximum is larger.")
            .mustFail("limit/receive-maximum-is-served", Rule.V5_RECEIVE_MAXIMUM_IS_SERVED)
            .mayFail(
                "limit/completed-publications-take-no-place",
                "limit/more-than-the-receive-maximum-is-refused")
            .by(TakingLess::new),
        Deviant.named(
                "counts-what-it-refused-as-under-way",
                "Counts messages of QoS 2 that it refused as under way, and closes a client that has 5 of them and sends another.")
            .offering(config -> {
              config.receiveMaximum = RefusedCounted.MAXIMUM;
              config.access = new Forbidding();
            })
            .mustFail("limit/refused-publications-take-no-place", Rule.V5_RECEIVE_MAXIMUM_IS_SERVED)
            .by(RefusedCounted::new),
        Deviant.named(
                "takes-no-qos-2-unsaid",
                "Refuses PUBLISH of QoS 2 though it announced no Maximum QoS, to clients with \"unlimited\" in their identifier.")
            .mustFail(
                "limit/qos-2-is-taken-if-nothing-else-is-said",
                Mqtt5.MQTT_3_2_2_9,
                "send-maximum-qos")
            .by(refusing("unlimited", packet -> isPublishOf(packet, Qos.EXACTLY_ONCE))),
        Deviant.named(
                "takes-less-than-its-maximum-qos",
                "Announces Maximum QoS 1 and refuses PUBLISH of QoS 1, to clients with \"limited\" in their identifier.")
            .offering(the -> the.maximumQos = Qos.AT_LEAST_ONCE)
            .mustFail(
                "limit/announced-maximum-qos-is-taken", Mqtt5.MQTT_3_2_2_9, "give-true-highest-qos")
            .by(refusing("limited", packet -> isPublishOf(packet, Qos.AT_LEAST_ONCE))),
        Deviant.named(
                "subscribes-up-to-its-maximum-qos",
                "Refuses SUBSCRIBE above its Maximum QoS, to clients with \"anyqos\" in their identifier.")
            .offering(the -> the.maximumQos = Qos.AT_LEAST_ONCE)
            .mustFail("limit/subscriptions-at-any-qos-are-accepted", Mqtt5.MQTT_3_2_2_10)
            .by(refusing("anyqos", LimitDeviants::isSubscribeAtQosTwo)),
        Deviant.named(
                "qos-above-the-maximum-and-goes-on",
                "Answers a PUBLISH above its Maximum QoS by DISCONNECT and does not close.")
            .offering(the -> the.maximumQos = Qos.AT_LEAST_ONCE)
            .mustFail("limit/publish-above-the-maximum-qos-is-refused", Mqtt5.MQTT_3_2_2_11)
            .by(() -> new ComplainingAndStaying(PublishRules.ABOVE_MAXIMUM_QOS)),
        Deviant.named(
                "qos-above-the-maximum-is-normal",
                "Answers a PUBLISH above its Maximum QoS by DISCONNECT 0x00, as if it were a normal end.")
            .offering(the -> the.maximumQos = Qos.AT_LEAST_ONCE)
            .mustFail("limit/publish-above-the-maximum-qos-is-refused", Rule.V5_QOS_NOT_SUPPORTED)
            .by(() -> sayingNothingIsWrong(ReasonCode.QOS_NOT_SUPPORTED)),
        Deviant.named(
                "retain-without-retention-and-goes-on",
                "Answers RETAIN 1 where nothing is retained by DISCONNECT and does not close.")
            .offering(the -> the.retainAvailable = false)
            .mustFail("limit/retain-is-refused-where-nothing-is-retained", Mqtt5.MQTT_3_2_2_14)
            .by(() -> new ComplainingAndStaying(PublishRules.RETAIN_UNAVAILABLE)),
        Deviant.named(
                "retain-without-retention-is-normal",
                "Answers RETAIN 1 where nothing is retained by DISCONNECT 0x00, as if it were a normal end.")
            .offering(the -> the.retainAvailable = false)
            .mustFail(
                "limit/retain-is-refused-where-nothing-is-retained", Rule.V5_RETAIN_NOT_SUPPORTED)
            .by(() -> sayingNothingIsWrong(ReasonCode.RETAIN_NOT_SUPPORTED)),
        Deviant.named(
                "counts-what-was-completed",
                "Counts messages of QoS 2 that were completed as under way.")
            .offering(the -> the.receiveMaximum = CompletedCounted.MAXIMUM)
            .mustFail(
                "limit/completed-publications-take-no-place", Rule.V5_RECEIVE_MAXIMUM_IS_SERVED)
            .by(CompletedCounted::new),
        Deviant.named(
                "refuses-retain-options-without-retention",
                "Refuses subscriptions with a Retain Handling other than 0 where nothing is retained.")
            .offering(the -> the.retainAvailable = false)
            .mustFail(
                "limit/retain-options-are-taken-where-nothing-is-retained",
                Rule.V5_RETAIN_OPTIONS_WHERE_NOTHING_IS_RETAINED)
            .by(LimitDeviants::refusingRetainHandling),
        Deviant.named(
                "packet-above-the-maximum-and-goes-on",
                "Answers a packet above its Maximum Packet Size by DISCONNECT and does not close.")
            .offering(the -> the.maximumPacketSizeBytes = 2_000)
            .mustFail("limit/packet-above-the-maximum-size-is-refused", Mqtt5.MQTT_3_2_2_15)
            .by(() -> Faults.against(Mqtt5.MQTT_3_2_2_15).complainedOfAndLeftOpen()),
        Deviant.named(
                "packet-above-the-maximum-is-normal",
                "Answers a packet above its Maximum Packet Size by DISCONNECT 0x00, as if it were a normal end.")
            .offering(the -> the.maximumPacketSizeBytes = 2_000)
            .mustFail("limit/packet-above-the-maximum-size-is-refused", Rule.V5_PACKET_TOO_LARGE)
            .by(() -> sayingNothingIsWrong(ReasonCode.PACKET_TOO_LARGE)),
        Deviant.named(
                "more-than-the-receive-maximum-and-goes-on",
                "Answers more messages than its Receive Maximum by DISCONNECT and does not close.")
            .mustFail("limit/more-than-the-receive-maximum-is-refused", Mqtt5.MQTT_3_3_4_7)
            .by(() -> new ComplainingAndStaying(PublishRules.ABOVE_RECEIVE_MAXIMUM)),
        Deviant.named(
                "more-than-the-receive-maximum-is-normal",
                "Answers more messages than its Receive Maximum by DISCONNECT 0x00, as if it were a normal end.")
            .mustFail(
                "limit/more-than-the-receive-maximum-is-refused", Rule.V5_RECEIVE_MAXIMUM_EXCEEDED)
            .by(() -> sayingNothingIsWrong(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED)),
        Deviant.named("accepts-a-will-above-its-qos", "Accepts a will above its Maximum QoS.")
            .offering(the -> the.maximumQos = Qos.AT_LEAST_ONCE)
            .mustFail(
                "limit/will-above-the-maximum-qos-is-refused",
                Mqtt5.MQTT_3_2_2_12,
                "reject-connect")
            .by(() -> Twists.deciding(ConnectRules.WILL_QOS_UNSUPPORTED, false)),
        Deviant.named(
                "refuses-a-will-above-its-qos-and-waits",
                "Refuses a will above its Maximum QoS and leaves the connection open.")
            .offering(the -> the.maximumQos = Qos.AT_LEAST_ONCE)
            .mustFail(
                "limit/will-above-the-maximum-qos-is-refused",
                Mqtt5.MQTT_3_2_2_12,
                "close-connection")
            .by(() -> new ComplainingAndStaying(
                ConnectRules.WILL_QOS_UNSUPPORTED, Endings.REFUSAL_CLOSES)),
        Deviant.named(
                "accepts-a-will-to-be-retained",
                "Accepts a will to be retained, though it retains nothing.")
            .offering(the -> the.retainAvailable = false)
            .mustFail(
                "limit/will-to-be-retained-is-refused-where-nothing-is-retained",
                Mqtt5.MQTT_3_2_2_13,
                "reject-connect")
            .by(() -> Twists.deciding(ConnectRules.WILL_RETAIN_UNSUPPORTED, false)),
        Deviant.named(
                "refuses-a-will-to-be-retained-and-waits",
                "Refuses a will to be retained and leaves the connection open.")
            .offering(the -> the.retainAvailable = false)
            .mustFail(
                "limit/will-to-be-retained-is-refused-where-nothing-is-retained",
                Mqtt5.MQTT_3_2_2_13,
                "close-connection")
            .by(() -> new ComplainingAndStaying(
                ConnectRules.WILL_RETAIN_UNSUPPORTED, Endings.REFUSAL_CLOSES)),
        Deviant.named(
                "shares-though-it-announced-not-to",
                "Grants a Shared Subscription though it announced that there are none.")
            .offering(the -> the.sharedSubscriptionsAvailable = false)
            .mustFail(
                "limit/shared-subscription-is-refused-where-there-are-none",
                Rule.V5_SHARED_SUBSCRIPTION_UNAVAILABLE)
            .by(() -> Twists.deciding(SubscribeRules.SHARED_UNAVAILABLE, false)),
        Deviant.named(
                "takes-identifiers-though-it-announced-not-to",
                "Takes a Subscription Identifier though it announced that there are none.")
            .offering(the -> the.subscriptionIdentifiersAvailable = false)
            .mustFail(
                "limit/subscription-identifier-is-refused-where-there-are-none",
                Rule.V5_SUBSCRIPTION_IDENTIFIER_UNAVAILABLE)
            .by(() -> Twists.deciding(SubscribeRules.IDENTIFIER_UNAVAILABLE, false)),
        Deviant.named(
                "takes-wildcards-though-it-announced-not-to",
                "Grants a wildcard though it announced that there are none.")
            .offering(the -> the.wildcardsAvailable = false)
            .mustFail(
                "limit/wildcard-is-refused-where-there-are-none",
                Rule.V5_WILDCARD_SUBSCRIPTION_UNAVAILABLE)
            .by(() -> Twists.both(
                Twists.deciding(SubscribeRules.WILDCARD_UNAVAILABLE, false),
                Twists.deciding(SubscribeRules.WILDCARD_REFUSED, false))),
        Deviant.named(
                "refuses-one-wildcard-and-grants-the-other",
                "Refuses Topic Filters with # and grants those with +, to clients of 3.1.1.")
            .offering(the -> the.wildcardsAvailable = false)
            .mustFail("limit/wildcards-are-all-refused-or-none", Mqtt311.MQTT_3_8_3_2)
            .by(GrantingOneWildcard::new));
  }

  private static final class GrantingOneWildcard implements Twist {
    private boolean isOther;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      isOther = input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Subscribe subscribe
          && subscribe.subscriptions().stream()
              .noneMatch(asked -> asked.filter().text().endsWith("#"));
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition
          && !(citation == SubscribeRules.WILDCARD_REFUSED
              && who.version() == MqttVersion.V3_1_1
              && isOther);
    }
  }

  /** DISCONNECT 0x00 in place of this code. */
  private static Twist sayingNothingIsWrong(ReasonCode code) {
    return Twists.outgoing(
        Disconnect.class,
        (packet, to, broker) ->
            List.of(packet.reasonCode() == code ? new Disconnect(ReasonCode.SUCCESS) : packet));
  }

  /** Clients with {@code word} in their identifier are ended with 0x9B because of such a packet. 5.0. */
  private static Supplier<Twist> refusing(String word, Predicate<Packet> which) {
    return () -> new Twist() {
      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        if (input instanceof Input.PacketArrived arrived
            && which.test(arrived.packet())
            && broker.versionOf(arrived.connection()) == MqttVersion.V5
            && String.valueOf(broker.clientOf(arrived.connection())).contains(word)) {
          outbox.send(
              arrived.connection(), MqttVersion.V5, new Disconnect(ReasonCode.QOS_NOT_SUPPORTED));
          outbox.close(arrived.connection());
          return List.of(new Input.ConnectionLost(arrived.connection()));
        }
        return List.of(input);
      }
    };
  }

  private static boolean isPublishOf(Packet packet, Qos qos) {
    return packet instanceof Publish publish && publish.qos() == qos;
  }

  private static boolean isSubscribeAtQosTwo(Packet packet) {
    return packet instanceof Subscribe subscribe
        && subscribe.subscriptions().stream().anyMatch(asked -> asked.qos() == Qos.EXACTLY_ONCE);
  }

  private static Twist refusingRetainHandling() {
    return new Twist() {
      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        if (input instanceof Input.PacketArrived arrived
            && arrived.packet() instanceof Subscribe subscribe
            && subscribe.subscriptions().stream()
                .anyMatch(asked -> asked.retainHandling() != RetainHandling.SEND_ALWAYS)) {
          List<ReasonCode> codes = Collections.nCopies(
              subscribe.subscriptions().size(), ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
          outbox.send(
              arrived.connection(),
              MqttVersion.V5,
              new SubAck(subscribe.packetId(), Properties.NONE, codes));
          return List.of();
        }
        return List.of(input);
      }
    };
  }

  private static final class TakingLess implements Twist {
    private static final int TAKEN_MAX = 10;

    // by connection; lives as long as the broker
    private final Map<Long, Integer> begun = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.qos() == Qos.EXACTLY_ONCE
          && begun.merge(arrived.connection(), 1, Integer::sum) > TAKEN_MAX) {
        outbox.close(arrived.connection());
        return List.of(new Input.ConnectionLost(arrived.connection()));
      }
      return List.of(input);
    }
  }

  /** Each message of QoS 2 that it completed takes a place for as long as the connection lives. */
  private static final class CompletedCounted implements Twist {
    static final int MAXIMUM = 5;

    // by connection; lives as long as the broker
    private final Map<Long, Integer> completed = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.qos() == Qos.EXACTLY_ONCE
          && broker.versionOf(arrived.connection()) == MqttVersion.V5
          && completed.getOrDefault(arrived.connection(), 0) >= MAXIMUM) {
        outbox.send(
            arrived.connection(),
            MqttVersion.V5,
            new Disconnect(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED));
        outbox.close(arrived.connection());
        return List.of(new Input.ConnectionLost(arrived.connection()));
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent && sent.packet() instanceof PubComp) {
        completed.merge(sent.connection(), 1, Integer::sum);
      }
      return List.of(effect);
    }
  }

  /** Each message of QoS 2 that it refused takes a place for as long as the connection lives. */
  private static final class RefusedCounted implements Twist {
    static final int MAXIMUM = 5;

    // by connection; lives as long as the broker
    private final Map<Long, Integer> refused = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.qos() == Qos.EXACTLY_ONCE
          && refused.getOrDefault(arrived.connection(), 0) >= MAXIMUM) {
        outbox.send(
            arrived.connection(),
            MqttVersion.V5,
            new Disconnect(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED));
        outbox.close(arrived.connection());
        return List.of(new Input.ConnectionLost(arrived.connection()));
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof PubRec rec
          && rec.reasonCode().isError()) {
        refused.merge(sent.connection(), 1, Integer::sum);
      }
      return List.of(effect);
    }
  }
}
