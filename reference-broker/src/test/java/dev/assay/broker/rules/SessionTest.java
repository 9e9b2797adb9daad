package dev.assay.broker.rules;

import static dev.assay.broker.rules.Stage.publish;
import static dev.assay.broker.rules.Stage.subscribe;
import static dev.assay.codec.packet.Qos.AT_LEAST_ONCE;
import static dev.assay.codec.packet.Qos.AT_MOST_ONCE;
import static dev.assay.codec.packet.Qos.EXACTLY_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.rules.Stage.Actor;
import dev.assay.broker.rules.Stage.Hello;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
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
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Will;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionTest {
  private final Stage stage = new Stage();

  /** A CONNECT whose session lasts: by CleanSession 0 in 3.1.1, by a Session Expiry Interval of 100 s in 5.0. */
  private static Hello lasting(MqttVersion version, String clientId) {
    Hello hello = Hello.of(version, clientId).resuming();
    return version == MqttVersion.V5 ? hello.with(PropertyId.SESSION_EXPIRY_INTERVAL, 100) : hello;
  }

  private boolean isPresent(Hello hello) {
    Actor actor = stage.open();
    actor.send(hello.packet());
    return actor.expect(ConnAck.class).sessionPresent();
  }

  @ParameterizedTest
  @EnumSource
  void theNewerConnectionEndsTheOlder(MqttVersion version) {
    Actor older = stage.client(lasting(version, "alice"));

    boolean present = isPresent(lasting(version, "alice"));

    assertThat(older.isClosed()).isTrue();
    assertThat(present).isTrue();
    if (version == MqttVersion.V5) {
      assertThat(older.expect(Disconnect.class).reasonCode())
          .isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
    }
    assertThat(older.received()).isEmpty();
    assertThat(stage.cited())
        .contains(version == MqttVersion.V5 ? Mqtt5.MQTT_3_1_4_3 : Mqtt311.MQTT_3_1_4_2);
  }

  @Test
  void aSessionThatEndsWithItsConnectionIsGoneWhenItIsTakenOver() {
    stage.client(Hello.of(MqttVersion.V5, "alice"));

    assertThat(isPresent(Hello.of(MqttVersion.V5, "alice").resuming())).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aCleanStartForgetsTheOldSession(MqttVersion version) {
    Actor first = stage.client(lasting(version, "alice"));
    first.send(subscribe(1, "a", AT_LEAST_ONCE));
    first.drop();

    Actor second = stage.client(Hello.of(version, "alice"));
    stage.client(version, "bob").send(publish("a", "x"));

    assertThat(second.received()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void messagesOfQosOneAndTwoAreKeptForAClientThatIsAway(MqttVersion version) {
    Actor away = stage.client(lasting(version, "alice"));
    away.send(subscribe(1, "a", EXACTLY_ONCE));
    away.drop();
    Actor publisher = stage.client(version, "bob");

    publisher.send(
        publish("a", "m0"),
        publish(AT_LEAST_ONCE, 1, "a", "m1"),
        publish(EXACTLY_ONCE, 2, "a", "m2"));
    Actor back = stage.client(lasting(version, "alice"));

    assertThat(back.payloads()).containsExactly("m1", "m2");
  }

  @Test
  void messagesOfQosZeroAreKeptTooIfThatIsTheChoice() {
    Stage keeping =
        new Stage(BrokerConfig.DEFAULT, Choices.DEFAULT.with(the -> the.qosZeroWhileAway = true));
    Actor away = keeping.client(lasting(MqttVersion.V5, "alice"));
    away.send(subscribe(1, "a", EXACTLY_ONCE));
    away.drop();

    keeping.client(MqttVersion.V5, "bob").send(publish("a", "m0"));

    assertThat(keeping.client(lasting(MqttVersion.V5, "alice")).payloads()).containsExactly("m0");
  }

  @ParameterizedTest
  @EnumSource
  void whatWasNotAcknowledgedIsSentAgainInOrderUnderItsOldIdentifier(MqttVersion version) {
    Actor first = stage.client(lasting(version, "alice"));
    first.send(subscribe(1, "a", EXACTLY_ONCE));
    first.received();
    Actor publisher = stage.client(version, "bob");
    publisher.send(
        publish(AT_LEAST_ONCE, 1, "a", "acknowledged"),
        publish(AT_LEAST_ONCE, 2, "a", "m1"),
        publish(EXACTLY_ONCE, 3, "a", "released"),
        publish(EXACTLY_ONCE, 4, "a", "m2"));
    List<Publish> sent = first.publications();
    first.send(new PubAck(sent.get(0).packetId()), new PubRec(sent.get(2).packetId()));
    first.drop();
    publisher.send(publish(AT_LEAST_ONCE, 5, "a", "meanwhile"));

    Actor second = stage.client(lasting(version, "alice"));

    List<Packet> again = new ArrayList<>(second.received());
    assertThat(again)
        .filteredOn(PubRel.class::isInstance)
        .containsExactly(new PubRel(sent.get(2).packetId()));
    assertThat(again)
        .filteredOn(Publish.class::isInstance)
        .map(Publish.class::cast)
        .extracting(packet -> packet.payload().asText() + " " + packet.dup())
        .containsExactly("m1 true", "m2 true", "meanwhile false");
    assertThat(again)
        .filteredOn(Publish.class::isInstance)
        .map(Publish.class::cast)
        .extracting(Publish::packetId)
        .startsWith(sent.get(1).packetId(), sent.get(3).packetId());
    second.send(new PubComp(sent.get(2).packetId()));
    assertThat(stage.cited())
        .contains(version == MqttVersion.V5 ? Mqtt5.MQTT_4_4_0_1 : Mqtt311.MQTT_4_4_0_1);
  }

  @ParameterizedTest
  @EnumSource
  void pubRelsAreSentAgainInTheOrderOfTheirPubRecs(MqttVersion version) {
    Actor first = stage.client(lasting(version, "alice"));
    first.send(subscribe(1, "a", EXACTLY_ONCE));
    first.received();
    Actor publisher = stage.client(version, "bob");
    for (int i = 1; i <= 5; i++) {
      publisher.send(publish(EXACTLY_ONCE, i, "a", "m" + i));
    }
    List<Integer> sent = first.publications().stream().map(Publish::packetId).toList();
    // the first one is repeated: its PUBREC was received before that of the second
    first.send(new PubRec(sent.get(3)), new PubRec(sent.get(1)), new PubRec(sent.get(3)));
    first.drop();

    Actor second = stage.client(lasting(version, "alice"));

    List<Packet> again = second.received();
    assertThat(again)
        .filteredOn(PubRel.class::isInstance)
        .containsExactly(new PubRel(sent.get(3)), new PubRel(sent.get(1)));
    assertThat(again)
        .filteredOn(Publish.class::isInstance)
        .map(Publish.class::cast)
        .extracting(packet -> packet.payload().asText())
        .containsExactly("m1", "m3", "m5");
  }

  @Test
  void whatIsSentAgainCountsAgainstTheNewReceiveMaximum() {
    Actor first = stage.client(lasting(MqttVersion.V5, "alice"));
    first.send(subscribe(1, "a", AT_LEAST_ONCE));
    Actor publisher = stage.client(MqttVersion.V5, "bob");
    publisher.send(publish(AT_LEAST_ONCE, 1, "a", "m1"), publish(AT_LEAST_ONCE, 2, "a", "m2"));
    first.drop();

    Actor second =
        stage.client(lasting(MqttVersion.V5, "alice").with(PropertyId.RECEIVE_MAXIMUM, 1));
    List<Publish> atOnce = second.publications();
    second.send(new PubAck(atOnce.get(0).packetId()));

    assertThat(atOnce).hasSize(1);
    assertThat(second.payloads()).containsExactly("m2");
  }

  @ParameterizedTest
  @EnumSource
  void aRepeatOfQosTwoIsKnownAfterAResume(MqttVersion version) {
    Actor subscriber = stage.client(version, "bob");
    subscriber.send(subscribe(1, "a", AT_MOST_ONCE));
    Actor first = stage.client(lasting(version, "alice"));
    first.send(publish(EXACTLY_ONCE, 7, "a", "once"));
    first.drop();

    Actor second = stage.client(lasting(version, "alice"));
    second.send(new Publish(
        true, EXACTLY_ONCE, false, TopicName.of("a"), 7, Properties.NONE, Payload.of("once")));

    second.expect(PubRec.class);
    assertThat(subscriber.payloads()).containsExactly("once");
  }

  @Test
  void aSessionLastsAsLongAsItsExpiryIntervalCountedFromTheClose() {
    Actor first = stage.client(lasting(MqttVersion.V5, "alice"));
    stage.timeIs(500);
    first.drop();
    stage.timeIs(599.9);
    boolean inTime = isPresent(lasting(MqttVersion.V5, "alice"));
    stage.timeIs(700);
    Actor third = stage.client(lasting(MqttVersion.V5, "alice"));
    third.drop();

    stage.timeIs(800);

    assertThat(inTime).isTrue();
    assertThat(isPresent(lasting(MqttVersion.V5, "alice"))).isFalse();
    assertThat(stage.cited()).contains(Mqtt5.MQTT_4_1_0_2);
  }

  @Test
  void disconnectReplacesTheExpiryInterval() {
    Actor first = stage.client(lasting(MqttVersion.V5, "alice"));
    first.send(goodbye(0));

    assertThat(first.isClosed()).isTrue();
    assertThat(isPresent(lasting(MqttVersion.V5, "alice"))).isFalse();
  }

  @Test
  void disconnectCannotProlongASessionThatWasToEndWithItsConnection() {
    Actor client = stage.client(Hello.of(MqttVersion.V5, "alice").will(will(0)));
    Actor watcher = watcher(MqttVersion.V5);

    client.send(goodbye(10));

    assertThat(client.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    assertThat(watcher.payloads()).containsExactly("alice is gone");
  }

  private static Disconnect goodbye(long expirySeconds) {
    return new Disconnect(
        ReasonCode.SUCCESS,
        Properties.builder()
            .with(PropertyId.SESSION_EXPIRY_INTERVAL, expirySeconds)
            .build());
  }

  @Test
  void anExpiryIntervalAboveTheLimitIsCutAndSaidInConnAck() {
    Stage limited = new Stage(
        BrokerConfig.DEFAULT.with(the -> the.sessionExpiryMaxSeconds = 50), Choices.DEFAULT);
    Actor client = limited.open();

    client.send(lasting(MqttVersion.V5, "alice").packet());

    assertThat(client
            .expect(ConnAck.class)
            .properties()
            .number(PropertyId.SESSION_EXPIRY_INTERVAL, -1))
        .isEqualTo(50);
  }

  @Test
  void anExpiryIntervalInDisconnectIsCutToTheLimit() {
    Stage limited = new Stage(
        BrokerConfig.DEFAULT.with(the -> the.sessionExpiryMaxSeconds = 50), Choices.DEFAULT);
    Actor client = limited.client(lasting(MqttVersion.V5, "alice"));

    client.send(goodbye(1000));
    limited.timeIs(49);
    boolean inTime = limited.view().hasSession("alice");
    limited.timeIs(50);

    assertThat(inTime).isTrue();
    assertThat(limited.view().hasSession("alice")).isFalse();
  }

  /** 3.1.1 has no interval to be cut: it lets a server discard a session after a time (4.1). */
  @ParameterizedTest
  @EnumSource
  void noSessionOutlivesTheLimit(MqttVersion version) {
    Stage limited = new Stage(
        BrokerConfig.DEFAULT.with(the -> the.sessionExpiryMaxSeconds = 50), Choices.DEFAULT);
    limited.client(lasting(version, "alice")).drop();

    limited.timeIs(49);
    boolean inTime = limited.view().hasSession("alice");
    limited.timeIs(50);

    assertThat(inTime).isTrue();
    assertThat(limited.view().hasSession("alice")).isFalse();
  }

  private static Will will(long delaySeconds) {
    Properties.Builder properties = Properties.builder().withUser("b", "1").withUser("a", "2");
    if (delaySeconds > 0) {
      properties.with(PropertyId.WILL_DELAY_INTERVAL, delaySeconds);
    }
    return new Will(
        TopicName.of("will"),
        Payload.of("alice is gone"),
        Qos.AT_LEAST_ONCE,
        false,
        properties.build());
  }

  private static Will plainWill() {
    return new Will(
        TopicName.of("will"),
        Payload.of("alice is gone"),
        Qos.AT_LEAST_ONCE,
        false,
        Properties.NONE);
  }

  private Actor watcher(MqttVersion version) {
    Actor watcher = stage.client(version, "watcher");
    watcher.send(subscribe(1, "will", AT_LEAST_ONCE));
    watcher.received();
    return watcher;
  }

  @ParameterizedTest
  @EnumSource
  void aWillIsPublishedWhenTheConnectionIsLost(MqttVersion version) {
    Actor watcher = watcher(version);
    Actor client = stage.client(lasting(version, "alice").will(plainWill()));

    List<String> before = watcher.payloads();
    client.drop();
    List<String> after = watcher.payloads();
    stage.timeIs(1_000);

    assertThat(before).isEmpty();
    assertThat(after).containsExactly("alice is gone");
    assertThat(watcher.payloads()).as("published once").isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aWillIsNotPublishedAfterAProperGoodbye(MqttVersion version) {
    Actor watcher = watcher(version);
    Actor client = stage.client(Hello.of(version, "alice").will(plainWill()));

    client.send(new Disconnect(ReasonCode.SUCCESS));

    assertThat(watcher.payloads()).isEmpty();
    assertThat(stage.cited())
        .contains(version == MqttVersion.V5 ? Mqtt5.MQTT_3_14_4_3 : Mqtt311.MQTT_3_14_4_3);
  }

  @Test
  void aGoodbyeWithWillPublishesIt() {
    Actor watcher = watcher(MqttVersion.V5);
    Actor client = stage.client(Hello.of(MqttVersion.V5, "alice").will(will(0)));

    client.send(new Disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE));

    Publish published = watcher.publications().get(0);
    assertThat(published.properties())
        .isEqualTo(Properties.builder().withUser("b", "1").withUser("a", "2").build());
  }

  @Test
  void aDelayedWillIsPublishedAfterItsDelayAndNotBefore() {
    Actor watcher = watcher(MqttVersion.V5);
    Actor client = stage.client(lasting(MqttVersion.V5, "alice").will(will(10)));
    client.drop();

    stage.timeIs(9.9);
    List<String> early = watcher.payloads();
    stage.timeIs(10);

    assertThat(early).isEmpty();
    Publish published = watcher.publications().get(0);
    assertThat(published.payload().asText()).isEqualTo("alice is gone");
    assertThat(published.properties().has(PropertyId.WILL_DELAY_INTERVAL)).isFalse();
    stage.timeIs(1_000);
    assertThat(watcher.payloads()).isEmpty();
  }

  @Test
  void aDelayedWillIsPublishedWhenTheSessionEndsBefore() {
    Actor watcher = watcher(MqttVersion.V5);
    Actor shortLived = stage.client(Hello.of(MqttVersion.V5, "alice").will(will(10)));

    shortLived.drop();

    assertThat(watcher.payloads()).containsExactly("alice is gone");
  }

  @Test
  void aDelayedWillIsNotPublishedIfTheClientComesBackInTime() {
    Actor watcher = watcher(MqttVersion.V5);
    stage.client(lasting(MqttVersion.V5, "alice").will(will(10))).drop();
    stage.timeIs(5);

    stage.client(lasting(MqttVersion.V5, "alice"));
    stage.timeIs(50);

    assertThat(watcher.payloads()).isEmpty();
    assertThat(stage.cited()).contains(Mqtt5.MQTT_3_1_3_9);
  }

  @Test
  void aDelayedWillIsPublishedIfTheClientComesBackWithACleanStart() {
    Actor watcher = watcher(MqttVersion.V5);
    stage.client(lasting(MqttVersion.V5, "alice").will(will(10))).drop();

    stage.client(MqttVersion.V5, "alice");

    assertThat(watcher.payloads()).containsExactly("alice is gone");
  }

  @ParameterizedTest
  @EnumSource
  void aTakeoverPublishesTheWillOfTheOlderConnection(MqttVersion version) {
    Actor watcher = watcher(version);
    stage.client(lasting(version, "alice").will(plainWill()));

    stage.client(lasting(version, "alice"));

    assertThat(watcher.payloads()).containsExactly("alice is gone");
  }
}
