package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What can go wrong with the form of the broker's own packets. Since every case would notice, each fault shows only to clients
 * with a certain word in their Client Identifier.
 */
final class OwnPacketDeviants {
  /** No acknowledgement has this Reason Code. */
  private static final String UNKNOWN_CODE = "55";

  private OwnPacketDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "sets-a-reserved-flag",
                "Sends UNSUBACK with flags 0001, to clients with \"ownflags\" in their identifier.")
            .mustFail(
                "own-packets/reserved-flags-have-their-values",
                Mqtt5.MQTT_2_1_3_1,
                Mqtt311.MQTT_2_2_2_1)
            .by(to("ownflags", UnsubAck.class, it -> it.withFlags(0b0001))),
        Deviant.named(
                "sends-pubrel-without-flags",
                "Sends PUBREL with flags 0000, to clients with \"ownrelflags\" in their identifier.")
            .mustFail(
                "own-packets/pubrel-has-flags-0010", Mqtt5.MQTT_3_6_1_1, "send-pubrel-flags-0010")
            .mustFail("own-packets/pubrel-has-flags-0010", Mqtt311.MQTT_3_6_1_1, "send-flags-0010")
            .by(to("ownrelflags", PubRel.class, it -> it.withFlags(0b0000))),
        Deviant.named(
                "pads-lengths",
                "Writes the Remaining Length of PINGRESP in two bytes, to clients with \"ownlength\" in their identifier.")
            .mustFail("own-packets/lengths-are-in-their-shortest-form", Mqtt5.MQTT_1_5_5_1)
            .by(to("ownlength", PingResp.class, it -> it.withRemainingLength("80 00"))),
        Deviant.named(
                "leaves-out-property-length",
                "Ends a PUBLISH without properties and payload before its Property Length, to clients with \"ownproperty\" in their identifier.")
            .mustFail("own-packets/property-length-is-never-left-out", Mqtt5.MQTT_2_2_2_1)
            .by(to(
                "ownproperty",
                Publish.class,
                it -> it.cutBodyTo(it.bytes().length - it.headerBytes() - 1))),
        Deviant.named(
                "loses-the-body-of-publish",
                "Sends PUBLISH without its body, to clients with \"owntopic\" in their identifier.")
            .mustFail(
                "own-packets/publish-begins-with-its-topic", Mqtt5.MQTT_3_3_2_1, "topic-name-first")
            .mustFail(
                "own-packets/publish-begins-with-its-topic",
                Mqtt311.MQTT_3_3_2_1,
                "topic-name-first")
            .by(to("owntopic", Publish.class, it -> it.cutBodyTo(0))),
        Deviant.named(
                "makes-up-a-code-of-puback",
                "Sends PUBACK with a Reason Code that does not exist, to clients with \"ownpuback\" in their identifier.")
            .mustFail("own-packets/puback-has-a-listed-code", Mqtt5.MQTT_3_4_2_1)
            .by(to("ownpuback", PubAck.class, OwnPacketDeviants::withUnknownCode)),
        Deviant.named(
                "makes-up-a-code-of-pubrec",
                "Sends PUBREC with a Reason Code that does not exist, to clients with \"ownpubrec\" in their identifier.")
            .mustFail("own-packets/pubrec-has-a-listed-code", Mqtt5.MQTT_3_5_2_1)
            .by(to("ownpubrec", PubRec.class, OwnPacketDeviants::withUnknownCode)),
        Deviant.named(
                "makes-up-a-code-of-pubrel",
                "Sends PUBREL with a Reason Code that does not exist, to clients with \"ownrelcode\" in their identifier.")
            .mustFail("own-packets/pubrel-has-a-listed-code", Mqtt5.MQTT_3_6_2_1)
            .by(to("ownrelcode", PubRel.class, OwnPacketDeviants::withUnknownCode)),
        Deviant.named(
                "makes-up-a-code-of-pubcomp",
                "Sends PUBCOMP with a Reason Code that does not exist, to clients with \"ownpubcomp\" in their identifier.")
            .mustFail("own-packets/pubcomp-has-a-listed-code", Mqtt5.MQTT_3_7_2_1)
            .by(to("ownpubcomp", PubComp.class, OwnPacketDeviants::withUnknownCode)),
        Deviant.named(
                "makes-up-a-code-of-disconnect",
                "Sends DISCONNECT with a Reason Code that does not exist, to clients with \"owndisconnect\" in their identifier.")
            .mustFail("own-packets/disconnect-has-a-listed-code", Mqtt5.MQTT_3_14_2_1)
            .by(to("owndisconnect", Disconnect.class, it -> it.cutBodyTo(0).append(UNKNOWN_CODE))));
  }

  /** Behind a Packet Identifier. */
  private static Deviation withUnknownCode(Deviation acknowledgement) {
    return acknowledgement.cutBodyTo(2).append(UNKNOWN_CODE);
  }

  /** What leaves in place of a packet of this kind, to clients with {@code word} in their Client Identifier. */
  static Supplier<Twist> to(
      String word, Class<? extends Packet> kind, UnaryOperator<Deviation> change) {
    return () -> new Twist() {
      @Override
      public List<Effect> effects(Effect effect, BrokerView broker) {
        if (effect instanceof Effect.Sent sent
            && kind.isInstance(sent.packet())
            && String.valueOf(broker.clientOf(sent.connection())).contains(word)) {
          byte[] bytes =
              change.apply(Deviation.of(sent.version(), sent.packet())).bytes();
          return List.of(new Effect.SentBytes(sent.connection(), Payload.owning(bytes)));
        }
        return List.of(effect);
      }
    };
  }
}
