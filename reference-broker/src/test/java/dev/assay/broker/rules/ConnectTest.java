package dev.assay.broker.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.core.Access;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Input;
import dev.assay.broker.rules.Stage.Actor;
import dev.assay.broker.rules.Stage.Hello;
import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Violation;
import dev.assay.codec.packet.Will;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectTest {
  private final Stage stage = new Stage();

  @Test
  void connAckOf5SaysHowMuchTheBrokerTakes() {
    Actor client = stage.open();

    client.send(Hello.of(MqttVersion.V5, "alice").packet());

    assertThat(client.expect(ConnAck.class))
        .isEqualTo(new ConnAck(
            false,
            ReasonCode.SUCCESS,
            Properties.builder()
                .with(PropertyId.RECEIVE_MAXIMUM, BrokerConfig.DEFAULT.receiveMaximum())
                .with(PropertyId.MAXIMUM_PACKET_SIZE, BrokerConfig.DEFAULT.maximumPacketSizeBytes())
                .with(PropertyId.TOPIC_ALIAS_MAXIMUM, BrokerConfig.DEFAULT.topicAliasMaximum())
                .build()));
    assertThat(stage.cited()).contains(Mqtt5.MQTT_3_1_4_5, Mqtt5.MQTT_3_2_2_2);
  }

  @Test
  void connAckOf311HasNoProperties() {
    Actor client = stage.open();

    client.send(Hello.of(MqttVersion.V3_1_1, "alice").packet());

    assertThat(client.received())
        .containsExactly(new ConnAck(false, ReasonCode.SUCCESS, Properties.NONE));
    assertThat(stage.cited()).contains(Mqtt311.MQTT_3_1_4_4).noneMatch(Mqtt5.class::isInstance);
  }

  @ParameterizedTest
  @EnumSource
  void secondConnectEndsTheConnection(MqttVersion version) {
    Actor client = stage.client(version, "alice");

    client.send(Hello.of(version, "alice").packet());

    assertThat(client.isClosed()).isTrue();
    if (version == MqttVersion.V5) {
      assertThat(client.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    }
    assertThat(client.received()).isEmpty();
  }

  @Test
  void anotherPacketBeforeConnectEndsTheConnectionWithoutAWord() {
    Actor client = stage.open();

    client.send(new PingReq());

    assertThat(client.isClosed()).isTrue();
    assertThat(client.received()).isEmpty();
    assertThat(stage.cited()).contains(Mqtt5.MQTT_3_1_0_1);
  }

  @Test
  void whatIsSentBehindARefusedConnectIsIgnored() {
    Actor client = stage.open();
    Connect refused = Hello.of(MqttVersion.V3_1_1, "").resuming().packet();

    client.send(refused, new PingReq());

    assertThat(client.received())
        .containsExactly(
            new ConnAck(false, ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, Properties.NONE));
    assertThat(client.isClosed()).isTrue();
    assertThat(stage.cited()).contains(Mqtt311.MQTT_3_1_3_8, Mqtt311.MQTT_3_2_2_5);
  }

  @Test
  void whoeverHasNoIdentifierGetsOneThatNobodyHas() {
    stage.client(MqttVersion.V5, "assigned1");
    Actor first = stage.open();
    Actor second = stage.open();

    first.send(Hello.of(MqttVersion.V5, "").packet());
    second.send(Hello.of(MqttVersion.V5, "").packet());

    assertThat(assignedTo(first)).isEqualTo("assigned2");
    assertThat(assignedTo(second)).isEqualTo("assigned3");
    assertThat(stage.cited()).contains(Mqtt5.MQTT_3_2_2_16);
  }

  private static String assignedTo(Actor client) {
    return client.expect(ConnAck.class).properties().text(PropertyId.ASSIGNED_CLIENT_IDENTIFIER);
  }

  @ParameterizedTest
  @EnumSource
  void whoeverHasNoIdentifierIsRefusedIfThatIsTheChoice(MqttVersion version) {
    Stage strict =
        new Stage(BrokerConfig.DEFAULT, Choices.DEFAULT.with(the -> the.emptyClientId = false));
    Actor client = strict.open();

    client.send(Hello.of(version, "").packet());

    assertThat(client.expect(ConnAck.class).reasonCode())
        .isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void anAuthenticationMethodIsRefusedSinceNoneIsSupported() {
    Actor client = stage.open();

    client.send(new Connect(
        MqttVersion.V5,
        "alice",
        true,
        0,
        null,
        null,
        null,
        Properties.builder().with(PropertyId.AUTHENTICATION_METHOD, "m").build()));

    assertThat(client.expect(ConnAck.class).reasonCode())
        .isEqualTo(ReasonCode.BAD_AUTHENTICATION_METHOD);
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void authOnAConnectionWithoutMethodIsAProtocolError() {
    Actor client = stage.client(MqttVersion.V5, "alice");

    client.send(new Auth(
        ReasonCode.RE_AUTHENTICATE,
        Properties.builder().with(PropertyId.AUTHENTICATION_METHOD, "m").build()));

    assertThat(client.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @EnumSource
  void aWrongPasswordIsRefused(MqttVersion version) {
    Stage closed = new Stage(
        BrokerConfig.DEFAULT.with(
            the -> the.access = Access.ofPasswords(Map.of("me", Payload.of("right")))),
        Choices.DEFAULT);
    Actor wrong = closed.open();
    Actor right = closed.open();

    wrong.send(withPassword(version, "wrong"));
    right.send(withPassword(version, "right"));

    assertThat(wrong.expect(ConnAck.class).reasonCode())
        .isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
    assertThat(wrong.isClosed()).isTrue();
    assertThat(right.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
  }

  private static Connect withPassword(MqttVersion version, String password) {
    return new Connect(
        version, "a" + password, true, 0, null, "me", Payload.of(password), Properties.NONE);
  }

  @Test
  void aRefusedConnectOf5IsClosedSilentlyIfThatIsTheChoice() {
    Stage silent =
        new Stage(BrokerConfig.DEFAULT, Choices.DEFAULT.with(the -> the.connAckOnRefusal = false));
    Actor client = silent.open();

    client.send(new Connect(
        MqttVersion.V5,
        "alice",
        true,
        0,
        null,
        null,
        null,
        Properties.builder().with(PropertyId.AUTHENTICATION_METHOD, "m").build()));

    assertThat(client.received()).isEmpty();
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void aWillThatCouldNotBePublishedIsRefused() {
    Stage poor = new Stage(
        BrokerConfig.DEFAULT
            .with(the -> the.maximumQos = Qos.AT_LEAST_ONCE)
            .with(the -> the.retainAvailable = false),
        Choices.DEFAULT);
    Actor high = poor.open();
    Actor kept = poor.open();

    high.send(
        Hello.of(MqttVersion.V5, "high").will(will(Qos.EXACTLY_ONCE, false)).packet());
    kept.send(
        Hello.of(MqttVersion.V5, "kept").will(will(Qos.AT_LEAST_ONCE, true)).packet());

    assertThat(high.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.QOS_NOT_SUPPORTED);
    assertThat(kept.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.RETAIN_NOT_SUPPORTED);
  }

  private static Will will(Qos qos, boolean retain) {
    return new Will(TopicName.of("w"), Payload.of("x"), qos, retain, Properties.NONE);
  }

  @ParameterizedTest
  @EnumSource
  void silenceOfOneAndAHalfKeepAlivesEndsTheConnection(MqttVersion version) {
    Actor client = stage.client(Hello.of(version, "alice").keepAlive(30));
    stage.timeIs(20);
    client.send(new PingReq());
    client.expect(PingResp.class);

    stage.timeIs(20 + 44.9);
    boolean closedEarly = client.isClosed();
    stage.timeIs(20 + 45);

    assertThat(closedEarly).isFalse();
    assertThat(client.isClosed()).isTrue();
    assertThat(stage.cited())
        .contains(version == MqttVersion.V5 ? Mqtt5.MQTT_3_1_2_22 : Mqtt311.MQTT_3_1_2_24);
    if (version == MqttVersion.V5) {
      assertThat(client.expect(Disconnect.class).reasonCode())
          .isEqualTo(ReasonCode.KEEP_ALIVE_TIMEOUT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whosePacketsWaitIsNotSilent(MqttVersion version) {
    Actor client = stage.client(Hello.of(version, "alice").keepAlive(30));

    stage.timeIs(40);
    stage.tell(new Input.PacketsWait(client.number()));
    stage.timeIs(84.9);
    boolean isClosedBefore = client.isClosed();
    stage.timeIs(85);

    assertThat(isClosedBefore).isFalse();
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void keepAliveZeroLetsAClientBeSilent() {
    Actor client = stage.client(Hello.of(MqttVersion.V5, "alice").keepAlive(0));

    stage.timeIs(1_000_000);

    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void theKeepAliveOfTheServerCountsFor5IfThereIsOne() {
    Stage impatient = new Stage(
        BrokerConfig.DEFAULT.with(the -> the.serverKeepAliveSeconds = 10), Choices.DEFAULT);
    Actor five = impatient.open();
    five.send(Hello.of(MqttVersion.V5, "five").keepAlive(1000).packet());
    Actor three = impatient.client(Hello.of(MqttVersion.V3_1_1, "three").keepAlive(1000));

    impatient.timeIs(15);

    assertThat(five.expect(ConnAck.class).properties().number(PropertyId.SERVER_KEEP_ALIVE, -1))
        .isEqualTo(10);
    assertThat(five.isClosed()).isTrue();
    assertThat(three.isClosed()).isFalse();
  }

  @Test
  void aConnectionWithoutConnectIsClosedAfterAWhile() {
    Actor idle = stage.open();

    stage.timeIs(BrokerConfig.DEFAULT.connectWithinSeconds());

    assertThat(idle.isClosed()).isTrue();
  }

  @Test
  void aMalformedConnectOf5IsToldWhyAndOneOf311IsNot() {
    Actor five = stage.open();
    Actor three = stage.open();

    five.malformed(Mqtt5.MQTT_3_1_2_3, ReasonCode.MALFORMED_PACKET);
    three.malformed(Mqtt311.MQTT_3_1_2_3, ReasonCode.MALFORMED_PACKET);

    assertThat(five.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.MALFORMED_PACKET);
    assertThat(five.isClosed()).isTrue();
    assertThat(three.received()).isEmpty();
    assertThat(three.isClosed()).isTrue();
    assertThat(stage.cited())
        .contains(
            Mqtt5.MQTT_3_1_2_3, Mqtt5.MQTT_3_1_4_1, Mqtt311.MQTT_3_1_2_3, Mqtt311.MQTT_3_1_4_1);
  }

  @Test
  void anUnknownProtocolLevelIsTheOneMalformedConnectOf311ThatIsAnswered() {
    Actor level = stage.open();
    Actor name = stage.open();

    level.malformed(Mqtt311.MQTT_3_1_2_2, ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);
    name.malformed(Mqtt311.MQTT_3_1_2_1, ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);

    assertThat(level.expect(ConnAck.class).reasonCode())
        .isEqualTo(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);
    assertThat(level.isClosed()).isTrue();
    assertThat(name.received()).isEmpty();
    assertThat(name.isClosed()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void malformedBytesEndTheConnectionAndNoOther(MqttVersion version) {
    Actor bad = stage.client(version, "bad");
    Actor good = stage.client(version, "good");
    Statement broken = version == MqttVersion.V5 ? Mqtt5.MQTT_3_8_1_1 : Mqtt311.MQTT_3_8_1_1;

    bad.malformed(broken, ReasonCode.MALFORMED_PACKET);
    good.send(new PingReq());

    assertThat(bad.isClosed()).isTrue();
    if (version == MqttVersion.V5) {
      assertThat(bad.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.MALFORMED_PACKET);
    }
    assertThat(bad.received()).isEmpty();
    good.expect(PingResp.class);
    assertThat(stage.cited()).contains(broken);
  }

  @Test
  void noDisconnectBeforeTheCloseIfThatIsTheChoice() {
    Stage curt = new Stage(
        BrokerConfig.DEFAULT, Choices.DEFAULT.with(the -> the.disconnectBeforeClose = false));
    Actor client = curt.client(MqttVersion.V5, "alice");

    client.send(Hello.of(MqttVersion.V5, "alice").packet());

    assertThat(client.received()).isEmpty();
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void inputsAboutAConnectionThatIsGoneAreIgnored() {
    Actor client = stage.client(MqttVersion.V5, "alice");
    client.send(new Disconnect(ReasonCode.SUCCESS));
    int before = stage.steps().size();

    client.send(new PingReq());
    client.malformed(Mqtt5.MQTT_2_1_3_1, ReasonCode.MALFORMED_PACKET);
    client.drop();
    stage.tell(new Input.ConnectionLost(999));

    assertThat(stage.steps().subList(before, stage.steps().size()))
        .allSatisfy(step -> assertThat(step.happenings()).isEmpty());
  }

  @Test
  void aReasonStringThatDoesNotFitIsLeftOut() {
    Actor client =
        stage.client(Hello.of(MqttVersion.V5, "narrow").with(PropertyId.MAXIMUM_PACKET_SIZE, 20));

    client.send(Hello.of(MqttVersion.V5, "narrow").packet());

    assertThat(client.expect(Disconnect.class))
        .isEqualTo(new Disconnect(ReasonCode.PROTOCOL_ERROR));
    assertThat(stage.cited()).contains(Mqtt5.MQTT_3_14_2_3);
  }

  @Test
  void theSummaryOfAViolationHoldsNothingThatTheClientSent() {
    Actor client = stage.client(MqttVersion.V5, "alice");

    client.malformed(new Violation(
        "Topic Name", 2, "no U+0000", "evil", Mqtt5.MQTT_1_5_4_2, ReasonCode.MALFORMED_PACKET));

    assertThat(client.expect(Disconnect.class).properties().text(PropertyId.REASON_STRING))
        .isEqualTo("Topic Name: expected no U+0000 [5.0 MQTT-1.5.4-2]");
  }

  @Test
  void aClientOfMqtt31IsRefusedInWordsThatItKnows() {
    Violation older = new Violation(
        "Protocol Name",
        2,
        "MQTT",
        "MQIsdp",
        Mqtt311.MQTT_3_1_2_1,
        ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);
    Stage curt =
        new Stage(BrokerConfig.DEFAULT, Choices.DEFAULT.with(the -> the.answersMqtt31 = false));
    Actor told = stage.open();
    Actor untold = curt.open();

    told.malformed(older);
    untold.malformed(older);

    assertThat(told.received())
        .containsExactly(
            new ConnAck(false, ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, Properties.NONE));
    assertThat(untold.received()).isEmpty();
    assertThat(told.isClosed() && untold.isClosed()).isTrue();
    assertThat(stage.cited()).contains(Mqtt311.MQTT_3_1_2_1);
  }
}
