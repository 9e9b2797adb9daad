package dev.assay.broker.rules;

import static dev.assay.broker.rules.Stage.publish;
import static dev.assay.broker.rules.Stage.subscribe;
import static dev.assay.codec.packet.Qos.AT_LEAST_ONCE;
import static dev.assay.codec.packet.Qos.AT_MOST_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.rules.Stage.Actor;
import dev.assay.broker.rules.Stage.Hello;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicAliasTest {
  private final Stage stage = new Stage();

  private static Publish aliased(TopicName topic, int alias, String payload) {
    return new Publish(
        false,
        AT_MOST_ONCE,
        false,
        topic,
        0,
        Properties.builder().with(PropertyId.TOPIC_ALIAS, alias).build(),
        Payload.of(payload));
  }

  private Actor subscriber(Hello hello) {
    Actor subscriber = stage.client(hello);
    subscriber.send(subscribe(1, "#", AT_LEAST_ONCE));
    subscriber.received();
    return subscriber;
  }

  private static List<Long> aliasesOf(List<Publish> packets) {
    return packets.stream()
        .map(packet -> packet.properties().number(PropertyId.TOPIC_ALIAS, 0))
        .toList();
  }

  private static List<String> topicsOf(List<Publish> packets) {
    return packets.stream().map(packet -> packet.topic().text()).toList();
  }

  @Test
  void anAliasStandsForTheTopicThatCameWithItLast() {
    Actor subscriber = subscriber(Hello.of(MqttVersion.V5, "subscriber"));
    Actor publisher = stage.client(MqttVersion.V5, "publisher");

    publisher.send(
        aliased(TopicName.of("a"), 10, "1"),
        aliased(TopicName.NONE, 10, "2"),
        aliased(TopicName.of("b"), 10, "3"),
        aliased(TopicName.NONE, 10, "4"));

    List<Publish> received = subscriber.publications();
    assertThat(topicsOf(received)).containsExactly("a", "a", "b", "b");
    assertThat(received)
        .allSatisfy(packet -> assertThat(packet.properties()).isEqualTo(Properties.NONE));
    assertThat(stage.cited()).contains(Mqtt5.MQTT_3_3_2_12, Mqtt5.MQTT_3_3_2_7);
  }

  @Test
  void anAliasAboveTheMaximumEndsTheConnection() {
    Actor publisher = stage.client(MqttVersion.V5, "publisher");

    publisher.send(aliased(TopicName.of("a"), BrokerConfig.DEFAULT.topicAliasMaximum() + 1, "x"));

    assertThat(publisher.expect(Disconnect.class).reasonCode())
        .isEqualTo(ReasonCode.TOPIC_ALIAS_INVALID);
    assertThat(stage.cited()).contains(Rule.V5_TOPIC_ALIAS_INVALID);
  }

  /** Of all connections together; what ends, and what is replaced, makes room. */
  @Test
  void anAliasThatFindsNoRoomEndsTheConnection() {
    long topics = 3;
    Stage narrow = new Stage(
        BrokerConfig.DEFAULT.with(the -> the.topicAliasesMaxBytes = topics * (100 + 1_000)),
        Choices.DEFAULT);
    TopicName large = TopicName.of("x".repeat(1_000));
    Actor first = narrow.client(MqttVersion.V5, "first");
    Actor second = narrow.client(MqttVersion.V5, "second");
    first.send(aliased(large, 1, "1"), aliased(large, 1, "2"), aliased(large, 2, "3"));
    second.send(aliased(large, 1, "4"));
    first.send(aliased(large, 2, "full, and this one takes the room of what it replaces"));

    second.send(aliased(large, 2, "5"));

    assertThat(second.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    first.send(aliased(large, 3, "6"), aliased(TopicName.NONE, 3, "7"));
    assertThat(first.received()).isEmpty();
  }

  /** Half of it is left to what clients set. */
  @Test
  void theBrokerGivesNoneThatFindsNoRoom() {
    Stage narrow = new Stage(
        BrokerConfig.DEFAULT.with(the -> the.topicAliasesMaxBytes = 2 * (100 + 1)),
        Choices.DEFAULT);
    Actor subscriber = narrow.client(
        Hello.of(MqttVersion.V5, "subscriber").with(PropertyId.TOPIC_ALIAS_MAXIMUM, 10));
    subscriber.send(subscribe(1, "#", AT_LEAST_ONCE));
    subscriber.received();
    Actor publisher = narrow.client(MqttVersion.V5, "publisher");

    publisher.send(publish("a", "1"), publish("b", "2"), publish("a", "3"));

    assertThat(aliasesOf(subscriber.publications())).containsExactly(1L, 0L, 1L);
  }

  @Test
  void noneIsAllowedWhereTheMaximumIsZero() {
    Stage without =
        new Stage(BrokerConfig.DEFAULT.with(the -> the.topicAliasMaximum = 0), Choices.DEFAULT);
    Actor publisher = without.client(MqttVersion.V5, "publisher");

    publisher.send(aliased(TopicName.of("a"), 1, "x"));

    assertThat(publisher.expect(Disconnect.class).reasonCode())
        .isEqualTo(ReasonCode.TOPIC_ALIAS_INVALID);
  }

  @Test
  void anAliasOfAnEarlierConnectionMeansNothing() {
    Actor before = stage.client(MqttVersion.V5, "publisher");
    before.send(aliased(TopicName.of("a"), 1, "x"));
    before.drop();
    Actor after = stage.client(MqttVersion.V5, "publisher");

    after.send(aliased(TopicName.NONE, 1, "y"));

    assertThat(after.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    assertThat(stage.cited()).contains(Rule.V5_TOPIC_ALIAS_UNKNOWN);
  }

  @Test
  void aClientGetsAsManyAliasesAsItTakes() {
    Actor subscriber =
        subscriber(Hello.of(MqttVersion.V5, "subscriber").with(PropertyId.TOPIC_ALIAS_MAXIMUM, 1));
    Actor publisher = stage.client(MqttVersion.V3_1_1, "publisher");

    publisher.send(publish("a", "1"), publish("b", "2"), publish("a", "3"));

    List<Publish> received = subscriber.publications();
    assertThat(topicsOf(received)).containsExactly("a", "b", "");
    assertThat(aliasesOf(received)).containsExactly(1L, 0L, 1L);
    assertThat(stage.cited()).contains(Mqtt5.MQTT_3_1_2_26, Mqtt5.MQTT_3_3_2_11);
  }

  @Test
  void aClientThatTakesNoneGetsNone() {
    Actor subscriber = subscriber(Hello.of(MqttVersion.V5, "subscriber"));

    stage.client(MqttVersion.V5, "publisher").send(publish("a", "1"), publish("a", "2"));

    assertThat(aliasesOf(subscriber.publications())).containsExactly(0L, 0L);
    assertThat(stage.cited()).contains(Mqtt5.MQTT_3_1_2_27);
  }

  @Test
  void anAliasIsNotGivenWhereItWouldMakeThePacketTooLarge() {
    Actor subscriber = subscriber(Hello.of(MqttVersion.V5, "subscriber")
        .with(PropertyId.TOPIC_ALIAS_MAXIMUM, 5)
        .with(PropertyId.MAXIMUM_PACKET_SIZE, 40));

    // 2 bytes of fixed header, 3 of topic, 1 of Property Length: 34 are left, and an alias takes 3
    stage.client(MqttVersion.V5, "publisher").send(publish("a", "x".repeat(34)));

    assertThat(aliasesOf(subscriber.publications())).containsExactly(0L);
  }

  /** What it gives it has to remember, whatever the client says that it takes. */
  @Test
  void aClientGetsAFewHundredAliasesAndNoneForALongTopic() {
    Actor subscriber = subscriber(
        Hello.of(MqttVersion.V5, "subscriber").with(PropertyId.TOPIC_ALIAS_MAXIMUM, 65_535));
    Actor publisher = stage.client(MqttVersion.V3_1_1, "publisher");
    String longest = "x".repeat(256);
    String tooLong = longest + "x";

    publisher.send(publish(tooLong, "1"), publish(tooLong, "2"), publish(longest, "3"));
    List<Long> byLength = aliasesOf(subscriber.publications());
    for (int i = 0; i < 300; i++) {
      publisher.send(publish("topic/" + i, "4"));
    }
    List<Long> byNumber = aliasesOf(subscriber.publications());
    publisher.send(publish("topic/0", "5"), publish("topic/299", "6"));

    assertThat(byLength).containsExactly(0L, 0L, 1L);
    assertThat(byNumber.subList(0, 255)).doesNotContain(0L);
    assertThat(byNumber.subList(255, 300)).containsOnly(0L);
    assertThat(topicsOf(subscriber.publications())).containsExactly("", "topic/299");
  }

  @Test
  void aBrokerNeedNotUseAliases() {
    Stage plain =
        new Stage(BrokerConfig.DEFAULT, Choices.DEFAULT.with(the -> the.topicAliases = false));
    Actor subscriber = plain.client(
        Hello.of(MqttVersion.V5, "subscriber").with(PropertyId.TOPIC_ALIAS_MAXIMUM, 5));
    subscriber.send(subscribe(1, "a", AT_MOST_ONCE), publish("a", "x"));

    assertThat(aliasesOf(subscriber.publications())).containsExactly(0L);
  }
}
