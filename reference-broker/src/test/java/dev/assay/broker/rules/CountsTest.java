package dev.assay.broker.rules;

import static dev.assay.broker.rules.Stage.publish;
import static dev.assay.broker.rules.Stage.retained;
import static dev.assay.broker.rules.Stage.subscribe;
import static dev.assay.codec.packet.Qos.AT_LEAST_ONCE;
import static dev.assay.codec.packet.Qos.AT_MOST_ONCE;
import static dev.assay.codec.packet.Qos.EXACTLY_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.core.Access;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.rules.Stage.Actor;
import dev.assay.broker.rules.Stage.Hello;
import dev.assay.broker.state.BrokerView;
import dev.assay.broker.state.Dropped;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.MqttVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the broker holds is counted as it comes and goes, and what it gives up by the reason. */
class CountsTest {
  private final Stage stage = new Stage();

  private static Map<Dropped, Long> dropped(Stage stage) {
    return Arrays.stream(Dropped.values())
        .filter(why -> stage.view().counts().dropped(why) > 0)
        .collect(Collectors.toMap(why -> why, why -> stage.view().counts().dropped(why)));
  }

  private static Hello lasting(String clientId) {
    return Hello.of(MqttVersion.V5, clientId).with(PropertyId.SESSION_EXPIRY_INTERVAL, 100);
  }

  @Test
  void connectionsClientsAndSessionsComeAndGo() {
    BrokerView view = stage.view();
    stage.open();
    Actor passing = stage.client(MqttVersion.V5, "passing");
    Actor lasting = stage.client(lasting("lasting"));

    assertThat(view.connectionCount()).isEqualTo(3);
    assertThat(view.clientCount()).isEqualTo(2);
    assertThat(view.sessionCount()).isEqualTo(2);

    passing.drop();
    lasting.drop();

    assertThat(view.connectionCount()).isEqualTo(1);
    assertThat(view.clientCount()).isZero();
    assertThat(view.sessionCount()).isEqualTo(1);

    stage.client(lasting("lasting").resuming());
    assertThat(view.clientCount()).isEqualTo(1);
    // the same client again: its older connection ends
    stage.client(lasting("lasting").resuming());
    assertThat(view.clientCount()).isEqualTo(1);
    assertThat(view.connectionCount()).isEqualTo(2);
    assertThat(view.counts().connectionsOpened()).isEqualTo(5);
  }

  @Test
  void sessionsThatExpireAreCounted() {
    stage.client(lasting("lasting")).drop();

    stage.timeIs(101);

    assertThat(stage.view().sessionCount()).isZero();
    assertThat(stage.view().counts().sessionsExpired()).isEqualTo(1);
  }

  @Test
  void subscriptionsAreCountedOnceForEachFilter() {
    Actor client = stage.client(MqttVersion.V5, "client");

    client.send(subscribe(1, "a", AT_MOST_ONCE), subscribe(2, "b", AT_MOST_ONCE));
    client.send(subscribe(3, "a", EXACTLY_ONCE));
    assertThat(stage.view().subscriptionCount()).isEqualTo(2);

    client.send(new Unsubscribe(4, Properties.NONE, List.of(TopicFilter.of("a"))));
    assertThat(stage.view().subscriptionCount()).isEqualTo(1);

    client.drop();
    assertThat(stage.view().subscriptionCount()).isZero();
  }

  @Test
  void retainedMessagesAreCountedByTopic() {
    Actor client = stage.client(MqttVersion.V5, "client");

    client.send(retained(AT_MOST_ONCE, 0, "a", "1"), retained(AT_MOST_ONCE, 0, "a", "2"));
    client.send(retained(AT_MOST_ONCE, 0, "b", "3"));
    assertThat(stage.view().retainedCount()).isEqualTo(2);

    client.send(retained(AT_MOST_ONCE, 0, "a", ""));
    assertThat(stage.view().retainedCount()).isEqualTo(1);
  }

  @Test
  void whatIsUnderWayIsCountedUntilItIsAcknowledged() {
    Actor subscriber = stage.client(lasting("subscriber").with(PropertyId.RECEIVE_MAXIMUM, 2));
    subscriber.send(subscribe(1, "t", EXACTLY_ONCE));
    Actor publisher = stage.client(MqttVersion.V5, "publisher");

    publisher.send(publish(AT_LEAST_ONCE, 1, "t", "one"), publish(EXACTLY_ONCE, 2, "t", "two"));
    publisher.send(publish(AT_LEAST_ONCE, 3, "t", "three"));
    assertThat(stage.view().inFlightCount()).isEqualTo(2);
    assertThat(stage.view().waitingCount()).isEqualTo(1);

    subscriber.send(new PubAck(1), new PubRec(2), new PubComp(2), new PubAck(3));
    assertThat(stage.view().inFlightCount()).isZero();
    assertThat(stage.view().waitingCount()).isZero();
  }

