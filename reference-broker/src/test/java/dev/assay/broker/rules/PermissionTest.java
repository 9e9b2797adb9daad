package dev.assay.broker.rules;

import static dev.assay.broker.rules.Stage.publish;
import static dev.assay.broker.rules.Stage.subscribe;
import static dev.assay.codec.packet.Qos.AT_LEAST_ONCE;
import static dev.assay.codec.packet.Qos.AT_MOST_ONCE;
import static dev.assay.codec.packet.Qos.EXACTLY_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.core.Access;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Choices.QosTwoDelivery;
import dev.assay.broker.core.Redirection;
import dev.assay.broker.rules.Stage.Actor;
import dev.assay.broker.rules.Stage.Hello;
import dev.assay.broker.state.AwaitingPubRel;
import dev.assay.broker.state.Delivery;
import dev.assay.broker.state.Dropped;
import dev.assay.broker.state.SessionSubscription;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
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
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.codec.packet.Will;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PermissionTest {
  private static final Access NO_SECRETS = new Access() {
    @Override
    public boolean admits(@Nullable String userName, @Nullable Payload password) {
      return true;
    }

    @Override
    public boolean mayPublish(@Nullable String userName, String clientId, TopicName topic) {
      return !topic.text().startsWith("secret");
    }

    @Override
    public boolean maySubscribe(@Nullable String userName, String clientId, TopicFilter filter) {
      return !filter.text().startsWith("secret");
    }
  };

  private static Stage with(Consumer<BrokerConfig.Draft> change) {
    return new Stage(BrokerConfig.DEFAULT.with(change), Choices.DEFAULT);
  }

  private static Actor listener(Stage stage) {
    Actor listener = stage.client(MqttVersion.V5, "listener");
    listener.send(subscribe(1, "#", AT_MOST_ONCE));
    listener.received();
    return listener;
  }

  @Test
  void aPublicationThatIsNotAllowedIsAnsweredWithThatAndReachesNobody() {
    Stage stage = with(the -> the.access = NO_SECRETS);
    Actor listener = listener(stage);
    Actor client = stage.client(MqttVersion.V5, "client");

    client.send(
        publish("secret", "0"),
        publish(AT_LEAST_ONCE, 1, "secret", "1"),
        publish(EXACTLY_ONCE, 2, "secret", "2"),
        publish("open", "fence"));

    assertThat(client.expect(PubAck.class).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(client.expect(PubRec.class).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(listener.payloads()).containsExactly("fence");
    assertThat(stage.cited()).contains(Rule.V5_PUBLISH_NOT_AUTHORIZED);
  }

  @Test
  void in311ItIsAcknowledgedAndReachesNobody() {
    Stage stage = with(the -> the.access = NO_SECRETS);
    Actor listener = listener(stage);
    Actor client = stage.client(MqttVersion.V3_1_1, "client");

    client.send(
        publish(AT_LEAST_ONCE, 1, "secret", "1"),
        publish(EXACTLY_ONCE, 2, "secret", "2"),
        new PubRel(2),
        publish("open", "fence"));

    assertThat(client.received()).hasSize(3);
    assertThat(client.isClosed()).isFalse();
    assertThat(listener.payloads()).containsExactly("fence");
    assertThat(stage.cited()).contains(Mqtt311.MQTT_3_3_5_2);
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void orItEndsTheConnection(MqttVersion version) {
    Stage strict = new Stage(
        BrokerConfig.DEFAULT.with(the -> the.access = NO_SECRETS),
        Choices.DEFAULT.with(the -> the.refusedPublishCloses = true));
    Actor client = strict.client(version, "client");

    client.send(publish("secret", "0"));

    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void aSubscriptionThatIsNotAllowedIsNotMade() {
    Stage stage = with(the -> the.access = NO_SECRETS);
    Actor client = stage.client(MqttVersion.V5, "client");
    Actor older = stage.client(MqttVersion.V3_1_1, "older");

    client.send(subscribe(1, "secret/#", AT_MOST_ONCE));
    older.send(subscribe(1, "secret/#", AT_MOST_ONCE));

    assertThat(client.expect(SubAck.class).reasonCodes())
        .containsExactly(ReasonCode.NOT_AUTHORIZED);
    assertThat(older.expect(SubAck.class).reasonCodes())
        .containsExactly(ReasonCode.UNSPECIFIED_ERROR);
  }

  @Test
  void aWillThatCouldNotBePublishedIsRefusedBeforehand() {
    Stage stage = with(the -> the.access = NO_SECRETS);
    Actor client = stage.open();
    Will will =
        new Will(TopicName.of("secret"), Payload.of("x"), AT_MOST_ONCE, false, Properties.NONE);

    client.send(Hello.of(MqttVersion.V5, "client").will(will).packet());

    assertThat(client.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(client.isClosed()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void aWillHasNoMoreLevelsThanOtherMessages(MqttVersion version) {
    Stage flat = with(the -> the.topicLevelsMax = 3);
    Actor fitting = flat.open();
    Actor client = flat.open();

    fitting.send(Hello.of(version, "fitting").will(willOn("a/b/c")).packet());
    client.send(Hello.of(version, "client").will(willOn("a/b/c/d")).packet());

    assertThat(fitting.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(client.expect(ConnAck.class).reasonCode())
        .isEqualTo(
            version == MqttVersion.V5 ? ReasonCode.TOPIC_NAME_INVALID : ReasonCode.NOT_AUTHORIZED);
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void aWillKeepsToTheTopicsThatAreLeftToClients() {
    Stage strict = new Stage(
        BrokerConfig.DEFAULT, Choices.DEFAULT.with(the -> the.clientsUseReservedTopics = false));
    Actor client = strict.open();

    client.send(Hello.of(MqttVersion.V5, "client").will(willOn("$mine")).packet());

    assertThat(client.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(client.isClosed()).isTrue();
  }

  private static Will willOn(String topic) {
    return new Will(TopicName.of(topic), Payload.of("x"), AT_MOST_ONCE, false, Properties.NONE);
  }

  @Test
  void topicsThatBeginWithADollarSignCanBeKeptForTheServer() {
    Stage strict = new Stage(
        BrokerConfig.DEFAULT, Choices.DEFAULT.with(the -> the.clientsUseReservedTopics = false));
    Actor client = strict.client(MqttVersion.V5, "client");

    client.send(publish(AT_LEAST_ONCE, 1, "$mine", "x"));

    assertThat(client.expect(PubAck.class).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(strict.cited()).contains(Rule.V5_RESERVED_TOPICS_FOR_SERVER);
  }

  @Test
  void onlyPlainClientIdentifiersNeedBeAllowed() {
    Stage strict =
        new Stage(BrokerConfig.DEFAULT, Choices.DEFAULT.with(the -> the.onlyPlainClientIds = true));
    Actor plain = strict.open();
    Actor other = strict.open();

    plain.send(Hello.of(MqttVersion.V3_1_1, "0123456789abcdefghijXYZ").packet());
    other.send(Hello.of(MqttVersion.V3_1_1, "with-dash").packet());

    assertThat(plain.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(other.expect(ConnAck.class).reasonCode())
        .isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
  }

  @Test
  void limitsAreSaidWhereTheyAreReached() {
    Stage small = with(the -> {
      the.subscriptionsPerSessionMax = 1;
      the.topicLevelsMax = 2;
      the.connectionsMax = 2;
    });
    Actor client = small.client(MqttVersion.V5, "client");
    Actor older = small.client(MqttVersion.V3_1_1, "older");
    Actor third = small.open();
    Actor fourth = small.open();

    client.send(
        subscribe(1, "a", AT_MOST_ONCE),
        subscribe(2, "a", AT_LEAST_ONCE),
        subscribe(3, "b", AT_MOST_ONCE),
        subscribe(4, "a/b/c", AT_MOST_ONCE),
        publish(AT_LEAST_ONCE, 1, "a/b/c", "x"));
    older.send(subscribe(1, "a", AT_MOST_ONCE), subscribe(2, "b", AT_MOST_ONCE));
    fourth.send(Hello.of(MqttVersion.V3_1_1, "fourth").packet());
    third.send(Hello.of(MqttVersion.V5, "third").packet());

    assertThat(client.expect(SubAck.class).reasonCodes()).containsExactly(ReasonCode.SUCCESS);
    assertThat(client.expect(SubAck.class).reasonCodes()).containsExactly(ReasonCode.GRANTED_QOS_1);
    assertThat(client.expect(SubAck.class).reasonCodes())
        .containsExactly(ReasonCode.QUOTA_EXCEEDED);
    assertThat(client.expect(SubAck.class).reasonCodes())
        .containsExactly(ReasonCode.TOPIC_FILTER_INVALID);
    assertThat(client.expect(PubAck.class).reasonCode()).isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
    older.expect(SubAck.class);
    assertThat(older.expect(SubAck.class).reasonCodes())
        .containsExactly(ReasonCode.UNSPECIFIED_ERROR);
    assertThat(fourth.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
    assertThat(third.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
  }

  @Test
  void allSessionsTogetherHaveSoManySubscriptions() {
    Stage small = with(the -> the.subscriptionsMax = 2);
    Actor one = small.client(MqttVersion.V5, "one");
    Actor other = small.client(MqttVersion.V5, "other");

    one.send(subscribe(1, "a", AT_MOST_ONCE), subscribe(2, "b", AT_MOST_ONCE));
    other.send(subscribe(1, "a", AT_MOST_ONCE));
    one.send(subscribe(3, "a", AT_LEAST_ONCE));
    one.drop();
    other.send(subscribe(2, "a", AT_MOST_ONCE));

    assertThat(one.expect(SubAck.class).reasonCodes()).containsExactly(ReasonCode.SUCCESS);
    assertThat(one.expect(SubAck.class).reasonCodes()).containsExactly(ReasonCode.SUCCESS);
    assertThat(one.expect(SubAck.class).reasonCodes()).containsExactly(ReasonCode.GRANTED_QOS_1);
    assertThat(other.expect(SubAck.class).reasonCodes()).containsExactly(ReasonCode.QUOTA_EXCEEDED);
    assertThat(other.expect(SubAck.class).reasonCodes()).containsExactly(ReasonCode.SUCCESS);
  }

  /** Room for two of one character. */
  @Test
  void allSessionsTogetherHaveSubscriptionsOfSoManyBytes() {
    long each = SessionSubscription.keptBytes(TopicFilter.of("a"));
    Stage small = with(the -> the.subscriptionsMaxBytes = 2 * each + 1);
    Actor one = small.client(MqttVersion.V5, "one");
    Actor other = small.client(MqttVersion.V5, "other");
    Actor older = small.client(MqttVersion.V3_1_1, "older");

    one.send(subscribe(1, "a", AT_MOST_ONCE), subscribe(2, "b", AT_MOST_ONCE));
    other.send(subscribe(1, "a", AT_MOST_ONCE));
    older.send(subscribe(1, "a", AT_MOST_ONCE));
    one.send(subscribe(3, "a", AT_LEAST_ONCE));
    one.send(new Unsubscribe(4, Properties.NONE, List.of(TopicFilter.of("a"))));
    other.send(subscribe(2, "a", AT_MOST_ONCE), subscribe(3, "a/b", AT_MOST_ONCE));
    one.drop();
    other.send(subscribe(4, "b", AT_MOST_ONCE));

    assertThat(one.expect(SubAck.class).reasonCodes()).containsExactly(ReasonCode.SUCCESS);
    assertThat(one.expect(SubAck.class).reasonCodes()).containsExactly(ReasonCode.SUCCESS);
    assertThat(one.expect(SubAck.class).reasonCodes()).containsExactly(ReasonCode.GRANTED_QOS_1);
    assertThat(other.expect(SubAck.class).reasonCodes()).containsExactly(ReasonCode.QUOTA_EXCEEDED);
    assertThat(older.expect(SubAck.class).reasonCodes())
        .containsExactly(ReasonCode.UNSPECIFIED_ERROR);
    assertThat(other.expect(SubAck.class).reasonCodes()).containsExactly(ReasonCode.SUCCESS);
    assertThat(other.expect(SubAck.class).reasonCodes()).containsExactly(ReasonCode.QUOTA_EXCEEDED);
    assertThat(other.expect(SubAck.class).reasonCodes()).containsExactly(ReasonCode.SUCCESS);
  }

  @Test
  void aFilterOfManyLevelsTakesRoomForEach() {
    long ordinary = SessionSubscription.keptBytes(TopicFilter.of("plant/12/line/12/sensor/12"));
    long deep = SessionSubscription.keptBytes(TopicFilter.of("a" + "/a".repeat(32_767)));

    assertThat(1_500_000 * ordinary).isLessThan(BrokerConfig.DEFAULT.subscriptionsMaxBytes());
    assertThat(deep).isGreaterThan(32_768L * SessionSubscription.LEVEL_BYTES);
  }

  @Test
  void whoseIdentifierFindsNoRoomIsNotLetInUnlessItIsAnOrdinaryOneForAConnectionAlone() {
    Stage small = with(the -> the.sessionNamesMaxBytes = 30);
    Hello staying =
        Hello.of(MqttVersion.V5, "0123456789").with(PropertyId.SESSION_EXPIRY_INTERVAL, 9);
    small.client(staying).drop();
    Actor third = small.open();
    Actor older = small.open();
    Actor passing = small.open();
    Actor overlong = small.open();
    Actor back = small.open();

    third.send(Hello.of(MqttVersion.V5, "123456")
        .with(PropertyId.SESSION_EXPIRY_INTERVAL, 9)
        .packet());
    older.send(Hello.of(MqttVersion.V3_1_1, "123456").resuming().packet());
    passing.send(Hello.of(MqttVersion.V5, "n".repeat(256)).packet());
    overlong.send(Hello.of(MqttVersion.V5, "n".repeat(257)).packet());
    back.send(staying.resuming().packet());

    assertThat(third.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(older.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
    assertThat(passing.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(overlong.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(back.expect(ConnAck.class).sessionPresent()).isTrue();
    passing.drop();
    Actor next =
        small.client(Hello.of(MqttVersion.V5, "12345").with(PropertyId.SESSION_EXPIRY_INTERVAL, 9));
    assertThat(next.isClosed()).isFalse();
  }

  @Test
  void theNameOfTheUserCountsWithTheIdentifierOfItsSession() {
    Stage small = with(the -> the.sessionNamesMaxBytes = 30);
    Actor client = small.open();
    Actor another = small.open();

    client.send(stayingAs("01234", "56789"));
    another.send(stayingAs("abc", "def"));

    assertThat(client.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(another.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
  }

  private static Connect stayingAs(String clientId, String userName) {
    Properties nine =
        Properties.builder().with(PropertyId.SESSION_EXPIRY_INTERVAL, 9).build();
    return new Connect(MqttVersion.V5, clientId, true, 0, null, userName, null, nine);
  }

  @Test
  void whoAsksForALastingSessionTooManyIsNotLetInAndOthersAre() {
    Stage small = with(the -> the.sessionsMax = 2);
    Hello staying = Hello.of(MqttVersion.V5, "staying").with(PropertyId.SESSION_EXPIRY_INTERVAL, 9);
    small.client(staying).drop();
    Actor passing = small.client(MqttVersion.V5, "passing");
    Actor third = small.open();
    Actor older = small.open();
    Actor again = small.open();
    Actor back = small.open();

    third.send(Hello.of(MqttVersion.V5, "third")
        .with(PropertyId.SESSION_EXPIRY_INTERVAL, 9)
        .packet());
    older.send(Hello.of(MqttVersion.V3_1_1, "older").resuming().packet());
    again.send(Hello.of(MqttVersion.V5, "passing")
        .with(PropertyId.SESSION_EXPIRY_INTERVAL, 9)
        .packet());
    back.send(staying.resuming().packet());

    assertThat(third.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(older.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
    assertThat(again.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(back.expect(ConnAck.class).sessionPresent()).isTrue();
    assertThat(passing.isClosed()).isFalse();
    Actor another = small.client(MqttVersion.V5, "another");
    assertThat(another.isClosed()).isFalse();
  }

  /** Room for two, each of one byte of topic and nine of payload, where a message of QoS 2 is passed on at PUBREL. */
  @Test
  void whatAwaitsPubRelTakesRoomAndIsRefusedWhereThereIsNone() {
    Stage small = new Stage(
        BrokerConfig.DEFAULT.with(
            the -> the.queueTotalMaxBytes = 2 * AwaitingPubRel.OVERHEAD_BYTES + 25),
        Choices.DEFAULT.with(the -> the.qosTwoDelivery = QosTwoDelivery.AT_PUBREL));
    Actor five = small.client(MqttVersion.V5, "five");
    Actor three = small.client(MqttVersion.V3_1_1, "three");
    five.send(publish(EXACTLY_ONCE, 1, "a", "123456789"));
    three.send(publish(EXACTLY_ONCE, 1, "a", "123456789"));
    three.received();

    five.send(publish(EXACTLY_ONCE, 2, "a", "123456789"));
    three.send(publish(EXACTLY_ONCE, 2, "a", "123456789"));

    assertThat(five.expect(PubRec.class).reasonCode().isError()).isFalse();
    assertThat(five.expect(PubRec.class).reasonCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(three.isClosed()).isTrue();
    assertThat(small.view().counts().dropped(Dropped.QUEUE_FULL)).isEqualTo(2);
    five.send(new PubRel(1));
    five.expect(PubComp.class);
    five.send(publish(EXACTLY_ONCE, 3, "a", "123456789"));
    assertThat(five.expect(PubRec.class).reasonCode().isError()).isFalse();
  }

  /** Each of two bytes of topic and one of payload. */
  @Test
  void whoseWillFindsNoRoomIsNotLetInAndOthersAre() {
    Stage small = with(the -> the.willsMaxBytes = 7);
    Hello first = Hello.of(MqttVersion.V5, "first").will(willOn("ab"));
    Actor leaving = small.client(first);
    small.client(Hello.of(MqttVersion.V3_1_1, "second").will(willOn("ab")));
    Actor third = small.open();
    Actor older = small.open();
    Actor without = small.open();

    third.send(Hello.of(MqttVersion.V5, "third").will(willOn("ab")).packet());
    older.send(Hello.of(MqttVersion.V3_1_1, "older").will(willOn("ab")).packet());
    without.send(Hello.of(MqttVersion.V5, "without").packet());

    assertThat(third.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(older.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
    assertThat(without.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
    Actor back = small.client(first);
    assertThat(back.isClosed()).as("its will takes the place of the one before").isFalse();
    assertThat(leaving.isClosed()).isTrue();
    back.send(new Disconnect(ReasonCode.SUCCESS));
    Actor next = small.client(Hello.of(MqttVersion.V5, "third").will(willOn("ab")));
    assertThat(next.isClosed()).isFalse();
  }

  @Test
  void whatThereIsNoRoomToRetainIsRefusedAndNothingElseIs() {
    Stage small = with(the -> the.retainedMaxMessages = 1);
    Actor client = small.client(MqttVersion.V5, "client");
    Actor older = small.client(MqttVersion.V3_1_1, "older");

    client.send(
        retained(AT_LEAST_ONCE, 1, "a", "first"),
        retained(AT_LEAST_ONCE, 2, "b", "no room"),
        retained(EXACTLY_ONCE, 3, "b", "no room"),
        publish(AT_LEAST_ONCE, 4, "b", "not to be retained"),
        retained(AT_LEAST_ONCE, 5, "a", "in its place"));
    older.send(retained(AT_LEAST_ONCE, 1, "b", "no room"));

    assertThat(client.expect(PubAck.class).reasonCode()).isNotEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(client.expect(PubAck.class).reasonCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(client.expect(PubRec.class).reasonCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(client.expect(PubAck.class).reasonCode()).isNotEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(client.expect(PubAck.class).reasonCode()).isNotEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(older.isClosed()).isTrue();
    Actor reader = small.client(MqttVersion.V5, "reader");
    reader.send(subscribe(1, "#", AT_MOST_ONCE));
    assertThat(reader.payloads()).containsExactly("in its place");
  }

  /** Its PUBREC said that it was taken over: no room is needed, and no other answer is right [5.0 MQTT-4.3.3-10, 3.1.1 MQTT-4.3.3-2]. */
  @ParameterizedTest
  @EnumSource
  void aRepeatOfQosTwoIsAnsweredAsBeforeThoughThereIsNoRoomAnyMore(MqttVersion version) {
    Stage small = with(the -> the.retainedMaxMessages = 1);
    Actor client = small.client(version, "client");
    client.send(retained(EXACTLY_ONCE, 1, "a", "x"), retained(EXACTLY_ONCE, 2, "a", ""));
    client.send(retained(AT_LEAST_ONCE, 3, "b", "fills it"));
    client.received();

    Publish first = retained(EXACTLY_ONCE, 1, "a", "x");
    client.send(new Publish(
        true, EXACTLY_ONCE, true, first.topic(), 1, first.properties(), first.payload()));

    assertThat(client.expect(PubRec.class)).isEqualTo(new PubRec(1));
    assertThat(client.isClosed()).isFalse();
    assertThat(small.view().counts().dropped(Dropped.NO_ROOM_TO_RETAIN)).isZero();
  }

  /** The older message goes in any case [3.1.1 MQTT-3.3.1-7], and who subscribes now gets it. */
  @ParameterizedTest
  @EnumSource
  void atQosZeroWhatThereIsNoRoomForIsPassedOnAndNoAnswerIsCited(MqttVersion version) {
    // one byte of topic and five of payload: room for two
    Stage small = with(the -> the.retainedMaxBytes = 17);
    Actor client = small.client(version, "client");
    client.send(subscribe(1, "a", AT_MOST_ONCE));
    client.send(retained(AT_LEAST_ONCE, 1, "a", "12345"), retained(AT_LEAST_ONCE, 2, "b", "12345"));
    client.received();

    client.send(retained(AT_MOST_ONCE, 0, "a", "1234567890123"));

    assertThat(client.payloads()).containsExactly("1234567890123");
    assertThat(client.isClosed()).isFalse();
    assertThat(small.cited()).doesNotContain(Mqtt5.MQTT_3_5_2_1, Mqtt311.MQTT_4_8_0_2);
    assertThat(small.view().counts().dropped(Dropped.NO_ROOM_TO_RETAIN)).isOne();
    Actor reader = small.client(MqttVersion.V5, "reader");
    reader.send(subscribe(1, "#", AT_MOST_ONCE));
    assertThat(reader.payloads()).containsExactly("12345");
  }

  @Test
  void whatIsRetainedHasSoManyBytesAndWhatIsClearedGivesThemBack() {
    // one byte of topic and five of payload: room for two
    Stage small = with(the -> the.retainedMaxBytes = 17);
    Actor client = small.client(MqttVersion.V5, "client");

    client.send(
        retained(AT_LEAST_ONCE, 1, "a", "12345"),
        retained(AT_LEAST_ONCE, 2, "b", "12345"),
        retained(AT_LEAST_ONCE, 3, "c", "12345"),
        retained(AT_LEAST_ONCE, 4, "a", ""),
        retained(AT_LEAST_ONCE, 5, "c", "12345"));

    for (int id = 1; id <= 5; id++) {
      assertThat(client.expect(PubAck.class).reasonCode() == ReasonCode.QUOTA_EXCEEDED)
          .as("PUBACK %d", id)
          .isEqualTo(id == 3);
    }
  }

  private static Publish retained(Qos qos, int id, String topic, String payload) {
    Publish publish = publish(qos, id, topic, payload);
    return new Publish(
        false, qos, true, publish.topic(), id, publish.properties(), publish.payload());
  }

  @Test
  void aFullBrokerKeepsNothingMoreForWhoIsAwayAndGoesOnServingWhoIsThere() {
    keepsTwoOfFour(with(the -> the.queueTotalMaxMessages = 2));
  }

  @Test
  void soManyBytesWaitForAllTogether() {
    keepsTwoOfFour(with(PermissionTest::twoSmallMessages));
  }

  /** One byte of topic and one of payload, for two and not for three. */
  private static void twoSmallMessages(BrokerConfig.Draft the) {
    the.queueTotalMaxBytes = 2 * Delivery.OVERHEAD_BYTES + 5;
  }

  /** What is under way takes room too, and who acknowledges everything has none to want. */
  @Test
  void whoAcknowledgesNothingIsSentNoMoreThanMayBeKept() {
    Stage full = with(PermissionTest::twoSmallMessages);
    Actor hoarder = full.client(MqttVersion.V5, "hoarder");
    Actor there = full.client(MqttVersion.V5, "there");
    hoarder.send(subscribe(1, "a", AT_LEAST_ONCE));
    hoarder.received();
    Actor publisher = full.client(MqttVersion.V5, "publisher");

    for (int id = 1; id <= 4; id++) {
      publisher.send(publish(AT_LEAST_ONCE, id, "a", Integer.toString(id)));
    }
    there.send(subscribe(1, "b", AT_LEAST_ONCE));
    there.received();
    publisher.send(publish(AT_LEAST_ONCE, 5, "b", "5"));

    List<Publish> kept = hoarder.publications();
    assertThat(kept).extracting(each -> each.payload().asText()).containsExactly("1", "2");
    assertThat(there.payloads()).containsExactly("5");
    hoarder.send(new PubAck(kept.get(0).packetId()), new PubAck(kept.get(1).packetId()));
    publisher.send(publish(AT_LEAST_ONCE, 6, "a", "6"));
    assertThat(hoarder.payloads()).containsExactly("6");
    assertThat(full.view().inFlightBytes()).isEqualTo(4);
  }

  /** The messages themselves are one byte of topic each: thousands would be in flight where there is room for two. */
  @Test
  void whatIsInFlightTakesRoomHoweverSmallItIs() {
    Stage full = with(the -> the.queueTotalMaxBytes = 2 * Delivery.OVERHEAD_BYTES + 2);
    Actor hoarder = full.client(MqttVersion.V3_1_1, "hoarder");
    hoarder.send(subscribe(1, "a", AT_LEAST_ONCE));
    hoarder.received();
    Actor publisher = full.client(MqttVersion.V5, "publisher");

    for (int id = 1; id <= 4; id++) {
      publisher.send(publish(AT_LEAST_ONCE, id, "a", ""));
    }

    List<Publish> kept = hoarder.publications();
    assertThat(kept).hasSize(2);
    hoarder.send(new PubAck(kept.get(0).packetId()));
    publisher.send(publish(AT_LEAST_ONCE, 5, "a", ""), publish(AT_LEAST_ONCE, 6, "a", ""));
    assertThat(hoarder.publications()).hasSize(1);
  }

  /** Of each subscription of the client that matches one: beside three of them there is no room for a second message of two bytes. */
  @Test
  void subscriptionIdentifiersOfWhatWaitsTakeRoom() {
    Stage full = with(the ->
        the.queueTotalMaxBytes = 2 * Delivery.OVERHEAD_BYTES + 3 * Delivery.IDENTIFIER_BYTES + 3);
    Hello staying = Hello.of(MqttVersion.V5, "away").with(PropertyId.SESSION_EXPIRY_INTERVAL, 100);
    Actor away = full.client(staying);
    away.send(numbered("a"), numbered("#"), numbered("+"));
    away.drop();
    Actor publisher = full.client(MqttVersion.V5, "publisher");

    publisher.send(publish(AT_LEAST_ONCE, 1, "a", "1"), publish(AT_LEAST_ONCE, 2, "a", "2"));
    Actor back = full.open();
    back.send(staying.resuming().packet());
    List<Publish> kept = back.publications();
    publisher.send(publish(AT_LEAST_ONCE, 3, "a", "3"));
    List<String> whileUnderWay = back.payloads();
    back.send(new PubAck(kept.get(0).packetId()));
    publisher.send(publish(AT_LEAST_ONCE, 4, "a", "4"));

    assertThat(kept).singleElement().satisfies(first -> {
      assertThat(first.payload().asText()).isEqualTo("1");
      assertThat(first.properties().subscriptionIdentifiers()).containsExactly(7, 7, 7);
    });
    assertThat(whileUnderWay).isEmpty();
    assertThat(back.payloads()).containsExactly("4");
  }

  private static Subscribe numbered(String filter) {
    return new Subscribe(
        1,
        Properties.builder().with(PropertyId.SUBSCRIPTION_IDENTIFIER, 7).build(),
        List.of(Subscription.of(TopicFilter.of(filter), AT_LEAST_ONCE)));
  }

  /** Passed on at PUBLISH, so that nothing is kept but the packet identifier: a client of 3.1.1 may begin 65,535. */
  @Test
  void packetIdentifiersThatAwaitPubRelTakeRoomAndWhoEndsEachIsServed() {
    Stage full = with(the -> the.queueTotalMaxBytes = 2 * AwaitingPubRel.OVERHEAD_BYTES);
    Actor five = full.client(MqttVersion.V5, "five");
    Actor three = full.client(MqttVersion.V3_1_1, "three");
    Actor thrifty = full.client(MqttVersion.V3_1_1, "thrifty");
    three.send(publish(EXACTLY_ONCE, 1, "a", ""));
    three.received();

    five.send(publish(EXACTLY_ONCE, 1, "a", ""), publish(EXACTLY_ONCE, 2, "a", ""));
    three.send(publish(EXACTLY_ONCE, 2, "a", ""));

    assertThat(five.expect(PubRec.class).reasonCode().isError()).isFalse();
    assertThat(five.expect(PubRec.class).reasonCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(three.isClosed()).isTrue();
    for (int id = 1; id <= 3; id++) {
      thrifty.send(publish(EXACTLY_ONCE, id, "a", ""), new PubRel(id));
      assertThat(thrifty.expect(PubRec.class)).isEqualTo(new PubRec(id));
      assertThat(thrifty.expect(PubComp.class)).isEqualTo(new PubComp(id));
    }
    assertThat(full.view().counts().dropped(Dropped.QUEUE_FULL)).isEqualTo(2);
  }

  private static void keepsTwoOfFour(Stage full) {
    Hello staying = Hello.of(MqttVersion.V5, "away").with(PropertyId.SESSION_EXPIRY_INTERVAL, 100);
    Actor away = full.client(staying);
    away.send(subscribe(1, "a", AT_LEAST_ONCE));
    away.drop();
    Actor there = full.client(MqttVersion.V5, "there");
    there.send(subscribe(1, "a", AT_LEAST_ONCE));
    there.received();

    Actor publisher = full.client(MqttVersion.V5, "publisher");
    List<String> received = new ArrayList<>();
    for (int id = 1; id <= 4; id++) {
      publisher.send(publish(AT_LEAST_ONCE, id, "a", Integer.toString(id)));
      Publish delivered = there.expect(Publish.class);
      received.add(delivered.payload().asText());
      there.send(new PubAck(delivered.packetId()));
    }

    assertThat(received).containsExactly("1", "2", "3", "4");
    Actor back = full.open();
    back.send(staying.resuming().packet());
    assertThat(back.payloads()).containsExactly("1", "2");
  }

  @Test
  void clientsCanBeSentElsewhere() {
    Stage moved = with(the -> the.redirection = new Redirection(true, "other.example:1883"));
    Stage busy = with(the -> the.redirection = new Redirection(false, null));
    Actor client = moved.open();
    Actor older = moved.open();
    Actor untold = busy.open();

    client.send(Hello.of(MqttVersion.V5, "client").packet());
    older.send(Hello.of(MqttVersion.V3_1_1, "older").packet());
    untold.send(Hello.of(MqttVersion.V5, "untold").packet());

    ConnAck answer = client.expect(ConnAck.class);
    assertThat(answer.reasonCode()).isEqualTo(ReasonCode.SERVER_MOVED);
    assertThat(answer.properties().text(PropertyId.SERVER_REFERENCE))
        .isEqualTo("other.example:1883");
    assertThat(older.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
    ConnAck bare = untold.expect(ConnAck.class);
    assertThat(bare.reasonCode()).isEqualTo(ReasonCode.USE_ANOTHER_SERVER);
    assertThat(bare.properties().has(PropertyId.SERVER_REFERENCE)).isFalse();
    assertThat(client.isClosed() && older.isClosed() && untold.isClosed()).isTrue();
  }

  @Test
  void responseInformationIsForWhoAsks() {
    Stage stage = new Stage();
    Actor asking = stage.open();
    Actor other = stage.open();

    asking.send(Hello.of(MqttVersion.V5, "asking")
        .with(PropertyId.REQUEST_RESPONSE_INFORMATION, 1)
        .packet());
    other.send(Hello.of(MqttVersion.V5, "other").packet());

    assertThat(asking.expect(ConnAck.class).properties().text(PropertyId.RESPONSE_INFORMATION))
        .isEqualTo("response/asking");
    assertThat(other.expect(ConnAck.class).properties().has(PropertyId.RESPONSE_INFORMATION))
        .isFalse();
    assertThat(stage.cited()).contains(Mqtt5.MQTT_3_1_2_28);
  }

  @Test
  void responseInformationBeginsAsTheBrokerIsTold() {
    assertThat(responseInformation("answers/here")).isEqualTo("answers/here/asking");
    assertThat(responseInformation(null)).isNull();
    // no Topic Name, and so no part of the tree
    assertThat(responseInformation("answers/#")).isNull();
  }

  private static @Nullable String responseInformation(@Nullable String prefix) {
    Stage stage = new Stage(
        BrokerConfig.DEFAULT.with(the -> the.responseInformationPrefix = prefix), Choices.DEFAULT);
    Actor asking = stage.open();
    asking.send(Hello.of(MqttVersion.V5, "asking")
        .with(PropertyId.REQUEST_RESPONSE_INFORMATION, 1)
        .packet());
    return asking.expect(ConnAck.class).properties().text(PropertyId.RESPONSE_INFORMATION);
  }

  @Test
  void refusalOfAPublicationSaysSoBeforeTheConnectionEnds() {
    Stage strict = new Stage(
        BrokerConfig.DEFAULT.with(the -> the.access = NO_SECRETS),
        Choices.DEFAULT.with(the -> the.refusedPublishCloses = true));
    Actor client = strict.client(MqttVersion.V5, "client");

    client.send(publish("secret", "0"));

    assertThat(client.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
  }
}
