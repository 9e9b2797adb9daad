package dev.assay.broker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.net.ConnectionLimits;
import dev.assay.broker.net.Observing;
import dev.assay.broker.net.ShellOptions;
import dev.assay.broker.net.Transport;
import dev.assay.client.Arrival;
import dev.assay.client.BrokerUrl;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A subscriber that does not read: the broker keeps so much for it and no more, and nobody else misses anything. */
// against a hang alone
@Timeout(600)
class SlowSubscriberTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MEBIBYTE = 1024 * 1024;
  private static final String TOPIC = "news";

  private static Identity identity;

  private final Remains remains = new Remains();
  private ReferenceBroker broker;

  @BeforeAll
  static void makeCertificate() throws Exception {
    identity = Identity.make();
  }

  @AfterEach
  void stop() {
    broker.stop();
  }

  private void start(ShellOptions options) throws Exception {
    broker = ReferenceBroker.start(options
        .withListening(identity.everyTransport())
        .withObserving(new Observing("1.0", new Observing.Address("127.0.0.1", 0), 0))
        .withCores(remains.cores()));
    remains.awaitFirst(PATIENCE);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void isDroppedWhenTooManyBytesWaitForIt(Transport over) throws Exception {
    int messageBytes = 64 * 1024;
    // the limit, and what the systems' sockets and the client's own buffers may hold on the way
    int bytesMax = 128 * MEBIBYTE;
    start(ReferenceBroker.options()
        .withLimits(ConnectionLimits.DEFAULT.with(the -> the.outboundMaxBytes = MEBIBYTE)));
    try (WireClient slow = subscriber(over, "slow", Qos.AT_MOST_ONCE, Properties.NONE);
        WireClient other = subscriber(over, "other", Qos.AT_MOST_ONCE, Properties.NONE);
        WireClient publisher = connected(Transport.TCP, "publisher", Properties.NONE)) {
      slow.stopReading();
      int sent = 0;
      while (remains.last().connections() == 3 && sent < bytesMax / messageBytes) {
        Publish news = message(Qos.AT_MOST_ONCE, 0, new byte[messageBytes]);
        publisher.send(news);
        sent++;

        assertThat(receive(other, Publish.class).payload()).isEqualTo(news.payload());
      }

      assertThat(remains.last().connections())
          .as("after %d messages of %d bytes", sent, messageBytes)
          .isEqualTo(2);
      assertThat(dropped()).contains("\nassay_broker_slow_clients_dropped_total 1.0\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void manyOfThemTogetherAreDroppedWhenTooManyBytesWaitForAll(Transport over) throws Exception {
    int messageBytes = 64 * 1024;
    int slowClients = 8;
    // far below what a single one may leave waiting
    int bytesMax = 24 * MEBIBYTE;
    start(ReferenceBroker.options()
        .withLimits(ConnectionLimits.DEFAULT.with(the -> the.outboundTotalMaxBytes = MEBIBYTE)));
    List<WireClient> slow = new ArrayList<>();
    try (WireClient other = subscriber(over, "other", Qos.AT_MOST_ONCE, Properties.NONE);
        WireClient publisher = connected(Transport.TCP, "publisher", Properties.NONE)) {
      for (int i = 0; i < slowClients; i++) {
        slow.add(subscriber(over, "slow" + i, Qos.AT_MOST_ONCE, Properties.NONE));
        slow.get(i).stopReading();
      }
      int sent = 0;
      while (remains.last().connections() > 2 && sent < bytesMax / messageBytes) {
        Publish news = message(Qos.AT_MOST_ONCE, 0, new byte[messageBytes]);
        publisher.send(news);
        sent++;

        assertThat(receive(other, Publish.class).payload()).isEqualTo(news.payload());
      }

      assertThat(remains.last().connections())
          .as("after %d messages of %d bytes", sent, messageBytes)
          .isEqualTo(2);
      assertThat(dropped())
          .contains("\nassay_broker_slow_clients_dropped_total " + slowClients + ".0\n");
    } finally {
      slow.forEach(WireClient::close);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void hasSoManyMessagesKeptForItAndNoMore(Transport over) throws Exception {
    int inFlight = 10;
    int queue = 50;
    int messages = 200;
    start(ReferenceBroker.options()
        .withConfig(BrokerConfig.DEFAULT.with(the -> the.queueMaxMessages = queue)));
    Properties few =
        Properties.builder().with(PropertyId.RECEIVE_MAXIMUM, inFlight).build();
    try (WireClient slow = subscriber(over, "slow", Qos.AT_LEAST_ONCE, few);
        WireClient other = subscriber(over, "other", Qos.AT_LEAST_ONCE, Properties.NONE);
        WireClient publisher = connected(Transport.TCP, "publisher", Properties.NONE)) {
      slow.stopReading();
      for (int id = 1; id <= messages; id++) {
        publisher.send(message(Qos.AT_LEAST_ONCE, id, new byte[] {(byte) id}));
        receive(publisher, PubAck.class);

        assertThat(takeNext(other)).isEqualTo((byte) id);
      }
      remains.await(now -> now.waiting() == queue, PATIENCE);

      slow.resumeReading();

      byte before = 0;
      for (int i = 0; i < inFlight + queue; i++) {
        byte next = takeNext(slow);
        assertThat(Byte.toUnsignedInt(next))
            .as("in their order")
            .isGreaterThan(Byte.toUnsignedInt(before));
        before = next;
      }
      remains.await(now -> now.waiting() == 0, PATIENCE);
    }
  }

  /** What was kept for it is more than may wait for the network at once: no reason to drop a client that reads. */
  @ParameterizedTest
  @CsvSource({
    "32, 40, 1_048_576",
    // each is larger than what may wait
    "1, 4, 6_291_456"
  })
  void getsMoreThanMayWaitForItIfItReads(
      int outboundMaxMebibytes, int messages, String messageBytes) throws Exception {
    start(ReferenceBroker.options()
        .withLimits(ConnectionLimits.DEFAULT.with(
            the -> the.outboundMaxBytes = outboundMaxMebibytes * MEBIBYTE)));
    Properties lasting =
        Properties.builder().with(PropertyId.SESSION_EXPIRY_INTERVAL, 600).build();
    subscriber(Transport.TCP, "prompt", Qos.AT_LEAST_ONCE, lasting).close();
    remains.await(now -> now.connections() == 0, PATIENCE);
    try (WireClient publisher = connected(Transport.TCP, "publisher", Properties.NONE)) {
      for (int id = 1; id <= messages; id++) {
        byte[] payload = new byte[Integer.parseInt(messageBytes.replace("_", ""))];
        payload[0] = (byte) id;
        publisher.send(message(Qos.AT_LEAST_ONCE, id, payload));
        receive(publisher, PubAck.class);
      }
    }

    try (WireClient prompt = connected(Transport.TCP, "prompt", false, lasting)) {
      for (int id = 1; id <= messages; id++) {
        assertThat(takeNext(prompt)).isEqualTo((byte) id);
      }
    }
  }

  /** Nor is it dropped while it takes nothing for a moment: what it acknowledges makes room for the rest. */
  @Test
  void isSentNoMoreAtOnceThanMayWaitForIt() throws Exception {
    int messages = 160;
    start(ReferenceBroker.options()
        .withLimits(ConnectionLimits.DEFAULT.with(the -> the.outboundMaxBytes = MEBIBYTE)));
    try (WireClient slow = subscriber(Transport.TCP, "slow", Qos.AT_LEAST_ONCE, Properties.NONE);
        WireClient publisher = connected(Transport.TCP, "publisher", Properties.NONE)) {
      slow.stopReading();
      for (int id = 1; id <= messages; id++) {
        byte[] payload = new byte[64 * 1024];
        payload[0] = (byte) id;
        publisher.send(message(Qos.AT_LEAST_ONCE, id, payload));
        receive(publisher, PubAck.class);
      }

      slow.resumeReading();

      for (int id = 1; id <= messages; id++) {
        assertThat(takeNext(slow)).isEqualTo((byte) id);
      }
    }
  }

  private String dropped() throws IOException {
    return MetricsPage.of(broker, PATIENCE);
  }

  private static byte takeNext(WireClient client) {
    Publish publish = receive(client, Publish.class);
    client.send(new PubAck(publish.packetId()));
    return publish.payload().at(0);
  }

  private WireClient subscriber(Transport over, String clientId, Qos qos, Properties properties)
      throws Exception {
    WireClient client = connected(over, clientId, properties);
    client.send(
        new Subscribe(1, Properties.NONE, List.of(Subscription.of(TopicFilter.of(TOPIC), qos))));
    receive(client, SubAck.class);
    return client;
  }

  private WireClient connected(Transport over, String clientId, Properties properties)
      throws Exception {
    return connected(over, clientId, true, properties);
  }

  private WireClient connected(
      Transport over, String clientId, boolean cleanStart, Properties properties) throws Exception {
    WireClient client = WireClient.open(
        BrokerUrl.parse(broker.url(over)).withTls(identity.trust()),
        MqttVersion.V5,
        clientId,
        new Transcript(List.of()),
        PATIENCE);
    client.send(new Connect(MqttVersion.V5, clientId, cleanStart, 0, null, null, null, properties));
    receive(client, ConnAck.class);
    return client;
  }

  private static <P extends Packet> P receive(WireClient client, Class<P> kind) {
    Arrival arrival = client.next();
    assertThat(arrival).isInstanceOf(Arrival.Received.class);
    Packet packet = ((Arrival.Received) arrival).packet();
    assertThat(packet).isInstanceOf(kind);
    return kind.cast(packet);
  }

  private static Publish message(Qos qos, int id, byte[] payload) {
    return new Publish(
        false, qos, false, TopicName.of(TOPIC), id, Properties.NONE, Payload.owning(payload));
  }
}
