package dev.assay.broker.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.rules.Stage.Actor;
import dev.assay.broker.rules.Stage.Hello;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Will;
import dev.assay.spec.MqttVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A machine that slept for an hour: to the broker it is suddenly that much later. What was due meanwhile happens, once, and
 * nothing else. Backwards the broker's time cannot go.
 */
class ClockStepTest {
  private static final int MINUTE = 60;
  private static final int HOUR = 3_600;
  private static final int TWO_HOURS = 7_200;

  private final Stage stage = new Stage();

  @Test
  void aConnectionThatNeverSaidConnectIsClosed() {
    Actor mute = stage.open();

    stage.timeIs(HOUR);

    assertThat(mute.isClosed()).isTrue();
  }

  @Test
  void whoHasAKeepAliveIsGoneAndWhoHasNoneIsNot() {
    Actor silent = stage.client(Hello.of(MqttVersion.V5, "silent").keepAlive(30));
    Actor patient = stage.client(Hello.of(MqttVersion.V5, "patient"));

    stage.timeIs(HOUR);
    Actor back = stage.client(Hello.of(MqttVersion.V5, "silent").keepAlive(30));
    stage.timeIs(HOUR + 44);
    back.send(new PingReq());
    stage.timeIs(HOUR + 88);

    assertThat(silent.expect(Disconnect.class).reasonCode())
        .isEqualTo(ReasonCode.KEEP_ALIVE_TIMEOUT);
    assertThat(silent.isClosed()).isTrue();
    assertThat(patient.isClosed()).isFalse();
    assertThat(back.isClosed()).as("counted from after the step").isFalse();
  }

  @Test
  void sessionsThatWereToEndMeanwhileAreGone() {
    stage.client(lasting("short", 10 * MINUTE)).drop();
    stage.client(lasting("long", TWO_HOURS)).drop();

    stage.timeIs(HOUR);

    assertThat(isPresent("short")).isFalse();
    assertThat(isPresent("long")).isTrue();
  }

  @Test
  void willsThatWereDueMeanwhileArePublishedOnce() {
    Actor watcher = watcher("will/+");
    stage
        .client(lasting("a", TWO_HOURS).will(will("will/half-an-hour", HOUR / 2)))
        .drop();
    stage
        .client(lasting("b", MINUTE).will(will("will/session-ends-first", HOUR / 2)))
        .drop();
    stage.client(lasting("c", 10 * MINUTE).will(will("will/both", MINUTE))).drop();
    stage
        .client(lasting("d", TWO_HOURS).will(will("will/later", HOUR + MINUTE)))
        .drop();

    stage.timeIs(HOUR);
    List<String> meanwhile = topics(watcher);
    stage.timeIs(HOUR + MINUTE);
    List<String> later = topics(watcher);
    stage.timeIs(3 * HOUR);

    assertThat(meanwhile)
        .as("in the order in which they were due")
        .containsExactly("will/session-ends-first", "will/both", "will/half-an-hour");
    assertThat(later).containsExactly("will/later");
    assertThat(topics(watcher)).isEmpty();
  }

  @Test
  void messagesThatExpiredWhileTheyWaitedAreNotSentAndOthersSayWhatIsLeft() {
    Actor away = stage.client(lasting("away", TWO_HOURS));
    away.send(Stage.subscribe(1, "news/#", Qos.AT_LEAST_ONCE));
    away.drop();
    Actor publisher = stage.client(MqttVersion.V5, "publisher");
    publisher.send(expiring(1, "news/a", false, MINUTE), expiring(2, "news/b", false, TWO_HOURS));

    stage.timeIs(HOUR);
    Actor back = stage.client(lasting("away", TWO_HOURS).resuming());

    assertThat(back.publications()).singleElement().satisfies(ClockStepTest::hasAnHourLeft);
  }

  @Test
  void retainedMessagesThatExpiredMeanwhileAreNotSent() {
    Actor publisher = stage.client(MqttVersion.V5, "publisher");
    publisher.send(expiring(1, "news/a", true, MINUTE), expiring(2, "news/b", true, TWO_HOURS));

    stage.timeIs(HOUR);
    Actor watcher = stage.client(MqttVersion.V5, "watcher");
    watcher.send(Stage.subscribe(1, "news/#", Qos.AT_LEAST_ONCE));

    assertThat(watcher.publications()).singleElement().satisfies(ClockStepTest::hasAnHourLeft);
  }

  private static void hasAnHourLeft(Publish packet) {
    assertThat(packet.topic().text()).isEqualTo("news/b");
    assertThat(packet.properties().number(PropertyId.MESSAGE_EXPIRY_INTERVAL, -1))
        .isEqualTo(HOUR);
  }

  private static Publish expiring(int id, String topic, boolean retain, int seconds) {
    return new Publish(
        false,
        Qos.AT_LEAST_ONCE,
        retain,
        TopicName.of(topic),
        id,
        Properties.builder().with(PropertyId.MESSAGE_EXPIRY_INTERVAL, seconds).build(),
        Payload.of("news"));
  }

  private static Hello lasting(String clientId, int seconds) {
    return Hello.of(MqttVersion.V5, clientId).with(PropertyId.SESSION_EXPIRY_INTERVAL, seconds);
  }

  private static Will will(String topic, int delaySeconds) {
    return new Will(
        TopicName.of(topic),
        Payload.of("gone"),
        Qos.AT_MOST_ONCE,
        false,
        Properties.builder().with(PropertyId.WILL_DELAY_INTERVAL, delaySeconds).build());
  }

  private Actor watcher(String filter) {
    Actor watcher = stage.client(MqttVersion.V5, "watcher");
    watcher.send(Stage.subscribe(1, filter, Qos.AT_MOST_ONCE));
    return watcher;
  }

  private static List<String> topics(Actor watcher) {
    return watcher.publications().stream().map(packet -> packet.topic().text()).toList();
  }

  private boolean isPresent(String clientId) {
    Actor asking = stage.open();
    asking.send(lasting(clientId, TWO_HOURS).resuming().packet());
    return asking.expect(ConnAck.class).sessionPresent();
  }
}
