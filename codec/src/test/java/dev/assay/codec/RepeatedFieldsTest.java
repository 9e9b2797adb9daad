package dev.assay.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class RepeatedFieldsTest {
  private final PacketReader reader = PacketReader.of(MqttVersion.V5, Sender.CLIENT);

  @Test
  void whatIsRepeatedIsTheSameObject() {
    Publish first = read(publish("sport/tennis", "text/plain"));

    Publish second = read(publish("sport/tennis", "text/plain"));

    assertThat(second).isEqualTo(first);
    assertThat(second.topic()).isSameAs(first.topic());
    assertThat(second.properties()).isSameAs(first.properties());
  }

  @Test
  void whatIsNotRepeatedIsReadAsItself() {
    for (int i = 0; i < 100; i++) {
      Publish publish = publish("sport/" + i / 3, "type " + i / 5);

      assertThat(read(publish)).isEqualTo(publish);
    }
  }

  /** Who changed its topic and stays with the new one is recognised again after a few packets. */
  @Test
  void whatBeginsToBeRepeatedIsSoonTheSameObject() {
    for (int i = 0; i < 20; i++) {
      read(publish("sport/" + i, "type " + i));
    }
    for (int i = 0; i < 8; i++) {
      read(publish("sport/tennis", "text/plain"));
    }

    Publish one = read(publish("sport/tennis", "text/plain"));
    Publish another = read(publish("sport/tennis", "text/plain"));

    assertThat(another.topic()).isSameAs(one.topic());
    assertThat(another.properties()).isSameAs(one.properties());
  }

  /** A connection does not hold on to much. */
  @Test
  void longOnesAreNotKept() {
    String longText = "a".repeat(RepeatedFields.LONGEST_BYTES + 1);
    Publish first = read(publish(longText, longText));

    Publish second = read(publish(longText, longText));

    assertThat(second).isEqualTo(first);
    assertThat(second.topic()).isNotSameAs(first.topic());
    assertThat(second.properties()).isNotSameAs(first.properties());
  }

  @Test
  void brokenBytesAreNotRecognised() {
    byte[] bytes = PacketWriter.of(MqttVersion.V5).toBytes(publish("sport/tennis", "text/plain"));
    read(publish("sport/tennis", "text/plain"));
    bytes[6] = '#';

    assertThat(reader.read(Unpooled.wrappedBuffer(bytes))).isInstanceOf(Violation.class);
  }

  private Publish read(Publish publish) {
    return (Publish)
        reader.read(Unpooled.wrappedBuffer(PacketWriter.of(MqttVersion.V5).toBytes(publish)));
  }

  private static Publish publish(String topic, String contentType) {
    return new Publish(
        false,
        Qos.AT_LEAST_ONCE,
        false,
        TopicName.of(topic),
        1,
        Properties.builder().with(PropertyId.CONTENT_TYPE, contentType).build(),
        Payload.of("payload"));
  }
}
