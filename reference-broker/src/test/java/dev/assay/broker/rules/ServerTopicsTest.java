package dev.assay.broker.rules;

import static dev.assay.broker.rules.Stage.publish;
import static dev.assay.broker.rules.Stage.subscribe;
import static dev.assay.codec.packet.Qos.AT_LEAST_ONCE;
import static dev.assay.codec.packet.Qos.AT_MOST_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.core.Input;
import dev.assay.broker.rules.Stage.Actor;
import dev.assay.broker.rules.Stage.Hello;
import dev.assay.broker.state.Dropped;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Will;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics that begin with {@code $} are the server's (4.7.2). */
class ServerTopicsTest {
  private static final String UPTIME = "$SYS/broker/uptime";

  private final Stage stage = new Stage();

  private void say(String payload) {
    stage.tell(new Input.ServerPublished(TopicName.of(UPTIME), Payload.of(payload)));
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void whatTheServerSaysReachesThoseWhoSubscribeToIt(MqttVersion version) {
    Actor subscriber = stage.client(version, "subscriber");
    subscriber.send(subscribe(1, "$SYS/#", AT_LEAST_ONCE));

    say("1 seconds");

    Publish heard = subscriber.publications().get(0);
    assertThat(heard.topic().text()).isEqualTo(UPTIME);
    assertThat(heard.payload().asText()).isEqualTo("1 seconds");
    assertThat(heard.qos()).isEqualTo(AT_MOST_ONCE);
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void aNewSubscriberGetsTheLastFigureAtOnce(MqttVersion version) {
    say("1 seconds");
    say("2 seconds");
    Actor subscriber = stage.client(version, "subscriber");

    subscriber.send(subscribe(1, "$SYS/broker/+", AT_MOST_ONCE));

    Publish retained = subscriber.publications().get(0);
    assertThat(retained.payload().asText()).isEqualTo("2 seconds");
    assertThat(retained.retain()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"#", "+/broker/uptime", "+/#"})
  void aFilterThatBeginsWithAWildcardDoesNotBringThem(String filter) {
    say("1 seconds");
    Actor subscriber = stage.client(MqttVersion.V5, "subscriber");

    subscriber.send(subscribe(1, filter, AT_MOST_ONCE));
    say("2 seconds");

    assertThat(subscriber.publications()).isEmpty();
  }

  @Test
  void whatTheServerSaysToNobodyIsNotCountedAsDropped() {
    say("1 seconds");

    assertThat(stage.view().counts().dropped(Dropped.NO_SUBSCRIBERS)).isZero();
    assertThat(stage.view().retainedCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"$SYS", "$SYS/broker/uptime", "$SYS/"})
  void aClientMayNotSpeakForTheServer(String topic) {
    Actor subscriber = stage.client(MqttVersion.V5, "subscriber");
    subscriber.send(subscribe(1, topic, AT_MOST_ONCE));
    subscriber.received();
    Actor client = stage.client(MqttVersion.V5, "client");

    client.send(publish(AT_LEAST_ONCE, 1, topic, "forged"));

    assertThat(client.expect(PubAck.class).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(subscriber.received()).isEmpty();
    assertThat(stage.cited()).contains(Rule.V5_RESERVED_TOPICS_FOR_SERVER);
  }

  @Test
  void aClientOf311IsAnsweredAsAlwaysAndNobodyGetsIt() {
    Actor client = stage.client(MqttVersion.V3_1_1, "client");
    client.send(subscribe(1, UPTIME, AT_MOST_ONCE));
    client.received();

    client.send(publish(AT_LEAST_ONCE, 1, UPTIME, "forged"));

    assertThat(client.expect(PubAck.class).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(client.received()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$SYSTEM", "$SYSX/y", "$other", "SYS/x"})
  void otherTopicsAreNotTheServers(String topic) {
    Actor client = stage.client(MqttVersion.V5, "client");
    client.send(subscribe(1, topic, AT_MOST_ONCE));
    client.received();

    client.send(publish(topic, "mine"));

    assertThat(client.payloads()).containsExactly("mine");
  }

  @Test
  void aWillMayNotSpeakForTheServer() {
    Actor client = stage.open();
    Will forged =
        new Will(TopicName.of(UPTIME), Payload.of("dead"), Qos.AT_MOST_ONCE, true, Properties.NONE);

    client.send(Hello.of(MqttVersion.V5, "client").will(forged).packet());

    assertThat(client.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(client.isClosed()).isTrue();
  }
}
