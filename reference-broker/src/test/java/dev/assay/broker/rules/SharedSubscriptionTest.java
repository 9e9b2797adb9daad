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
import dev.assay.broker.core.Choices.SharedHandOver;
import dev.assay.broker.core.Choices.SharedMember;
import dev.assay.broker.rules.Stage.Actor;
import dev.assay.broker.rules.Stage.Hello;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedSubscriptionTest {
  private static final String TEAM = "$share/team/a";

  private final Stage stage = new Stage();

  private static Hello staying(String clientId) {
    return Hello.of(MqttVersion.V5, clientId).with(PropertyId.SESSION_EXPIRY_INTERVAL, 100);
  }

  private static Actor member(Stage stage, Hello hello, Qos qos) {
    Actor member = stage.client(hello);
    member.send(subscribe(1, TEAM, qos));
    member.received();
    return member;
  }

  private Actor member(String clientId, Qos qos) {
    return member(stage, staying(clientId), qos);
  }

  private Actor publisher() {
    return stage.client(MqttVersion.V5, "publisher");
  }

  @Test
  void eachMessageGoesToOneMemberInTurn() {
    Actor one = member("one", AT_MOST_ONCE);
    Actor two = member("two", AT_MOST_ONCE);

    publisher().send(publish("a", "1"), publish("a", "2"), publish("a", "3"), publish("a", "4"));

    assertThat(one.payloads()).containsExactly("1", "3");
    assertThat(two.payloads()).containsExactly("2", "4");
    assertThat(stage.cited()).contains(Rule.V5_SHARED_TO_ONE_MEMBER);
  }

  @Test
  void theFirstToJoinMayGetThemAll() {
    Stage partial = new Stage(
        BrokerConfig.DEFAULT,
        Choices.DEFAULT.with(the -> the.sharedMember = SharedMember.FIRST_TO_JOIN));
    Actor one = member(partial, staying("one"), AT_MOST_ONCE);
    Actor two = member(partial, staying("two"), AT_MOST_ONCE);

    partial.client(MqttVersion.V5, "publisher").send(publish("a", "1"), publish("a", "2"));

    assertThat(one.payloads()).containsExactly("1", "2");
    assertThat(two.payloads()).isEmpty();
  }

  @Test
  void aMemberThatIsThereGoesBeforeOneThatIsAway() {
    Actor away = member("away", AT_LEAST_ONCE);
    Actor there = member("there", AT_LEAST_ONCE);
    away.drop();

    publisher().send(publish("a", "1"), publish("a", "2"));

    assertThat(there.payloads()).containsExactly("1", "2");
  }

  @Test
  void ifAllAreAwayTheMessageWaitsForOneOfThem() {
    member("one", AT_LEAST_ONCE).drop();
    member("two", AT_LEAST_ONCE).drop();

    publisher().send(publish(AT_LEAST_ONCE, 1, "a", "1"));

    List<String> received = new ArrayList<>();
    for (String name : List.of("one", "two")) {
      Actor back = stage.open();
      back.send(staying(name).resuming().packet());
      received.addAll(back.payloads());
    }
    assertThat(received).containsExactly("1");
  }

  @Test
  void differentShareNamesAndOrdinarySubscriptionsGetCopiesOfTheirOwn() {
    Actor one = member("one", AT_MOST_ONCE);
    one.send(subscribe(2, "$share/other/+", AT_MOST_ONCE), subscribe(3, "a", AT_MOST_ONCE));
    one.received();

    publisher().send(publish("a", "1"));

    assertThat(one.payloads()).containsExactly("1", "1", "1");
  }

  @Test
  void theGrantedQosOfTheMemberCounts() {
    Actor low = member("low", AT_MOST_ONCE);

    publisher().send(publish(EXACTLY_ONCE, 1, "a", "1"));

    assertThat(low.expect(Publish.class).qos()).isEqualTo(AT_MOST_ONCE);
    assertThat(stage.cited()).contains(Mqtt5.MQTT_4_8_2_3);
  }

  @Test
  void aSharedSubscriptionBringsNothingRetained() {
    publisher().send(retained(AT_MOST_ONCE, 0, "a", "kept"));
    Actor first = stage.client(MqttVersion.V5, "first");

    first.send(subscribe(1, TEAM, AT_MOST_ONCE));

    assertThat(first.payloads()).isEmpty();
    assertThat(stage.cited()).contains(Rule.V5_SHARED_WITHOUT_RETAINED);
  }

  @Test
  void whoUnsubscribesOnceHasLeftHoweverOftenItSubscribed() {
    Actor one = member("one", AT_MOST_ONCE);
    one.send(
        subscribe(2, TEAM, AT_LEAST_ONCE),
        new Unsubscribe(3, Properties.NONE, List.of(TopicFilter.of(TEAM))));
    Actor two = member("two", AT_MOST_ONCE);

    publisher().send(publish("a", "1"), publish("a", "2"));

    assertThat(one.payloads()).isEmpty();
    assertThat(two.payloads()).containsExactly("1", "2");
  }

  @Test
  void whatASessionDidNotAcknowledgeGoesToAnotherMemberWhenItEnds() {
    Actor one = member(stage, Hello.of(MqttVersion.V5, "one"), AT_LEAST_ONCE);
    Actor two = member("two", AT_LEAST_ONCE);
    publisher().send(publish(AT_LEAST_ONCE, 1, "a", "1"));
    assertThat(one.payloads()).containsExactly("1");

    one.drop();

    Publish handedOn = two.expect(Publish.class);
    assertThat(handedOn.payload().asText()).isEqualTo("1");
    assertThat(handedOn.dup()).isFalse();
    assertThat(stage.cited()).contains(Rule.V5_SHARED_HANDED_ON);
  }

  @Test
  void whatIsHandedOnIsSentAsTheOtherMemberAskedForIt() {
    Actor one = stage.client(MqttVersion.V5, "one");
    one.send(asPublished(1, 11));
    Actor two = member("two", AT_LEAST_ONCE);
    two.send(subscribe(2, TEAM, AT_LEAST_ONCE));
    Actor three = stage.client(MqttVersion.V5, "three");
    one.received();
    two.received();
    publisher().send(retained(AT_LEAST_ONCE, 1, "a", "1"));
    assertThat(one.expect(Publish.class).retain()).isTrue();

    one.drop();
    Publish withoutFlag = two.expect(Publish.class);
    three.send(asPublished(1, 13));
    three.received();
    two.drop();
    stage.timeIs(101);
    Publish withFlag = three.expect(Publish.class);

    assertThat(withoutFlag.retain()).isFalse();
    assertThat(withoutFlag.properties().has(PropertyId.SUBSCRIPTION_IDENTIFIER)).isFalse();
    assertThat(withFlag.retain()).isTrue();
    assertThat(withFlag.properties().number(PropertyId.SUBSCRIPTION_IDENTIFIER, 0))
        .isEqualTo(13);
  }

  private static Subscribe asPublished(int id, int identifier) {
    return new Subscribe(
        id,
        Properties.builder()
            .with(PropertyId.SUBSCRIPTION_IDENTIFIER, identifier)
            .build(),
        List.of(new Subscription(
            TopicFilter.of(TEAM), AT_LEAST_ONCE, false, true, RetainHandling.SEND_ALWAYS)));
  }

  @Test
  void aMessageOfQosTwoThatWasSentGoesToNobodyElse() {
    Actor one = member(stage, Hello.of(MqttVersion.V5, "one"), EXACTLY_ONCE);
    Actor two = member("two", EXACTLY_ONCE);
    publisher().send(publish(EXACTLY_ONCE, 1, "a", "1"));
    assertThat(one.payloads()).containsExactly("1");

    one.drop();

    assertThat(two.payloads()).isEmpty();
    assertThat(stage.cited()).contains(Mqtt5.MQTT_4_8_2_5);
  }

  @Test
  void aMessageOfQosTwoIsCompletedWithTheMemberThatComesBack() {
    Actor one = member("one", EXACTLY_ONCE);
    Actor two = member("two", EXACTLY_ONCE);
    publisher().send(publish(EXACTLY_ONCE, 1, "a", "1"));
    one.drop();
    Actor back = stage.open();

    back.send(staying("one").resuming().packet());

    assertThat(back.payloads()).containsExactly("1");
    assertThat(two.payloads()).isEmpty();
    assertThat(stage.cited()).contains(Mqtt5.MQTT_4_8_2_4);
  }

  @Test
  void whatAMemberRefusesIsForNobody() {
    Actor one = member(stage, Hello.of(MqttVersion.V5, "one"), AT_LEAST_ONCE);
    Actor two = member("two", AT_LEAST_ONCE);
    publisher().send(publish(AT_LEAST_ONCE, 1, "a", "1"));
    int id = one.expect(Publish.class).packetId();

    one.send(new PubAck(id, ReasonCode.UNSPECIFIED_ERROR, Properties.NONE));
    one.drop();

    assertThat(two.payloads()).isEmpty();
    assertThat(stage.cited()).contains(Mqtt5.MQTT_4_8_2_6);
  }

  @Test
  void anotherMemberMayGetItAsSoonAsTheConnectionIsLost() {
    Stage hasty = new Stage(
        BrokerConfig.DEFAULT,
        Choices.DEFAULT.with(the -> the.sharedHandOver = SharedHandOver.AT_CONNECTION_LOSS));
    Actor one = member(hasty, staying("one"), AT_LEAST_ONCE);
    Actor two = member(hasty, staying("two"), AT_LEAST_ONCE);
    hasty.client(MqttVersion.V5, "publisher").send(publish(AT_LEAST_ONCE, 1, "a", "1"));

    one.drop();

    assertThat(two.payloads()).containsExactly("1");
    Actor back = hasty.open();
    back.send(staying("one").resuming().packet());
    assertThat(back.payloads()).isEmpty();
  }

  /** The queue that is emptied may be among those that are looked through for expired messages. */
  @Test
  void whatIsHandedOnMayMakeOthersLookForRoom() {
    Stage hasty = new Stage(
        BrokerConfig.DEFAULT.with(the -> the.queueTotalMaxMessages = 3),
        Choices.DEFAULT.with(the -> the.sharedHandOver = SharedHandOver.AT_CONNECTION_LOSS));
    Actor one = member(hasty, staying("one").with(PropertyId.RECEIVE_MAXIMUM, 1), AT_LEAST_ONCE);
    Actor publisher = hasty.client(MqttVersion.V5, "publisher");
    Publish brief = publish(AT_LEAST_ONCE, 4, "a", "brief");
    publisher.send(
        publish(AT_LEAST_ONCE, 1, "a", "1"),
        publish(AT_LEAST_ONCE, 2, "a", "2"),
        publish(AT_LEAST_ONCE, 3, "a", "3"),
        new Publish(
            false,
            AT_LEAST_ONCE,
            false,
            brief.topic(),
            4,
            Properties.builder().with(PropertyId.MESSAGE_EXPIRY_INTERVAL, 1).build(),
            brief.payload()));
    Actor two = member(hasty, staying("two").with(PropertyId.RECEIVE_MAXIMUM, 1), AT_LEAST_ONCE);

    hasty.timeIs(2);
    one.drop();

    List<Publish> first = two.publications();
    two.send(new PubAck(first.get(0).packetId()));
    assertThat(first).extracting(packet -> packet.payload().asText()).containsExactly("1");
    assertThat(two.payloads()).containsExactly("2");
  }
}