  @Test
  void whatASessionHadGoesWithIt() {
    Actor subscriber = stage.client(lasting("subscriber").with(PropertyId.RECEIVE_MAXIMUM, 1));
    subscriber.send(subscribe(1, "t", AT_LEAST_ONCE));
    Actor publisher = stage.client(MqttVersion.V5, "publisher");
    publisher.send(publish(AT_LEAST_ONCE, 1, "t", "one"), publish(AT_LEAST_ONCE, 2, "t", "two"));

    stage.client(MqttVersion.V5, "subscriber");

    assertThat(stage.view().subscriptionCount()).isZero();
    assertThat(stage.view().inFlightCount()).isZero();
    assertThat(stage.view().waitingCount()).isZero();
    assertThat(stage.view().clientCount()).isEqualTo(2);
  }

  @Test
  void aMessageThatNobodyWantsIsDropped() {
    stage.client(MqttVersion.V5, "publisher").send(publish("t", "for nobody"));

    assertThat(dropped(stage)).isEqualTo(Map.of(Dropped.NO_SUBSCRIBERS, 1L));
  }

  @Test
  void qosZeroForAClientThatIsAwayIsDropped() {
    Actor away = stage.client(lasting("away"));
    away.send(subscribe(1, "t", AT_LEAST_ONCE));
    away.drop();

    stage.client(MqttVersion.V5, "publisher").send(publish("t", "missed"));

    assertThat(dropped(stage)).isEqualTo(Map.of(Dropped.AWAY, 1L));
  }

  @Test
  void whatFindsNoRoomToWaitIsDropped() {
    Stage narrow =
        new Stage(BrokerConfig.DEFAULT.with(the -> the.queueMaxMessages = 1), Choices.DEFAULT);
    Actor away = narrow.client(lasting("away"));
    away.send(subscribe(1, "t", AT_LEAST_ONCE));
    away.drop();

    narrow
        .client(MqttVersion.V5, "publisher")
        .send(publish(AT_LEAST_ONCE, 1, "t", "waits"), publish(AT_LEAST_ONCE, 2, "t", "does not"));

    assertThat(dropped(narrow)).isEqualTo(Map.of(Dropped.QUEUE_FULL, 1L));
  }

  @Test
  void whatExpiresBeforeItIsSentIsDropped() {
    Actor away = stage.client(lasting("away"));
    away.send(subscribe(1, "t", AT_LEAST_ONCE));
    away.drop();
    Properties brief =
        Properties.builder().with(PropertyId.MESSAGE_EXPIRY_INTERVAL, 1).build();
    stage
        .client(MqttVersion.V5, "publisher")
        .send(new Publish(
            false, AT_LEAST_ONCE, false, TopicName.of("t"), 1, brief, Payload.of("soon old")));

    stage.timeIs(2);
    stage.client(lasting("away").resuming());

    assertThat(dropped(stage)).isEqualTo(Map.of(Dropped.EXPIRED, 1L));
  }

  @Test
  void whatHasExpiredTakesNoRoomOfWhatHasNot() {
    Stage narrow =
        new Stage(BrokerConfig.DEFAULT.with(the -> the.queueMaxMessages = 2), Choices.DEFAULT);
    Actor away = narrow.client(lasting("away"));
    away.send(subscribe(1, "t", AT_LEAST_ONCE));
    away.drop();
    Actor publisher = narrow.client(MqttVersion.V5, "publisher");
    publisher.send(brief(1, "t", false), brief(2, "t", false));

    publisher.send(publish(AT_LEAST_ONCE, 3, "t", "finds it full"));
    narrow.timeIs(2);
    publisher.send(publish(AT_LEAST_ONCE, 4, "t", "lives"));

    assertThat(dropped(narrow)).isEqualTo(Map.of(Dropped.QUEUE_FULL, 1L, Dropped.EXPIRED, 2L));
    assertThat(narrow.client(lasting("away").resuming()).payloads()).containsExactly("lives");
  }

