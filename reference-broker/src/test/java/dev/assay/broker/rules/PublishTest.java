package dev.assay.broker.rules;

import static dev.assay.broker.rules.Stage.publish;
import static dev.assay.broker.rules.Stage.subscribe;
import static dev.assay.codec.packet.Qos.AT_LEAST_ONCE;
import static dev.assay.codec.packet.Qos.AT_MOST_ONCE;
import static dev.assay.codec.packet.Qos.EXACTLY_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Choices.Overlap;
import dev.assay.broker.core.Choices.QosTwoDelivery;
import dev.assay.broker.core.Step;
import dev.assay.broker.rules.Stage.Actor;
import dev.assay.broker.rules.Stage.Hello;
import dev.assay.broker.state.Dropped;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Payload;
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
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.UserProperty;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PublishTest {
  private final Stage stage = new Stage();

  private Actor subscriber(MqttVersion version, String filter, Qos qos) {
    Actor actor = stage.client(version, "subscriber");
    actor.send(subscribe(1, filter, qos));
    actor.expect(SubAck.class);
    return actor;
  }

  @ParameterizedTest
  @CsvSource({"V5,V5", "V5,V3_1_1", "V3_1_1,V5", "V3_1_1,V3_1_1"})
  void aMessageReachesASubscriberOfEitherVersion(MqttVersion from, MqttVersion to) {
    Actor subscriber = subscriber(to, "a/b", EXACTLY_ONCE);
    Actor publisher = stage.client(from, "publisher");

    publisher.send(
        publish("a/b", "zero"),
        publish(AT_LEAST_ONCE, 1, "a/b", "one"),
        publish(EXACTLY_ONCE, 2, "a/b", "two"));

    assertThat(subscriber.publications())
        .extracting(packet -> packet.payload().asText() + packet.qos().level())
        .containsExactly("zero0", "one1", "two2");
    assertThat(publisher.received()).containsExactly(new PubAck(1), new PubRec(2));
  }

  @ParameterizedTest
  @CsvSource({"0,2,0", "1,2,1", "2,2,2", "2,1,1", "2,0,0", "1,0,0"})
  void aMessageGoesOutAtTheLowerOfPublishedAndGrantedQos(int published, int granted, int expected) {
    Actor subscriber = subscriber(MqttVersion.V5, "a", Qos.of(granted));
    Actor publisher = stage.client(MqttVersion.V5, "publisher");

    publisher.send(publish(Qos.of(published), published == 0 ? 0 : 7, "a", "x"));

    assertThat(subscriber.publications())
        .singleElement()
        .extracting(Publish::qos)
        .isEqualTo(Qos.of(expected));
  }

  @ParameterizedTest
  @EnumSource
  void repeatedQosTwoPublishIsAcknowledgedButNotDeliveredAgain(MqttVersion version) {
    Actor subscriber = subscriber(version, "a", AT_MOST_ONCE);
    Actor publisher = stage.client(version, "publisher");
    Publish first = publish(EXACTLY_ONCE, 7, "a", "once");

    publisher.send(first, first, new PubRel(7), first);

    assertThat(publisher.received())
        .containsExactly(new PubRec(7), new PubRec(7), new PubComp(7), new PubRec(7));
    assertThat(subscriber.payloads()).containsExactly("once", "once");
    assertThat(stage.cited())
        .contains(version == MqttVersion.V5 ? Mqtt5.MQTT_4_3_3_10 : Mqtt311.MQTT_4_3_3_2);
  }

  @Test
  void qosTwoIsDeliveredAtPubRelIfThatIsTheChoice() {
    Stage patient = new Stage(
        BrokerConfig.DEFAULT,
        Choices.DEFAULT.with(the -> the.qosTwoDelivery = QosTwoDelivery.AT_PUBREL));
    Actor client = patient.client(MqttVersion.V5, "both");
    client.send(subscribe(1, "a", AT_MOST_ONCE));
    client.received();

    client.send(publish(EXACTLY_ONCE, 7, "a", "x"));
    List<String> before = client.payloads();
    client.send(new PubRel(7));

    assertThat(before).isEmpty();
    assertThat(client.payloads()).containsExactly("x");
  }

  @Test
  void unknownPubRelIsAnsweredByNotFoundIn5AndPlainlyIn311() {
    Actor five = stage.client(MqttVersion.V5, "five");
    Actor three = stage.client(MqttVersion.V3_1_1, "three");

    five.send(new PubRel(9));
    three.send(new PubRel(9));

    assertThat(five.expect(PubComp.class).reasonCode())
        .isEqualTo(ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
    assertThat(three.received()).containsExactly(new PubComp(9));
  }

  @Test
  void nobodySubscribesIsSaidByReasonCodeIfThatIsTheChoice() {
    Stage silent = new Stage(
        BrokerConfig.DEFAULT, Choices.DEFAULT.with(the -> the.noMatchingSubscribers = false));
    Actor told = stage.client(MqttVersion.V5, "told");
    Actor untold = silent.client(MqttVersion.V5, "untold");

    told.send(publish(AT_LEAST_ONCE, 1, "a", "x"));
    untold.send(publish(AT_LEAST_ONCE, 1, "a", "x"));

    PubAck answer = told.expect(PubAck.class);
    assertThat(answer.reasonCode()).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
    assertThat(answer.properties().text(PropertyId.REASON_STRING)).isNotNull();
    assertThat(untold.received()).containsExactly(new PubAck(1));
  }

  @Test
  void noReasonStringForAClientThatAskedForNoProblemInformation() {
    Actor client = stage.client(
        Hello.of(MqttVersion.V5, "terse").with(PropertyId.REQUEST_PROBLEM_INFORMATION, 0));

    client.send(publish(AT_LEAST_ONCE, 1, "a", "x"));

    assertThat(client.expect(PubAck.class).properties()).isEqualTo(Properties.NONE);
    assertThat(stage.cited()).contains(Mqtt5.MQTT_3_1_2_29);
  }

  @Test
  void whatThePublisherSaysAboutAMessageGoesAlongInOrder() {
    Actor subscriber = subscriber(MqttVersion.V5, "a", AT_MOST_ONCE);
    Actor publisher = stage.client(MqttVersion.V5, "publisher");
    Properties said = Properties.builder()
        .withUser("k", "2")
        .with(PropertyId.CONTENT_TYPE, "text/plain")
        .withUser("k", "1")
        .with(PropertyId.RESPONSE_TOPIC, "r")
        .with(PropertyId.CORRELATION_DATA, Payload.of("c"))
        .with(PropertyId.PAYLOAD_FORMAT_INDICATOR, 1)
        .build();

    publisher.send(
        new Publish(false, AT_MOST_ONCE, false, TopicName.of("a"), 0, said, Payload.of("x")));

    Publish received = subscriber.publications().get(0);
    assertThat(received.properties()).isEqualTo(said);
    assertThat(received.properties().userProperties())
        .containsExactly(new UserProperty("k", "2"), new UserProperty("k", "1"));
    assertThat(stage.cited())
        .contains(
            Mqtt5.MQTT_3_3_2_4,
            Mqtt5.MQTT_3_3_2_15,
            Mqtt5.MQTT_3_3_2_16,
            Mqtt5.MQTT_3_3_2_17,
            Mqtt5.MQTT_3_3_2_20);
  }

  @Test
  void overlappingSubscriptionsBringOneCopyAtTheHighestQos() {
    Actor subscriber = subscriber(MqttVersion.V5, "a/#", AT_MOST_ONCE);
    subscriber.send(subscribe(2, "a/+", AT_LEAST_ONCE));
    subscriber.received();
    Actor publisher = stage.client(MqttVersion.V5, "publisher");

    publisher.send(publish(EXACTLY_ONCE, 1, "a/b", "x"));

    assertThat(subscriber.publications())
        .singleElement()
        .extracting(Publish::qos)
        .isEqualTo(AT_LEAST_ONCE);
  }

  @Test
  void overlappingSubscriptionsBringACopyEachIfThatIsTheChoice() {
    Stage generous = new Stage(
        BrokerConfig.DEFAULT,
        Choices.DEFAULT.with(the -> the.overlap = Overlap.COPY_PER_SUBSCRIPTION));
    Actor client = generous.client(MqttVersion.V3_1_1, "both");
    client.send(subscribe(1, "a/#", AT_MOST_ONCE), subscribe(2, "a/+", AT_LEAST_ONCE));
    client.received();

    client.send(publish(EXACTLY_ONCE, 1, "a/b", "x"));

    assertThat(client.publications())
        .extracting(Publish::qos)
        .containsExactlyInAnyOrder(AT_MOST_ONCE, AT_LEAST_ONCE);
  }

  @Test
  void noMoreInFlightThanTheReceiveMaximumOfTheClient() {
    Actor subscriber =
        stage.client(Hello.of(MqttVersion.V5, "slow").with(PropertyId.RECEIVE_MAXIMUM, 2));
    subscriber.send(subscribe(1, "a", EXACTLY_ONCE));
    subscriber.received();
    Actor publisher = stage.client(MqttVersion.V5, "publisher");

    for (int i = 1; i <= 4; i++) {
      publisher.send(publish(i % 2 == 0 ? EXACTLY_ONCE : AT_LEAST_ONCE, i, "a", "m" + i));
    }
    publisher.send(publish("a", "zero"));
    subscriber.send(new PingReq());

    List<Publish> first =
        List.of(subscriber.expect(Publish.class), subscriber.expect(Publish.class));
    assertThat(first).extracting(packet -> packet.payload().asText()).containsExactly("m1", "m2");
    assertThat(subscriber.expect(Publish.class).payload().asText()).isEqualTo("zero");
    subscriber.expect(PingResp.class);

    subscriber.send(new PubRec(first.get(1).packetId()));
    subscriber.expect(PubRel.class);
    assertThat(subscriber.received()).as("PUBREC frees no quota").isEmpty();
    subscriber.send(new PubComp(first.get(1).packetId()));
    assertThat(subscriber.payloads()).containsExactly("m3");
    subscriber.send(new PubAck(first.get(0).packetId()));
    assertThat(subscriber.payloads()).containsExactly("m4");
    assertThat(stage.cited()).contains(Mqtt5.MQTT_3_3_4_9, Mqtt5.MQTT_4_9_0_2);
  }

  @Test
  void refusingAMessageFreesItsIdentifierAndTheQuota() {
    Actor subscriber =
        stage.client(Hello.of(MqttVersion.V5, "picky").with(PropertyId.RECEIVE_MAXIMUM, 1));
    subscriber.send(subscribe(1, "a", EXACTLY_ONCE));
    subscriber.received();
    Actor publisher = stage.client(MqttVersion.V5, "publisher");
    publisher.send(publish(EXACTLY_ONCE, 1, "a", "m1"), publish(EXACTLY_ONCE, 2, "a", "m2"));

    int id = subscriber.expect(Publish.class).packetId();
    subscriber.send(new PubRec(id, ReasonCode.QUOTA_EXCEEDED, Properties.NONE));

    assertThat(subscriber.received())
        .singleElement()
        .isInstanceOfSatisfying(
            Publish.class, next -> assertThat(next.payload().asText()).isEqualTo("m2"));
  }

  @Test
  void moreThanTheReceiveMaximumOfTheBrokerEndsTheConnection() {
    Stage small =
        new Stage(BrokerConfig.DEFAULT.with(the -> the.receiveMaximum = 1), Choices.DEFAULT);
    Actor client = small.client(MqttVersion.V5, "fast");

    client.send(publish(EXACTLY_ONCE, 1, "a", "x"), publish(EXACTLY_ONCE, 2, "a", "y"));

    client.expect(PubRec.class);
    assertThat(client.expect(Disconnect.class).reasonCode())
        .isEqualTo(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void whatIsTooLargeForTheClientIsDiscardedAndTheNextOneComes() {
    Actor subscriber =
        stage.client(Hello.of(MqttVersion.V5, "narrow").with(PropertyId.MAXIMUM_PACKET_SIZE, 40));
    subscriber.send(subscribe(1, "a", AT_LEAST_ONCE));
    subscriber.received();
    Actor publisher = stage.client(MqttVersion.V5, "publisher");
    // 2 bytes of fixed header, 3 of topic, 2 of packet identifier, 1 of Property Length: 32 are
    // left
    String fits = "x".repeat(32);

    publisher.send(
        publish(AT_LEAST_ONCE, 1, "a", fits + "x"), publish(AT_LEAST_ONCE, 2, "a", fits));

    assertThat(subscriber.payloads()).containsExactly(fits);
    assertThat(stage.cited()).contains(Mqtt5.MQTT_3_1_2_24, Mqtt5.MQTT_3_1_2_25);
  }

  @Test
  void theRemainingExpiryIntervalGoesAlongAndAnExpiredMessageDoesNot() {
    Hello hello = Hello.of(MqttVersion.V5, "away").with(PropertyId.SESSION_EXPIRY_INTERVAL, 100);
    Actor subscriber = stage.client(hello);
    subscriber.send(subscribe(1, "a", AT_LEAST_ONCE));
    subscriber.drop();
    Actor publisher = stage.client(MqttVersion.V5, "publisher");
    publisher.send(expiring(1, 10, "lasts"), expiring(2, 3, "spoils"));
    stage.timeIs(3.5);

    Actor back = stage.client(hello.resuming());

    assertThat(back.publications()).singleElement().satisfies(packet -> {
      assertThat(packet.payload().asText()).isEqualTo("lasts");
      assertThat(packet.properties().number(PropertyId.MESSAGE_EXPIRY_INTERVAL, -1))
          .isEqualTo(7);
    });
    assertThat(stage.cited()).contains(Mqtt5.MQTT_3_3_2_5, Mqtt5.MQTT_3_3_2_6);
  }

  private static Publish expiring(int id, int seconds, String payload) {
    return new Publish(
        false,
        AT_LEAST_ONCE,
        false,
        TopicName.of("a"),
        id,
        Properties.builder().with(PropertyId.MESSAGE_EXPIRY_INTERVAL, seconds).build(),
        Payload.of(payload));
  }

  @Test
  void aPayloadThatIsNotTheTextThatItClaimsToBeIsRefusedIfThatIsTheChoice() {
    Stage checking = new Stage(
        BrokerConfig.DEFAULT, Choices.DEFAULT.with(the -> the.checksPayloadFormat = true));
    Actor client = checking.client(MqttVersion.V5, "liar");

    client.send(
        mislabelled(AT_LEAST_ONCE, 1),
        mislabelled(EXACTLY_ONCE, 2),
        mislabelled(EXACTLY_ONCE, 2),
        mislabelled(AT_MOST_ONCE, 0));

    assertThat(client.expect(PubAck.class).reasonCode())
        .isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
    assertThat(client.expect(PubRec.class).reasonCode())
        .isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
    assertThat(client.expect(PubRec.class).reasonCode())
        .as("the packet identifier was free again")
        .isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
    assertThat(client.expect(Disconnect.class).reasonCode())
        .isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
  }

  private static Publish mislabelled(Qos qos, int id) {
    return new Publish(
        false,
        qos,
        false,
        TopicName.of("a"),
        id,
        Properties.builder().with(PropertyId.PAYLOAD_FORMAT_INDICATOR, 1).build(),
        Payload.copyOf(new byte[] {(byte) 0xFF}));
  }

  @Test
  void whatConnAckDeclaredAbsentEndsTheConnectionThatUsesIt() {
    Stage poor = new Stage(
        BrokerConfig.DEFAULT
            .with(the -> the.maximumQos = AT_LEAST_ONCE)
            .with(the -> the.retainAvailable = false),
        Choices.DEFAULT);
    Actor high = poor.client(MqttVersion.V5, "high");
    Actor kept = poor.client(MqttVersion.V5, "kept");

    high.send(publish(EXACTLY_ONCE, 1, "a", "x"));
    kept.send(Stage.retained(AT_LEAST_ONCE, 1, "a", "x"));

    assertThat(high.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.QOS_NOT_SUPPORTED);
    assertThat(kept.expect(Disconnect.class).reasonCode())
        .isEqualTo(ReasonCode.RETAIN_NOT_SUPPORTED);
  }

  @Test
  void anIdentifierThatStillBelongsToQosTwoIsInUse() {
    Actor client = stage.client(MqttVersion.V5, "alice");
    client.send(publish(EXACTLY_ONCE, 1, "a", "x"));
    client.received();

    client.send(publish(AT_LEAST_ONCE, 1, "a", "y"), subscribe(1, "a", AT_MOST_ONCE));

    assertThat(client.expect(PubAck.class).reasonCode())
        .isEqualTo(ReasonCode.PACKET_IDENTIFIER_IN_USE);
    assertThat(client.expect(SubAck.class).reasonCodes())
        .containsExactly(ReasonCode.PACKET_IDENTIFIER_IN_USE);
  }

  @Test
  void aQueueHasAnEndAndTheMessagesBeforeItAreKept() {
    Stage small =
        new Stage(BrokerConfig.DEFAULT.with(the -> the.queueMaxMessages = 2), Choices.DEFAULT);
    Actor away = small.client(Hello.of(MqttVersion.V3_1_1, "away").resuming());
    away.send(subscribe(1, "a", AT_LEAST_ONCE));
    away.drop();
    Actor publisher = small.client(MqttVersion.V3_1_1, "publisher");

    for (int i = 1; i <= 3; i++) {
      publisher.send(publish(AT_LEAST_ONCE, i, "a", "m" + i));
    }

    Step last = small.steps().get(small.steps().size() - 1);
    assertThat(last.decisions().stream().flatMap(each -> each.statements().stream()))
        .as("what is dropped is said, and not said to be kept")
        .contains(Rule.V3_1_1_RECEIVERS_ARE_INDEPENDENT)
        .doesNotContain(Mqtt311.MQTT_3_1_2_5);
    assertThat(last.decisions()).anyMatch(each -> each.text().contains("as much waits as may"));
    assertThat(small.view().counts().dropped(Dropped.QUEUE_FULL)).isOne();
    for (int i = 1; i <= 3; i++) {
      assertThat(publisher.expect(PubAck.class).packetId()).isEqualTo(i);
    }
    Actor back = small.client(Hello.of(MqttVersion.V3_1_1, "away").resuming());
    assertThat(back.payloads()).containsExactly("m1", "m2");
  }

  @Test
  void theSameInputsLeadToTheSameSteps() {
    assertThat(play(new Stage())).isEqualTo(play(new Stage()));
  }

  private static List<String> play(Stage stage) {
    Actor nameless = stage.client(MqttVersion.V5, "");
    for (int i = 0; i < 20; i++) {
      Actor each = stage.client(MqttVersion.V5, "c" + i);
      each.send(subscribe(1, i % 2 == 0 ? "a/#" : "a/+", AT_LEAST_ONCE));
    }
    nameless.send(Stage.retained(EXACTLY_ONCE, 1, "a/b", "x"));
    stage.timeIs(5);
    nameless.drop();
    return stage.steps().stream().map(Object::toString).toList();
  }
}
