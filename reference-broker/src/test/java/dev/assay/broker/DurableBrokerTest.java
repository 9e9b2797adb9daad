package dev.assay.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.net.Observing;
import dev.assay.client.ConnectFailed;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Will;
import dev.assay.spec.MqttVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a broker with a store remembers when it is started anew. */
class DurableBrokerTest {
  private static final int HOUR_SECONDS = 3_600;

  @TempDir
  private Path data;

  private ReferenceBroker broker;

  @BeforeEach
  void start() throws IOException {
    broker = ReferenceBroker.start(ReferenceBroker.options().withData(data));
  }

  @AfterEach
  void stop() {
    broker.stop();
  }

  /** Its clients are not told: their connections end as in a crash. */
  private void restart() throws IOException {
    broker.stop();
    start();
  }

  @Test
  void sessionsWithTheirSubscriptionsGoOn() throws Exception {
    try (Guest keeper = connect("keeper", HOUR_SECONDS, null, false)) {
      Properties identifier =
          Properties.builder().with(PropertyId.SUBSCRIPTION_IDENTIFIER, 77).build();
      keeper
          .wire()
          .send(new Subscribe(
              1,
              identifier,
              List.of(new Subscription(
                  TopicFilter.of("a/+"),
                  Qos.EXACTLY_ONCE,
                  true,
                  true,
                  RetainHandling.DO_NOT_SEND))));
      keeper.expect(SubAck.class);
    }

    restart();

    try (Guest keeper = connect("keeper", HOUR_SECONDS, null, true);
        Guest other = connect("other", 0, null, false)) {
      keeper.publish("a/own", "no local", Qos.AT_LEAST_ONCE, false);
      other.publish("a/other", "message", Qos.EXACTLY_ONCE, true);

      Publish received = keeper.receive();
      assertThat(received.topic().text()).isEqualTo("a/other");
      assertThat(received.qos()).isEqualTo(Qos.EXACTLY_ONCE);
      assertThat(received.retain()).isTrue();
      assertThat(received.properties().subscriptionIdentifiers()).containsExactly(77);
    }
  }

  @Test
  void whatTheServerSaidOfItselfIsNotSaidAgainByTheNextProcess() throws Exception {
    broker.stop();
    broker = ReferenceBroker.start(
        ReferenceBroker.options().withData(data).withObserving(new Observing("1.0", null, 1)));
    try (Guest reader = connect("reader", 0, null, false)) {
      reader.subscribe("$SYS/broker/version", Qos.AT_LEAST_ONCE);
      assertThat(reader.receive().payload().asText()).isEqualTo("assay 1.0");
      reader.publish("kept", "x", Qos.AT_LEAST_ONCE, true);
    }

    restart();

    try (Guest reader = connect("reader", 0, null, false)) {
      reader.subscribe("$SYS/#", Qos.AT_LEAST_ONCE);
      reader.subscribe("kept", Qos.AT_LEAST_ONCE);
      assertThat(reader.receive().topic().text()).isEqualTo("kept");
    }
  }

  @Test
  void sessionThatEndsWithItsConnectionIsGone() throws Exception {
    try (Guest brief = connect("brief", 0, null, false)) {
      brief.subscribe("a", Qos.AT_LEAST_ONCE);

      restart();
    }

    connect("brief", 0, null, false).close();
  }

  @Test
  void retainedMessageStaysWithItsPropertiesAndAClearedOneIsGone() throws Exception {
    Properties properties = Properties.builder()
        .with(PropertyId.CONTENT_TYPE, "text")
        .with(PropertyId.CORRELATION_DATA, Payload.of("data"))
        .with(PropertyId.MESSAGE_EXPIRY_INTERVAL, HOUR_SECONDS)
        .withUser("b", "1")
        .withUser("a", "2")
        .build();
    try (Guest publisher = connect("publisher", 0, null, false)) {
      publisher
          .wire()
          .send(new Publish(
              false,
              Qos.AT_LEAST_ONCE,
              true,
              TopicName.of("kept"),
              1,
              properties,
              Payload.of("first")));
      publisher.expect(PubAck.class);
      publisher.publish("cleared", "x", Qos.AT_LEAST_ONCE, true);
      publisher.publish("cleared", "", Qos.AT_LEAST_ONCE, true);
    }

    restart();

    try (Guest reader = connect("reader", 0, null, false)) {
      reader.subscribe("+", Qos.AT_LEAST_ONCE);
      Publish kept = reader.receive();
      assertThat(kept.payload().asText()).isEqualTo("first");
      assertThat(kept.properties().text(PropertyId.CONTENT_TYPE)).isEqualTo("text");
      assertThat(kept.properties().number(PropertyId.MESSAGE_EXPIRY_INTERVAL, 0))
          .isBetween(HOUR_SECONDS - 60L, (long) HOUR_SECONDS);
      assertThat(kept.properties().userProperties().toString()).contains("b").contains("a");
      reader.publish("fence", "fence", Qos.AT_MOST_ONCE, false);
      assertThat(reader.receive().topic().text()).isEqualTo("fence");
    }
  }