  @Test
  void whatHasExpiredForOthersTakesNoRoomOfWhatHasNot() {
    Stage narrow =
        new Stage(BrokerConfig.DEFAULT.with(the -> the.queueTotalMaxMessages = 2), Choices.DEFAULT);
    for (String name : List.of("one", "other")) {
      Actor away = narrow.client(lasting(name));
      away.send(subscribe(1, name, AT_LEAST_ONCE));
      away.drop();
    }
    Actor publisher = narrow.client(MqttVersion.V5, "publisher");
    publisher.send(brief(1, "one", false), brief(2, "one", false));

    narrow.timeIs(2);
    publisher.send(publish(AT_LEAST_ONCE, 3, "other", "lives"));

    assertThat(dropped(narrow)).isEqualTo(Map.of(Dropped.EXPIRED, 2L));
    assertThat(narrow.client(lasting("other").resuming()).payloads()).containsExactly("lives");
  }

  @Test
  void whatIsRetainedAndHasExpiredTakesNoRoomOfWhatHasNot() {
    Stage narrow =
        new Stage(BrokerConfig.DEFAULT.with(the -> the.retainedMaxMessages = 2), Choices.DEFAULT);
    Actor publisher = narrow.client(MqttVersion.V5, "publisher");
    publisher.send(brief(1, "a", true), retained(AT_LEAST_ONCE, 2, "b", "for ever"));
    publisher.received();

    narrow.timeIs(2);
    publisher.send(
        retained(AT_LEAST_ONCE, 3, "c", "takes its place"),
        retained(AT_LEAST_ONCE, 4, "d", "too much"));

    assertThat(publisher.received())
        .map(packet -> ((PubAck) packet).reasonCode().isError())
        .containsExactly(false, true);
    Actor reader = narrow.client(MqttVersion.V5, "reader");
    reader.send(subscribe(1, "#", AT_LEAST_ONCE));
    assertThat(reader.payloads()).containsExactly("for ever", "takes its place");
  }

  /** Lives for a second. */
  private static Publish brief(int id, String topic, boolean retain) {
    Properties second =
        Properties.builder().with(PropertyId.MESSAGE_EXPIRY_INTERVAL, 1).build();
    return new Publish(
        false, AT_LEAST_ONCE, retain, TopicName.of(topic), id, second, Payload.of("brief"));
  }

  @Test
  void whatIsLargerThanTheClientTakesIsDropped() {
    Actor small =
        stage.client(Hello.of(MqttVersion.V5, "small").with(PropertyId.MAXIMUM_PACKET_SIZE, 30));
    small.send(subscribe(1, "t", AT_LEAST_ONCE));

    stage
        .client(MqttVersion.V5, "publisher")
        .send(
            publish("t", "thirty bytes and some more of them"),
            publish(AT_LEAST_ONCE, 1, "t", "thirty bytes and some more of them"));

    assertThat(dropped(stage)).isEqualTo(Map.of(Dropped.TOO_LARGE, 2L));
    assertThat(stage.view().inFlightCount()).isZero();
  }

  @Test
  void whatItsPublisherMayNotPublishIsDropped() {
    stage.client(MqttVersion.V5, "publisher").send(publish("$SYS/broker/uptime", "for ever"));

    assertThat(dropped(stage)).isEqualTo(Map.of(Dropped.NOT_ALLOWED, 1L));
  }

  @Test
  void whatIsDeliveredIsNotCountedAsDropped() {
    Actor client = stage.client(MqttVersion.V3_1_1, "client");
    client.send(subscribe(1, "t", EXACTLY_ONCE));

    client.send(publish("t", "a"), publish(AT_LEAST_ONCE, 1, "t", "b"));

    assertThat(client.payloads()).containsExactly("a", "b");
    assertThat(dropped(stage)).isEmpty();
  }

  @Test
  void refusedConnectsAreCountedByReason() {
    Stage strict = new Stage(
        BrokerConfig.DEFAULT.with(the -> the.access = Access.ofPasswords(Map.of())),
        Choices.DEFAULT);

    strict.open().send(Hello.of(MqttVersion.V5, "one").packet());
    strict.open().send(Hello.of(MqttVersion.V3_1_1, "two").packet());

    assertThat(strict.view().counts().refused(ReasonCode.NOT_AUTHORIZED)
            + strict.view().counts().refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD))
        .isEqualTo(2);
    assertThat(strict.view().clientCount()).isZero();
    assertThat(strict.view().connectionCount()).isZero();
  }
}
