package dev.assay.broker.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Input;
import dev.assay.broker.rules.Stage.Actor;
import dev.assay.broker.rules.Stage.Hello;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Will;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import org.junit.jupiter.api.Test;

class StoppingTest {
  private static final Will WILL =
      new Will(TopicName.of("will"), Payload.of("gone"), Qos.AT_LEAST_ONCE, false, Properties.NONE);

  @Test
  void thoseWhoHaveAWordForItAreToldWhy() {
    Stage stage = new Stage();
    Actor newer = stage.client(MqttVersion.V5, "newer");
    Actor older = stage.client(MqttVersion.V3_1_1, "older");
    Actor silent = stage.open();

    stage.tell(new Input.Stopping());

    assertThat(newer.expect(Disconnect.class).reasonCode())
        .isEqualTo(ReasonCode.SERVER_SHUTTING_DOWN);
    assertThat(older.received()).isEmpty();
    assertThat(silent.received()).isEmpty();
    assertThat(stage.cited()).contains(Rule.V5_DISCONNECT_BEFORE_CLOSE);
  }

  @Test
  void whoNeverSaysWhyDoesNotSayItNowEither() {
    Stage stage = new Stage(
        BrokerConfig.DEFAULT, Choices.DEFAULT.with(the -> the.disconnectBeforeClose = false));
    Actor client = stage.client(MqttVersion.V5, "client");

    stage.tell(new Input.Stopping());

    assertThat(client.received()).isEmpty();
  }

  @Test
  void willsAndSessionsStayForWhoeverRemembersThem() {
    Stage stage = new Stage();
    Actor watcher = stage.client(MqttVersion.V3_1_1, "watcher");
    watcher.send(Stage.subscribe(1, "will", Qos.AT_LEAST_ONCE));
    watcher.expect(SubAck.class);
    stage.client(Hello.of(MqttVersion.V5, "mortal").will(WILL));

    stage.tell(new Input.Stopping());

    assertThat(watcher.received()).isEmpty();
    assertThat(stage.view().sessionCount()).isEqualTo(2);
  }
}
