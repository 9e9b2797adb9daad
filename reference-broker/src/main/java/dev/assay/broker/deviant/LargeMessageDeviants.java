package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.Outgoing;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.List;

/** What can go wrong with the Maximum Packet Size where it is about messages. */
final class LargeMessageDeviants {
  private LargeMessageDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "sends-qos-0-at-any-size",
                "Sends messages that are published at QoS 0 without a look at the client's Maximum Packet Size.")
            .mustFail("size/too-large-message-of-qos-0-is-not-sent", Mqtt5.MQTT_3_1_2_24)
            .by(() -> new Unchecked() {
              @Override
              boolean isUnchecked(Input.PacketArrived arrived, BrokerView broker) {
                return arrived.packet() instanceof Publish publish
                    && publish.qos() == Qos.AT_MOST_ONCE;
              }
            }),
        Deviant.named(
                "sends-again-at-any-size",
                "Sends a message again without a look at the Maximum Packet Size of the new connection.")
            .mustFail("size/repeat-keeps-to-the-limit-of-the-connection", Mqtt5.MQTT_3_1_2_24)
            .by(() -> new Unchecked() {
              @Override
              boolean isUnchecked(Input.PacketArrived arrived, BrokerView broker) {
                return arrived.packet() instanceof Connect connect
                    && broker.underWayTo(connect.clientId()) > 0;
              }
            }),
        Deviant.named(
                "does-not-count-identifiers",
                "Takes a message for as large as it is without its Subscription Identifiers.")
            .mustFail("size/subscription-identifier-counts", Mqtt5.MQTT_3_1_2_24)
            .by(IdentifiersUncounted::new),
        Deviant.named(
                "keeps-the-packet-size",
                "Takes the Maximum Packet Size of a session's earlier connection where CONNECT has none.")
            .mustFail("size/limit-ends-with-its-connection", Rule.V5_DELIVER_TO_MATCHING)
            .mayFail("size/takeover-brings-a-limit-of-its-own")
            .by(() -> ConnectTwists.keepingFromBefore(PropertyId.MAXIMUM_PACKET_SIZE)));
  }

  /** While some packets are handled nothing is too large. */
  private abstract static class Unchecked implements Twist {
    // lives from an input to the next
    private boolean isUnchecked;

    abstract boolean isUnchecked(Input.PacketArrived arrived, BrokerView broker);

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      isUnchecked = input instanceof Input.PacketArrived arrived && isUnchecked(arrived, broker);
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition && !(citation == Outgoing.TOO_LARGE_FOR_CLIENT && isUnchecked);
    }
  }

  /** The core is told a limit with room for one short identifier; what may not have that room stays here. */
  private static final class IdentifiersUncounted extends Attentive {
    private static final int IDENTIFIER_BYTES = 2;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      List<Input> seen = super.inputs(input, broker, outbox);
      Connect connect = ConnectTwists.firstConnect(input, broker);
      long limit = connect == null || connect.version() != MqttVersion.V5
          ? 0
          : connect.properties().number(PropertyId.MAXIMUM_PACKET_SIZE, 0);
      if (connect == null || limit == 0 || limit > Integer.MAX_VALUE) {
        return seen;
      }
      Properties roomy = connect.properties().without(PropertyId.MAXIMUM_PACKET_SIZE).toBuilder()
          .with(PropertyId.MAXIMUM_PACKET_SIZE, limit + IDENTIFIER_BYTES)
          .build();
      return List.of(new Input.PacketArrived(
          ((Input.PacketArrived) input).connection(),
          ConnectTwists.withProperties(connect, roomy)));
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      boolean isTooLarge = effect instanceof Effect.Sent sent
          && !(sent.packet() instanceof Publish publish
              && publish.properties().has(PropertyId.SUBSCRIPTION_IDENTIFIER))
          && Deviation.of(sent.version(), sent.packet()).bytes().length
              > declared(sent.connection(), PropertyId.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE);
      return isTooLarge ? List.of() : List.of(effect);
    }
  }
}