  @Test
  void whatIsUnderWayInBothDirectionsIsCompleted() throws Exception {
    try (Guest keeper = connect("keeper", HOUR_SECONDS, null, false)) {
      keeper.subscribe("a", Qos.EXACTLY_ONCE);
      // to the client: one released, one sent, one waiting behind them is sent with them
      keeper.wire().send(Guest.message("a", "released", Qos.EXACTLY_ONCE, false));
      Set<Class<?>> awaited = new HashSet<>(Set.of(PubRec.class, Publish.class));
      int id = 0;
      while (!awaited.isEmpty()) {
        var packet = keeper.expect(Packet.class);
        awaited.remove(packet.getClass());
        id = packet instanceof Publish publish ? publish.packetId() : id;
      }
      keeper.wire().send(new PubRec(id));
      assertThat(keeper.expect(PubRel.class).packetId()).isEqualTo(id);
    }

    restart();

    try (Guest keeper = connect("keeper", HOUR_SECONDS, null, true)) {
      assertThat(keeper.expect(PubRel.class)).isNotNull();
      Publish again = new Publish(
          true,
          Qos.EXACTLY_ONCE,
          false,
          TopicName.of("a"),
          9,
          Properties.NONE,
          Payload.of("released"));
      keeper.wire().send(again);
      assertThat(keeper.expect(PubRec.class).packetId()).isEqualTo(9);
      keeper.wire().send(new PubRel(9));
      assertThat(keeper.expect(PubComp.class).packetId()).isEqualTo(9);
    }
  }

  @Test
  void willsOfThoseWhoWereConnectedArePublishedAndSoIsAStormOfThem() throws Exception {
    connectAndSubscribeToWills();
    List<Guest> doomed = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Will will = new Will(
          TopicName.of("will/" + i), Payload.of("gone"), Qos.AT_LEAST_ONCE, false, Properties.NONE);
      doomed.add(connect("doomed" + i, 0, will, false));
    }

    restart();

    Set<String> wills = new HashSet<>();
    try (Guest heir = connect("heir", HOUR_SECONDS, null, true)) {
      for (int i = 0; i < 200; i++) {
        wills.add(heir.receive().topic().text());
      }
    }
    doomed.forEach(Guest::close);
    assertThat(wills).hasSize(200);
  }

  private void connectAndSubscribeToWills() throws ConnectFailed {
    try (Guest heir = connect("heir", HOUR_SECONDS, null, false)) {
      heir.subscribe("will/#", Qos.AT_LEAST_ONCE);
    }
  }

  @Test
  void delayedWillWaitsThroughTheRestartForItsClient() throws Exception {
    connectAndSubscribeToWills();
    Will will = new Will(
        TopicName.of("will/delayed"),
        Payload.of("gone"),
        Qos.AT_LEAST_ONCE,
        false,
        Properties.builder().with(PropertyId.WILL_DELAY_INTERVAL, HOUR_SECONDS).build());
    Guest late = connect("late", HOUR_SECONDS, will, false);

    restart();
    late.close();

    try (Guest back = connect("late", HOUR_SECONDS, null, true);
        Guest heir = connect("heir", HOUR_SECONDS, null, true)) {
      back.publish("will/fence", "fence", Qos.AT_LEAST_ONCE, false);
      assertThat(heir.receive().topic().text()).isEqualTo("will/fence");
    }
  }

  @Test
  void subscriberThatDoesNotReadHoldsUpNobody() throws Exception {
    try (Guest slow = connect("slow", HOUR_SECONDS, null, false);
        Guest quick = connect("quick", 0, null, false);
        Guest publisher = connect("publisher", 0, null, false)) {
      slow.subscribe("load", Qos.AT_LEAST_ONCE);
      slow.wire().stopReading();
      quick.subscribe("load", Qos.AT_LEAST_ONCE);

      String kilobytes = "x".repeat(10_000);
      for (int i = 0; i < 200; i++) {
        publisher.publish("load", kilobytes, Qos.AT_LEAST_ONCE, false);
        assertThat(quick.receive().payload().length()).isEqualTo(10_000);
      }
    }
  }

  private Guest connect(String clientId, long expirySeconds, @Nullable Will will, boolean isBack)
      throws ConnectFailed {
    Guest guest = new Guest(Guest.open(broker.url(), MqttVersion.V5));
    Properties properties = Properties.builder()
        .with(PropertyId.SESSION_EXPIRY_INTERVAL, expirySeconds)
        .build();
    guest
        .wire()
        .send(new Connect(MqttVersion.V5, clientId, false, 60, will, null, null, properties));
    assertThat(guest.expect(ConnAck.class).sessionPresent()).isEqualTo(isBack);
    return guest;
  }
}
