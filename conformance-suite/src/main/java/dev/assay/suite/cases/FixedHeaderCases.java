package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.MALFORMED_PACKET;
import static dev.assay.codec.packet.ReasonCode.PROTOCOL_ERROR;
import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.connectRefusedWith;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Outcomes.refusedWith;
import static dev.assay.suite.Step.any;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.disconnect;
import static dev.assay.suite.Step.disconnectWithError;
import static dev.assay.suite.Step.pingResp;

import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Packets;
import java.util.List;

/** Wrong packet types, flags and lengths in the first bytes of a packet. */
final class FixedHeaderCases {
  private static final int ZERO = 0b0000;
  private static final int BIT_0 = 0b0001;
  private static final int BIT_1 = 0b0010;

  /** Flags of another packet type. */
  @ConformanceCase(
      id = "fixed-header/puback-with-flags-is-refused",
      title = "A PUBACK whose reserved flags are not 0000 costs its sender the connection.",
      advice = "Look for a decoder that masks the lower four bits of the first byte away.",
      needs = Need.QOS_1)
  void pubAckWithFlagsIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-malformed-packet",
              v311 = Mqtt311.MQTT_2_2_2_2)
          Judged refused) {
    CaseClient client = bench.connect("client");
    Publish publish = Malformed.underWayTo(client, bench, Qos.AT_LEAST_ONCE);

    client.send(Malformed.of(bench, new PubAck(publish.packetId())).withFlags(BIT_1));

    client.judge(refused, Malformed.tolerableInV5(MALFORMED_PACKET));
  }

  /** PUBREL alone has 0010; its neighbour has not. */
  @ConformanceCase(
      id = "fixed-header/pubrec-with-flags-is-refused",
      title = "A PUBREC whose reserved flags are not 0000 costs its sender the connection.",
      advice =
          "Look for a decoder that treats the flags of PUBREC as those of PUBREL, or masks them away.",
      needs = Need.QOS_2)
  void pubRecWithFlagsIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-malformed-packet",
              v311 = Mqtt311.MQTT_2_2_2_2)
          Judged refused) {
    CaseClient client = bench.connect("client");
    Publish publish = Malformed.underWayTo(client, bench, Qos.EXACTLY_ONCE);

    client.send(Malformed.of(bench, new PubRec(publish.packetId())).withFlags(BIT_1));

    client.judge(refused, Malformed.tolerableInV5(MALFORMED_PACKET, any(PubRel.class)));
  }

  /** PUBREL is the one of the four acknowledgements whose flags are not all zero. */
  @ConformanceCase(
      id = "fixed-header/pubrel-without-its-flags-is-refused",
      title = "A PUBREL whose flags are not 0010 costs its sender the connection.",
      advice = "Look for a decoder that takes flags 0000 for right in every packet type.",
      needs = Need.QOS_2)
  void pubRelWithoutItsFlagsIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_6_1_1,
              demandV5 = "close-on-other-flags",
              v311 = Mqtt311.MQTT_3_6_1_1,
              demandV311 = "close-on-other-flags")
          Judged refused) {
    CaseClient client = bench.connect("client");
    int packetId = client.nextPacketId();
    client.publishUpToPubRec(
        Packets.publish(Qos.EXACTLY_ONCE, packetId, bench.topic("a"), "half way"));

    client.send(Malformed.of(bench, new PubRel(packetId)).withFlags(ZERO));

    client.judge(refused, refusedWith(MALFORMED_PACKET, PROTOCOL_ERROR));
  }

  /** The last word of QoS 2. */
  @ConformanceCase(
      id = "fixed-header/pubcomp-with-flags-is-refused",
      title = "A PUBCOMP whose reserved flags are not 0000 costs its sender the connection.",
      advice =
          "Look for a decoder that treats the flags of PUBCOMP as those of PUBREL, or masks them away.",
      needs = Need.QOS_2)
  void pubCompWithFlagsIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-malformed-packet",
              v311 = Mqtt311.MQTT_2_2_2_2)
          Judged refused) {
    CaseClient client = bench.connect("client");
    Publish publish = Malformed.underWayTo(client, bench, Qos.EXACTLY_ONCE);
    client.send(new PubRec(publish.packetId()));
    client.await(PubRel.class, rel -> rel.packetId() == publish.packetId());

    client.send(Malformed.of(bench, new PubComp(publish.packetId())).withFlags(BIT_1));

    client.judge(refused, Malformed.tolerableInV5(MALFORMED_PACKET));
  }

  /** The shortest packet of all can be wrong, too. */
  @ConformanceCase(
      id = "fixed-header/pingreq-with-flags-is-refused",
      title = "A PINGREQ whose reserved flags are not 0000 costs its sender the connection.",
      advice = "Look for a decoder that looks at the packet type alone and answers.")
  void pingReqWithFlagsIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-malformed-packet",
              v311 = Mqtt311.MQTT_2_2_2_2)
          Judged refused) {
    CaseClient client = bench.connect("client");

    client.send(Malformed.of(bench, new PingReq()).withFlags(BIT_0));

    client.judge(refused, Malformed.tolerableInV5(MALFORMED_PACKET, pingResp()));
  }

  /** CONNECT is checked more strictly than any other packet. */
  @ConformanceCase(
      id = "fixed-header/connect-with-flags-is-refused",
      title = "A CONNECT whose reserved fixed header flags are not 0000 is refused.",
      advice = "Look for a first byte that is compared after its lower four bits are masked away.")
  void connectWithFlagsIsRefused(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_4_1, v311 = Mqtt311.MQTT_2_2_2_2) Judged refused) {
    CaseClient client = bench.open("client");

    client.send(Malformed.of(bench, bench.hello("client").packet()).withFlags(BIT_0));

    client.judge(refused, connectRefusedWith(MALFORMED_PACKET, PROTOCOL_ERROR));
  }

  /** 3.15.1 leaves no room, whether or not the server knows any Authentication Method. */
  @ConformanceCase(
      id = "fixed-header/auth-with-flags-is-refused",
      title = "An AUTH whose reserved flags are not 0000 costs its sender the connection.",
      advice = "Look for AUTH packets that are thrown away unread.")
  void authWithFlagsIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_15_1_1, demandV5 = "close-on-other-flags") Judged refused) {
    CaseClient client = bench.connect("client");
    Auth auth = new Auth(
        ReasonCode.RE_AUTHENTICATE,
        Properties.builder()
            .with(PropertyId.AUTHENTICATION_METHOD, "assay-unknown")
            .build());

    client.send(Malformed.of(bench, auth).withFlags(BIT_0));

    client.judge(
        refused,
        on(V5)
            .best("DISCONNECT 0x81, then close", disconnect(MALFORMED_PACKET), closed())
            .acceptable(
                "DISCONNECT 0x82, then close: AUTH without a method in CONNECT is a Protocol Error, too",
                disconnect(PROTOCOL_ERROR),
                closed())
            .acceptable("close; for AUTH the DISCONNECT is a MAY", closed())
            .warn(
                "DISCONNECT with another error code, then close", disconnectWithError(), closed()));
  }

  /** Type 0 is forbidden in both versions. */
  @ConformanceCase(
      id = "fixed-header/packet-type-0-is-refused",
      title = "A packet of the reserved type 0 costs its sender the connection.",
      advice =
          "Look for a dispatch on the packet type that has no branch for the types it does not know.")
  void packetTypeZeroIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-malformed-packet",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    CaseClient client = bench.connect("client");

    client.send(Malformed.of(bench, new PingReq()).withType(0));

    client.judge(refused, Malformed.tolerableInV5(MALFORMED_PACKET));
  }

  /** What 5.0 calls AUTH is reserved in 3.1.1. */
  @ConformanceCase(
      id = "fixed-header/packet-type-15-is-refused",
      title = "In 3.1.1 a packet of the reserved type 15 costs its sender the connection.",
      advice = "Look for AUTH, type 15 of 5.0, being read whatever the version of the connection.")
  void packetTypeFifteenIsRefused(
      Bench bench, @Covers(v311 = Mqtt311.MQTT_4_8_0_1) Judged refused) {
    CaseClient client = bench.connect("client");

    client.send(Malformed.of(bench, new PingReq()).withType(15));

    client.judge(refused, Malformed.tolerableInV5(MALFORMED_PACKET));
  }

  /** An answer to nothing, in the wrong direction. */
  @ConformanceCase(
      id = "fixed-header/connack-from-a-client-is-refused",
      title = "A client that sends CONNACK, which only a server may, is disconnected.",
      advice = "Look for packets of servers that fall through the broker's dispatch unnoticed.")
  void connAckFromAClientIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-protocol-error",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    judgePacketOfServers(bench, refused, new ConnAck(false, ReasonCode.SUCCESS, Properties.NONE));
  }

  /** An answer to nothing, in the wrong direction. */
  @ConformanceCase(
      id = "fixed-header/suback-from-a-client-is-refused",
      title = "A client that sends SUBACK, which only a server may, is disconnected.",
      advice = "Look for packets of servers that fall through the broker's dispatch unnoticed.")
  void subAckFromAClientIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-protocol-error",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    judgePacketOfServers(
        bench, refused, new SubAck(1, Properties.NONE, List.of(ReasonCode.SUCCESS)));
  }

  /** An answer to nothing, in the wrong direction. */
  @ConformanceCase(
      id = "fixed-header/unsuback-from-a-client-is-refused",
      title = "A client that sends UNSUBACK, which only a server may, is disconnected.",
      advice = "Look for packets of servers that fall through the broker's dispatch unnoticed.")
  void unsubAckFromAClientIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-protocol-error",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    List<ReasonCode> codes = bench.isV5() ? List.of(ReasonCode.SUCCESS) : List.of();
    judgePacketOfServers(bench, refused, new UnsubAck(1, Properties.NONE, codes));
  }

  /** Harmless it looks, and some clients' bugs look like it. */
  @ConformanceCase(
      id = "fixed-header/pingresp-from-a-client-is-refused",
      title = "A client that sends PINGRESP, which only a server may, is disconnected.",
      advice = "Look for a broker that shares its dispatch with a client library.")
  void pingRespFromAClientIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-protocol-error",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    judgePacketOfServers(bench, refused, new PingResp());
  }

  /** Four bytes are the most; here the fourth announces a fifth, which would end the number 0. */
  @ConformanceCase(
      id = "fixed-header/remaining-length-of-five-bytes-is-refused",
      title =
          "A Remaining Length that goes on behind its fourth byte costs its sender the connection.",
      advice = "Look for a loop that reads length bytes until one has no continuation bit.")
  void remainingLengthOfFiveBytesIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-malformed-packet",
              v311 = Mqtt311.MQTT_4_8_0_1)
          Judged refused) {
    CaseClient client = bench.connect("client");

    client.send(Malformed.of(bench, new PingReq()).withRemainingLength("80 80 80 80 00"));

    client.judge(refused, Malformed.tolerableInV5(MALFORMED_PACKET, pingResp()));
  }

  private static void judgePacketOfServers(Bench bench, Judged refused, Packet packet) {
    CaseClient client = bench.connect("client");

    client.send(Malformed.of(bench, packet));

    client.judge(refused, Malformed.tolerableInV5(PROTOCOL_ERROR));
  }
}
