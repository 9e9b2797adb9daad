package dev.assay.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import org.junit.jupiter.api.Test;

class MessageTest {
  private static final Properties TEN_SECONDS = Properties.builder()
      .withUser("name", "before")
      .with(PropertyId.MESSAGE_EXPIRY_INTERVAL, 10)
      .withUser("name", "behind")
      .build();

  private static Message arrivedAt(long millis) {
    return Message.of(
        "publisher",
        TopicName.of("a"),
        Qos.AT_MOST_ONCE,
        false,
        TEN_SECONDS,
        Payload.EMPTY,
        millis);
  }

  /** However many there are, and for however many receivers. */
  @Test
  void propertiesAreNotMadeAnewBeforeASecondHasPassed() {
    Message message = arrivedAt(5_000);

    assertThat(message.propertiesFor(MqttVersion.V5, 5_999)).isSameAs(TEN_SECONDS);
    assertThat(message.propertiesFor(MqttVersion.V5, 6_000))
        .isEqualTo(Properties.builder()
            .withUser("name", "before")
            .with(PropertyId.MESSAGE_EXPIRY_INTERVAL, 9)
            .withUser("name", "behind")
            .build());
  }
}
