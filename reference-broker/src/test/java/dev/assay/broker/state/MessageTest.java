package dev.assay.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.lang.management.ManagementFactory;
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

  /** One after the other they would be a hundred thousand objects, for each receiver. */
  @Test
  void aMessageThatHasWaitedCostsItsReceiverNoMoreThanItsBytes() {
    Properties.Builder many = Properties.builder().with(PropertyId.MESSAGE_EXPIRY_INTERVAL, 10);
    for (int i = 0; i < 100_000; i++) {
      many.withUser("n", "v");
    }
    Message message = Message.of(
        "publisher", TopicName.of("a"), Qos.AT_MOST_ONCE, false, many.build(), Payload.EMPTY, 0);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    long before = threads.getCurrentThreadAllocatedBytes();
    Properties aged = message.propertiesFor(MqttVersion.V5, 3_000);
    long allocatedBytes = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(allocatedBytes).isLessThan(2 * message.sizeBytes());
    assertThat(aged.number(PropertyId.MESSAGE_EXPIRY_INTERVAL, 0)).isEqualTo(7);
    assertThat(aged.userProperties()).hasSize(100_000);
  }

  @Test
  void anIntervalIsNeverLessThanNothing() {
    assertThat(arrivedAt(0)
            .propertiesFor(MqttVersion.V5, 60_000)
            .number(PropertyId.MESSAGE_EXPIRY_INTERVAL, 1))
        .isZero();
  }
}
