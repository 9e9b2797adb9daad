package dev.assay.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.client.Arrival;
import dev.assay.client.Arrival.Closed;
import dev.assay.client.Arrival.Received;
import dev.assay.client.ConnectFailed;
import dev.assay.client.WireClient;
import dev.assay.codec.Deviation;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Will;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class ReferenceBrokerTest {
  // by the address of the client that it is about
  private final Map<String, Set<Statement>> cited = new ConcurrentHashMap<>();
  private ReferenceBroker broker;

  @BeforeEach
  void start() throws IOException {
    broker = ReferenceBroker.start(ReferenceBroker.options()
        .withWitness((peer, who, statements, reason, facts) ->
            cited.computeIfAbsent(peer, any -> ConcurrentHashMap.newKeySet()).addAll(statements)));
  }

  @AfterEach
  void stop() {
    broker.stop();
  }

  static Stream<Arguments> versionsAndQos() {
    return Stream.of(MqttVersion.values())
        .flatMap(version -> Stream.of(Qos.values()).map(qos -> Arguments.of(version, qos)));
  }

  @ParameterizedTest
  @MethodSource("versionsAndQos")
  void messageReachesSubscriberAtItsQos(MqttVersion version, Qos qos) throws Exception {
    try (Guest subscriber = Guest.connect(broker.url(), version, "subscriber");
        Guest publisher = Guest.connect(broker.url(), version, "publisher")) {
      subscriber.subscribe("room/+", qos);

      publisher.publish("room/1", "hello", qos, false);

      Publish received = subscriber.receive();
      assertThat(received.topic()).isEqualTo(TopicName.of("room/1"));
      assertThat(received.payload()).isEqualTo(Payload.of("hello"));
      assertThat(received.qos()).isEqualTo(qos);
      assertThat(received.retain()).isFalse();
      subscriber.ping();
    }
  }

  @ParameterizedTest
  @MethodSource("versionsAndQos")
  void retainedMessageReachesLaterSubscriber(MqttVersion version, Qos qos) throws Exception {
    try (Guest publisher = Guest.connect(broker.url(), version, "publisher")) {
      publisher.publish("room/1", "kept", qos, true);
      publisher.ping();
    }
    try (Guest subscriber = Guest.connect(broker.url(), version, "subscriber")) {
      subscriber.subscribe("room/#", qos);

      Publish received = subscriber.receive();

      assertThat(received.payload()).isEqualTo(Payload.of("kept"));
      assertThat(received.retain()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void senderOfSingleBytesIsServed(MqttVersion version) throws Exception {
    try (WireClient client = Guest.open(broker.url(), version)) {
      Packet[] packets = {
        Guest.connectPacket(version, "slow"),
        Guest.message("a", "b", Qos.AT_LEAST_ONCE, false),
        new PingReq()
      };
      for (Packet packet : packets) {
        for (byte each : Deviation.of(version, packet).bytes()) {
          client.sendBytes(new byte[] {each});
        }
      }

      Guest guest = new Guest(client);
      guest.expect(ConnAck.class);
      guest.expect(PubAck.class);
      guest.expect(PingResp.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyPacketsInOneSegmentAreAnsweredInOrder(MqttVersion version) throws Exception {
    ByteArrayOutputStream segment = new ByteArrayOutputStream();
    segment.writeBytes(
        Deviation.of(version, Guest.connectPacket(version, "fast")).bytes());
    byte[] publish =
        Deviation.of(version, Guest.message("a", "b", Qos.AT_LEAST_ONCE, false)).bytes();
    byte[] ping = Deviation.of(version, new PingReq()).bytes();
    for (int i = 0; i < 100; i++) {
      segment.writeBytes(publish);
      segment.writeBytes(ping);
    }
    try (WireClient client = Guest.open(broker.url(), version)) {
      client.sendBytes(segment.toByteArray());

      Guest guest = new Guest(client);
      guest.expect(ConnAck.class);
      for (int i = 0; i < 100; i++) {
        guest.expect(PubAck.class);
        guest.expect(PingResp.class);
      }
    }
  }

  @Test
  void malformedBytesEndTheConnectionWithTheirReasonAndOthersAreServed() throws Exception {
    try (Guest bad = Guest.connect(broker.url(), MqttVersion.V5, "bad");
        Guest good = Guest.connect(broker.url(), MqttVersion.V5, "good")) {
      bad.wire().send(Deviation.ofHex("C1 00"));

      assertThat(bad.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.MALFORMED_PACKET);
      assertOrderlyEnd(bad.wire().next());
      good.ping();
    }
  }

  @Test
  void malformedBytesEndTheConnectionWithoutAWordIn311() throws Exception {
    try (Guest bad = Guest.connect(broker.url(), MqttVersion.V3_1_1, "bad");
        Guest good = Guest.connect(broker.url(), MqttVersion.V3_1_1, "good")) {
      bad.wire().send(Deviation.ofHex("C1 00"));

      assertOrderlyEnd(bad.wire().next());
      good.ping();
    }
  }

  @Test
  void brokerThatStopsSaysSoToWhoCanHearIt() throws Exception {
    try (Guest newer = Guest.connect(broker.url(), MqttVersion.V5, "newer");
        Guest older = Guest.connect(broker.url(), MqttVersion.V3_1_1, "older")) {
      broker.stop();

      assertThat(newer.expect(Disconnect.class).reasonCode())
          .isEqualTo(ReasonCode.SERVER_SHUTTING_DOWN);
      assertOrderlyEnd(newer.wire().next());
      assertOrderlyEnd(older.wire().next());
    }
  }

  @Test
  void strangersAreSentAway() throws Exception {
    for (String hello : List.of("GET / HTTP/1.1\r\n\r\n", "\u0016\u0003\u0001\u0002\u0000\u0001")) {
      try (WireClient stranger = Guest.open(broker.url(), MqttVersion.V5)) {
        stranger.sendBytes(hello.getBytes(StandardCharsets.ISO_8859_1));

        Arrival arrival = stranger.next();
        if (arrival instanceof Received) {
          arrival = stranger.next();
        }
        assertOrderlyEnd(arrival);
      }
    }
  }

  @Test
  void packetOverTheMaximumEndsTheConnectionBeforeItHasCome() throws Exception {
    broker.stop();
    broker = ReferenceBroker.start(ReferenceBroker.options()
        .withConfig(BrokerConfig.DEFAULT.with(the -> the.maximumPacketSizeBytes = 1_000)));
    try (Guest guest = Guest.connect(broker.url(), MqttVersion.V5, "large")) {
      // announces 128 MiB and sends nothing of them
      guest.wire().send(Deviation.ofHex("30 80 80 80 40"));

      assertThat(guest.expect(Disconnect.class).reasonCode())
          .isEqualTo(ReasonCode.PACKET_TOO_LARGE);
      assertOrderlyEnd(guest.wire().next());
    }
  }

  @ParameterizedTest
  @EnumSource
  void willIsPublishedForClientThatIsReset(MqttVersion version) throws Exception {
    Will will = new Will(
        TopicName.of("will"), Payload.of("gone"), Qos.AT_MOST_ONCE, false, Properties.NONE);
    try (Guest heir = Guest.connect(broker.url(), version, "heir");
        WireClient dying = Guest.open(broker.url(), version)) {
      heir.subscribe("will", Qos.AT_MOST_ONCE);
      dying.send(new Connect(version, "dying", true, 30, will, null, null, Properties.NONE));
      assertThat(dying.next()).isInstanceOf(Received.class);

      dying.abort();

      assertThat(heir.receive().payload()).isEqualTo(Payload.of("gone"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientThatStaysSilentBeyondItsKeepAliveIsDropped(MqttVersion version) throws Exception {
    try (WireClient client = Guest.open(broker.url(), version)) {
      client.send(new Connect(version, "silent", true, 1, null, null, null, Properties.NONE));
      Received connAck = (Received) client.next();

      Arrival arrival = client.next();

      long silentMicros =
          (arrival instanceof Received r ? r.timeMicros() : ((Closed) arrival).timeMicros())
              - connAck.timeMicros();
      assertThat(silentMicros).isBetween(1_400_000L, 5_000_000L);
      assertOrderlyEnd(arrival instanceof Received ? client.next() : arrival);
    }
  }

  /** CONNACK 1 is the same in MQTT 3.1. */
  @Test
  void clientOfMqtt31IsToldThatItsVersionIsNotSpoken() throws Exception {
    try (WireClient client = Guest.open(broker.url(), MqttVersion.V3_1_1)) {
      client.send(Deviation.ofHex("10 11  00 06 4D 51 49 73 64 70  03  02  00 3C  00 03 61 62 63"));

      Received answer = (Received) client.next();

      assertThat(answer.packet())
          .isEqualTo(new ConnAck(false, ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, Properties.NONE));
      assertOrderlyEnd(client.next());
    }
  }

  @Test
  void clientThatSaysNothingIsDropped() throws Exception {
    broker.stop();
    broker = ReferenceBroker.start(ReferenceBroker.options()
        .withConfig(BrokerConfig.DEFAULT.with(the -> the.connectWithinSeconds = 1)));
    try (WireClient client = Guest.open(broker.url(), MqttVersion.V5);
        Guest guest = Guest.connect(broker.url(), MqttVersion.V5, "guest")) {
      // the beginning of a CONNECT is none
      client.sendBytes(new byte[] {0x10});

      assertOrderlyEnd(client.next());
      guest.ping();
    }
  }

  @Test
  void decisionsAreToldWithTheAddressOfTheClientThatTheyAreAbout() throws Exception {
    try (Guest first = Guest.connect(broker.url(), MqttVersion.V5, "first");
        Guest second = Guest.connect(broker.url(), MqttVersion.V5, "second")) {
      first.ping();

      assertThat(cited.get(first.wire().localAddress())).contains(Mqtt5.MQTT_3_12_4_1);
      assertThat(cited.get(second.wire().localAddress()))
          .isNotEmpty()
          .doesNotContain(Mqtt5.MQTT_3_12_4_1);
    }
  }

  @Test
  void stopFreesThePortAndForgetsEverything() throws Exception {
    int port = broker.port();
    try (Guest guest = Guest.connect(broker.url(), MqttVersion.V5, "guest")) {
      guest.publish("room", "kept", Qos.AT_LEAST_ONCE, true);

      broker.stop();

      guest.expect(Disconnect.class);
      assertThat(guest.wire().next()).isInstanceOf(Closed.class);
    }
    assertThatCode(broker::stop).as("a second stop").doesNotThrowAnyException();
    for (int i = 0; i < 5; i++) {
      broker = ReferenceBroker.start(ReferenceBroker.options().withAddress("127.0.0.1", port));
      try (Guest guest = Guest.connect(broker.url(), MqttVersion.V5, "guest")) {
        assertThat(broker.port()).isEqualTo(port);
        guest.subscribe("room", Qos.AT_LEAST_ONCE);
        guest.ping();
      }
      broker.stop();
    }
  }

  @Test
  void twoHundredConnectionsComeAndGo() throws Exception {
    List<Guest> guests = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      guests.add(Guest.connect(broker.url(), MqttVersion.values()[i % 2], "guest" + i));
    }
    guests.forEach(Guest::ping);
    for (int i = 0; i < guests.size(); i++) {
      drop(guests.get(i), i % 3);
    }

    try (Guest last = Guest.connect(broker.url(), MqttVersion.V5, "last")) {
      last.subscribe("t", Qos.EXACTLY_ONCE);
      last.publish("u", "nobody", Qos.EXACTLY_ONCE, false);
      last.ping();
    }
  }

  private static void drop(Guest guest, int how) {
    switch (how) {
      case 0 -> guest.close();
      case 1 -> guest.wire().abort();
      default -> {
        guest.wire().send(new Disconnect(ReasonCode.SUCCESS));
        assertOrderlyEnd(guest.wire().next());
      }
    }
  }

  @Test
  void twoBrokersShareNothing() throws IOException, ConnectFailed {
    try (ReferenceBroker other = ReferenceBroker.start(ReferenceBroker.options());
        Guest here = Guest.connect(broker.url(), MqttVersion.V5, "same");
        Guest there = Guest.connect(other.url(), MqttVersion.V5, "same")) {
      here.publish("t", "kept", Qos.AT_LEAST_ONCE, true);
      there.subscribe("#", Qos.AT_LEAST_ONCE);

      there.ping();
      here.ping();
    }
  }

  private static void assertOrderlyEnd(Arrival arrival) {
    assertThat(arrival).isInstanceOf(Closed.class);
    assertThat(((Closed) arrival).reset()).as("reset").isFalse();
  }
}
