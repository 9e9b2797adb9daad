package dev.assay.broker.rules;

import static dev.assay.broker.rules.Stage.publish;
import static dev.assay.broker.rules.Stage.retained;
import static dev.assay.broker.rules.Stage.subscribe;
import static dev.assay.codec.packet.Qos.AT_LEAST_ONCE;
import static dev.assay.codec.packet.Qos.AT_MOST_ONCE;
import static dev.assay.codec.packet.Qos.EXACTLY_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.rules.Stage.Actor;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SubscribeTest {
  private final Stage stage = new Stage();

  private static Subscribe with(
      int id, String filter, boolean noLocal, boolean asPublished, RetainHandling handling) {
    return new Subscribe(
        id,
        Properties.NONE,
        List.of(new Subscription(
            TopicFilter.of(filter), EXACTLY_ONCE, noLocal, asPublished, handling)));
  }

  private static Unsubscribe unsubscribe(int id, String... filters) {
    return new Unsubscribe(
        id, Properties.NONE, List.of(filters).stream().map(TopicFilter::of).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "sport/tennis, sport/tennis, true",
    "sport/+, sport/tennis, true",
    "sport/+, sport/, true",
    "sport/+, sport, false",
    "sport/+, sport/a/b, false",
    "sport/#, sport, true",
    "sport/#, sport/a/b, true",
    "sport/#, sports, false",
    "#, a/b/c, true",
    "#, /, true",
    "+/+, /finance, true",
    "/+, /finance, true",
    "+, /finance, false",
    "+/tennis/#, a/tennis/b/c, true",
    "a/+/c, a//c, true",
    "a/b, A/b, false",
    "#, $x/a, false",
    "+/a, $x/a, false",
    "$x/#, $x/a, true",
    "$x/+, $x/a, true",
    "a/#, a/$x, true",
  })
  void aFilterMatchesAsTheStandardSays(String filter, String topic, boolean matches) {
    Actor live = stage.client(MqttVersion.V5, "live");
    live.send(subscribe(1, filter, AT_MOST_ONCE));
    live.received();
    Actor publisher = stage.client(MqttVersion.V5, "publisher");

    publisher.send(retained(AT_LEAST_ONCE, 1, topic, "x"));
    Actor late = stage.client(MqttVersion.V5, "late");
    late.send(subscribe(1, filter, AT_MOST_ONCE));

    assertThat(live.payloads()).as("live").hasSize(matches ? 1 : 0);
    assertThat(late.payloads()).as("retained").hasSize(matches ? 1 : 0);
    assertThat(TopicFilter.of(filter).matches(TopicName.of(topic))).isEqualTo(matches);
  }

  @ParameterizedTest
  @EnumSource
  void subAckHasACodeForEachFilterInTheirOrder(MqttVersion version) {
    Actor client = stage.client(version, "alice");

    client.send(new Subscribe(
        9,
        Properties.NONE,
        List.of(
            Subscription.of(TopicFilter.of("b"), EXACTLY_ONCE),
            Subscription.of(TopicFilter.of("a"), AT_MOST_ONCE),
            Subscription.of(TopicFilter.of("c"), AT_LEAST_ONCE))));

    assertThat(client.received())
        .containsExactly(new SubAck(
            9,
            Properties.NONE,
            List.of(ReasonCode.GRANTED_QOS_2, ReasonCode.SUCCESS, ReasonCode.GRANTED_QOS_1)));
  }

  @Test
  void noMoreIsGrantedThanThatIsTheChoice() {
    Stage modest = new Stage(
        BrokerConfig.DEFAULT, Choices.DEFAULT.with(the -> the.grantedQosMax = AT_MOST_ONCE));
    Actor client = modest.client(MqttVersion.V5, "alice");

    client.send(subscribe(1, "a", EXACTLY_ONCE), publish(AT_LEAST_ONCE, 1, "a", "x"));

    assertThat(client.expect(SubAck.class).reasonCodes()).containsExactly(ReasonCode.SUCCESS);
    assertThat(client.publications()).extracting(Publish::qos).containsExactly(AT_MOST_ONCE);
  }

  @ParameterizedTest
  @EnumSource
  void oneSubscribeLooksAtSoMuchOfWhatIsRetainedAndWhatIsLeftMayComeInAnother(MqttVersion version) {
    Stage small = retaining(3, 3);
    Actor client = small.client(version, "alice");
    ReasonCode refusal =
        version == MqttVersion.V5 ? ReasonCode.QUOTA_EXCEEDED : ReasonCode.UNSPECIFIED_ERROR;

    client.send(asking("a/+", "a/#", "b"));
    List<ReasonCode> codes = client.expect(SubAck.class).reasonCodes();
    List<String> retained = client.payloads();
    client.send(asking("a/#", "b"));

    assertThat(codes).containsExactly(ReasonCode.SUCCESS, refusal, refusal);
    assertThat(retained).hasSize(3);
    assertThat(client.expect(SubAck.class).reasonCodes())
        .containsExactly(ReasonCode.SUCCESS, refusal);
    assertThat(client.payloads()).hasSize(3);
    assertThat(small.view().filtersOf("alice"))
        .extracting(TopicFilter::text)
        .containsExactly("a/+", "a/#");
  }

  /** Each of them brings all that is retained, as often as it stands there: no less than that is what the standard asks for. */
  @Test
  void aFilterThatIsRepeatedBringsWhatIsRetainedAgainAsLongAsThereMayBeMore() {
    Stage small = retaining(100, 1_000);
    Actor client = small.client(MqttVersion.V3_1_1, "alice");
    String[] filters = new String[10_000];
    Arrays.fill(filters, "#");

    client.send(asking(filters));

    List<ReasonCode> codes = client.expect(SubAck.class).reasonCodes();
    assertThat(codes).hasSize(filters.length);
    assertThat(codes.stream().filter(code -> !code.isError())).hasSize(10);
    assertThat(client.publications()).hasSize(1_000);
  }

  private static Stage retaining(int count, int looksMax) {
    Stage stage = new Stage(
        BrokerConfig.DEFAULT.with(the -> the.retainedLooksPerSubscribeMax = looksMax),
        Choices.DEFAULT);
    Actor publisher = stage.client(MqttVersion.V3_1_1, "publisher");
    for (int i = 0; i < count; i++) {
      publisher.send(retained(AT_MOST_ONCE, 0, "a/" + i, "x"));
    }
    return stage;
  }

  private static Subscribe asking(String... filters) {
    return new Subscribe(
        1,
        Properties.NONE,
        Stream.of(filters)
            .map(filter -> Subscription.of(TopicFilter.of(filter), AT_MOST_ONCE))
            .toList());
  }

  @Test
  void theSameFilterAgainReplacesTheSubscription() {
    Actor client = stage.client(MqttVersion.V3_1_1, "alice");
    client.send(subscribe(1, "a", EXACTLY_ONCE), subscribe(2, "a", AT_MOST_ONCE));
    client.received();

    client.send(publish(EXACTLY_ONCE, 1, "a", "x"));

    assertThat(client.publications()).extracting(Publish::qos).containsExactly(AT_MOST_ONCE);
    assertThat(stage.cited()).contains(Mqtt311.MQTT_3_8_4_3);
  }

  @ParameterizedTest
  @EnumSource
  void unsubscribeEndsExactlyTheSubscriptionsThatItNames(MqttVersion version) {
    Actor client = stage.client(version, "alice");
    client.send(subscribe(1, "a/+", AT_MOST_ONCE), subscribe(2, "b", AT_MOST_ONCE));
    client.received();

    client.send(unsubscribe(3, "a/b", "a/+"), publish("a/b", "gone"), publish("b", "stays"));

    UnsubAck answer = client.expect(UnsubAck.class);
    assertThat(answer.packetId()).isEqualTo(3);
    assertThat(answer.reasonCodes())
        .isEqualTo(
            version == MqttVersion.V5
                ? List.of(ReasonCode.NO_SUBSCRIPTION_EXISTED, ReasonCode.SUCCESS)
                : List.of());
    assertThat(client.payloads()).containsExactly("stays");
  }

  @Test
  void deliveriesThatHaveBegunAreCompletedAfterUnsubscribe() {
    Actor client = stage.client(MqttVersion.V5, "alice");
    client.send(subscribe(1, "a", EXACTLY_ONCE), publish(EXACTLY_ONCE, 1, "a", "x"));
    int id = client.received().stream()
        .filter(Publish.class::isInstance)
        .map(packet -> ((Publish) packet).packetId())
        .findFirst()
        .orElseThrow();

    client.send(unsubscribe(2, "a"), new PubRec(id));

    assertThat(client.received()).hasSize(2).last().isEqualTo(new PubRel(id));
    assertThat(stage.cited()).contains(Mqtt5.MQTT_3_10_4_3);
  }

  @Test
  void noLocalKeepsAClientsOwnMessagesAwayAndNoOthers() {
    Actor client = stage.client(MqttVersion.V5, "alice");
    client.send(with(1, "a", true, false, RetainHandling.SEND_ALWAYS));
    client.received();

    client.send(publish("a", "own"));
    stage.client(MqttVersion.V5, "bob").send(publish("a", "other"));

    assertThat(client.payloads()).containsExactly("other");
    assertThat(stage.cited()).contains(Mqtt5.MQTT_3_8_3_3);
  }

  @Test
  void retainAsPublishedKeepsTheFlagAndOtherwiseItIsCleared() {
    Actor keeps = stage.client(MqttVersion.V5, "keeps");
    keeps.send(with(1, "a", false, true, RetainHandling.SEND_ALWAYS));
    Actor clears = stage.client(MqttVersion.V5, "clears");
    clears.send(with(1, "a", false, false, RetainHandling.SEND_ALWAYS));
    Actor three = stage.client(MqttVersion.V3_1_1, "three");
    three.send(subscribe(1, "a", AT_MOST_ONCE));

    stage
        .client(MqttVersion.V5, "bob")
        .send(retained(AT_LEAST_ONCE, 1, "a", "x"), publish("a", "y"));

    assertThat(keeps.publications()).extracting(Publish::retain).containsExactly(true, false);
    assertThat(clears.publications()).extracting(Publish::retain).containsExactly(false, false);
    assertThat(three.publications()).extracting(Publish::retain).containsExactly(false, false);
    assertThat(stage.cited())
        .contains(Mqtt5.MQTT_3_3_1_12, Mqtt5.MQTT_3_3_1_13, Mqtt311.MQTT_3_3_1_9);
  }

  @Test
  void retainHandlingSaysWhenRetainedMessagesAreSent() {
    stage.client(MqttVersion.V5, "bob").send(retained(AT_LEAST_ONCE, 1, "a", "x"));
    Actor client = stage.client(MqttVersion.V5, "alice");

    assertThat(retainedFor(client, RetainHandling.DO_NOT_SEND)).isEmpty();
    assertThat(retainedFor(client, RetainHandling.SEND_IF_NEW)).isEmpty();
    assertThat(retainedFor(client, RetainHandling.SEND_ALWAYS)).hasSize(1);
    client.send(unsubscribe(3, "a"));
    assertThat(retainedFor(client, RetainHandling.SEND_IF_NEW)).hasSize(1);
    assertThat(stage.cited())
        .contains(Mqtt5.MQTT_3_3_1_9, Mqtt5.MQTT_3_3_1_10, Mqtt5.MQTT_3_3_1_11);
  }

  private static List<Publish> retainedFor(Actor client, RetainHandling handling) {
    client.send(with(2, "a", false, false, handling));
    List<Publish> sent = client.publications();
    assertThat(sent).allMatch(Publish::retain);
    return sent;
  }

  @ParameterizedTest
  @EnumSource
  void theLastRetainedMessageOfATopicIsSentUntilItIsCleared(MqttVersion version) {
    Actor bob = stage.client(version, "bob");
    bob.send(
        retained(AT_LEAST_ONCE, 1, "a", "old"),
        retained(EXACTLY_ONCE, 2, "a", "new"),
        publish("a", "passing"));
    bob.send(new Disconnect(ReasonCode.SUCCESS));

    Actor first = stage.client(version, "first");
    first.send(subscribe(1, "a", AT_LEAST_ONCE));
    stage.client(version, "carol").send(retained(AT_LEAST_ONCE, 1, "a", ""));
    Actor second = stage.client(version, "second");
    second.send(subscribe(1, "a", AT_LEAST_ONCE));

    assertThat(first.publications())
        .extracting(packet ->
            packet.payload().asText() + " " + packet.qos().level() + " " + packet.retain())
        .containsExactly("new 1 true", " 1 false");
    assertThat(second.publications()).isEmpty();
  }

  @Test
  void aRetainedMessageExpires() {
    Actor bob = stage.client(MqttVersion.V5, "bob");
    bob.send(new Publish(
        false,
        AT_LEAST_ONCE,
        true,
        TopicName.of("a"),
        1,
        Properties.builder().with(PropertyId.MESSAGE_EXPIRY_INTERVAL, 5).build(),
        Payload.of("x")));
    stage.timeIs(2);
    Actor early = stage.client(MqttVersion.V5, "early");
    early.send(subscribe(1, "a", AT_MOST_ONCE));
    stage.timeIs(5);
    Actor late = stage.client(MqttVersion.V5, "late");
    late.send(subscribe(1, "a", AT_MOST_ONCE));

    assertThat(early.publications())
        .singleElement()
        .satisfies(
            packet -> assertThat(packet.properties().number(PropertyId.MESSAGE_EXPIRY_INTERVAL, -1))
                .isEqualTo(3));
    assertThat(late.publications()).isEmpty();
  }

  @Test
  void retainedMessagesComeBeforeSubAckIfThatIsTheChoice() {
    Stage hasty = new Stage(
        BrokerConfig.DEFAULT, Choices.DEFAULT.with(the -> the.retainedBeforeSubAck = true));
    for (Stage each : List.of(stage, hasty)) {
      Actor client = each.client(MqttVersion.V5, "alice");
      client.send(retained(AT_MOST_ONCE, 0, "a", "x"), subscribe(1, "a", AT_MOST_ONCE));

      List<Packet> received = client.received();

      assertThat(received.get(0)).isInstanceOf(each == hasty ? Publish.class : SubAck.class);
      assertThat(received).hasSize(2);
    }
  }

  @Test
  void qosZeroIsNotRetainedButReplacesIfThatIsTheChoice() {
    Stage forgetful =
        new Stage(BrokerConfig.DEFAULT, Choices.DEFAULT.with(the -> the.qosZeroRetained = false));
    Actor client = forgetful.client(MqttVersion.V3_1_1, "alice");

    client.send(
        retained(AT_LEAST_ONCE, 1, "a", "old"),
        retained(Qos.AT_MOST_ONCE, 0, "a", "new"),
        subscribe(1, "a", AT_MOST_ONCE));

    assertThat(client.publications()).isEmpty();
    assertThat(forgetful.cited()).contains(Mqtt311.MQTT_3_3_1_7);
  }

  @Test
  void whatConnAckDeclaredAbsentEndsTheConnectionThatUsesIt() {
    Stage plain = new Stage(
        BrokerConfig.DEFAULT.with(the -> {
          the.wildcardsAvailable = false;
          the.sharedSubscriptionsAvailable = false;
          the.subscriptionIdentifiersAvailable = false;
        }),
        Choices.DEFAULT);
    Actor shared = plain.client(MqttVersion.V5, "shared");
    Actor numbered = plain.client(MqttVersion.V5, "numbered");
    Actor wild = plain.client(MqttVersion.V5, "wild");
    Actor wild311 = plain.client(MqttVersion.V3_1_1, "wild311");

    shared.send(subscribe(1, "$share/g/a", AT_MOST_ONCE));
    numbered.send(new Subscribe(
        1,
        Properties.builder().with(PropertyId.SUBSCRIPTION_IDENTIFIER, 1).build(),
        List.of(Subscription.of(TopicFilter.of("a"), AT_MOST_ONCE))));
    wild.send(subscribe(1, "a/#", AT_MOST_ONCE));
    wild311.send(subscribe(1, "a/#", AT_MOST_ONCE));

    assertThat(shared.expect(Disconnect.class).reasonCode())
        .isEqualTo(ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED);
    assertThat(numbered.expect(Disconnect.class).reasonCode())
        .isEqualTo(ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED);
    assertThat(wild.expect(Disconnect.class).reasonCode())
        .isEqualTo(ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);
    assertThat(wild311.expect(SubAck.class).reasonCodes())
        .containsExactly(ReasonCode.UNSPECIFIED_ERROR);
  }

  @Test
  void aShareLooksLikeAnyOtherFilterIn311() {
    Actor client = stage.client(MqttVersion.V3_1_1, "alice");

    client.send(subscribe(1, "$share/g/a", AT_MOST_ONCE), publish("$share/g/a", "x"));

    assertThat(client.payloads()).containsExactly("x");
  }

  @Test
  void tensOfThousandsOfLevelsAreNoProblem() {
    String deep = "/".repeat(60_000);
    Actor client = stage.client(MqttVersion.V5, "alice");

    client.send(
        subscribe(1, deep + "+", AT_MOST_ONCE), publish(deep, "x"), unsubscribe(2, deep + "+"));

    assertThat(client.payloads()).containsExactly("x");
  }
}
