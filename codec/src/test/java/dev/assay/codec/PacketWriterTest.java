package dev.assay.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
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
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PacketWriterTest {
  private static final Properties USER = Properties.builder().withUser("k", "v").build();

  static List<Packet> inexpressibleIn311() {
    return List.of(
        new Connect(MqttVersion.V5, "", true, 0, null, null, null, Properties.NONE),
        new ConnAck(false, ReasonCode.BANNED, Properties.NONE),
        new ConnAck(false, ReasonCode.SUCCESS, USER),
        new Publish(false, Qos.AT_MOST_ONCE, false, TopicName.of("a"), 0, USER, Payload.EMPTY),
        new PubAck(1, ReasonCode.NOT_AUTHORIZED, Properties.NONE),
        new PubAck(1, ReasonCode.SUCCESS, USER),
        new Subscribe(
            1,
            Properties.NONE,
            List.of(new Subscription(
                TopicFilter.of("a"), Qos.AT_MOST_ONCE, false, false, RetainHandling.SEND_IF_NEW))),
        new SubAck(1, Properties.NONE, List.of(ReasonCode.NOT_AUTHORIZED)),
        new UnsubAck(1, Properties.NONE, List.of(ReasonCode.SUCCESS)),
        new Disconnect(ReasonCode.SERVER_BUSY),
        new Auth(ReasonCode.SUCCESS, Properties.NONE));
  }

  @ParameterizedTest
  @MethodSource("inexpressibleIn311")
  void packetThatIsOnlyOf50IsRefusedAndLeavesNothing(Packet packet) {
    ByteBuf out = Unpooled.buffer().writeByte(7);

    assertThatThrownBy(() -> PacketWriter.of(MqttVersion.V3_1_1).write(packet, out))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(out.readableBytes()).isEqualTo(1);
  }

  @Test
  void unsubAckOf50NeedsCodes() {
    UnsubAck unsubAck = new UnsubAck(1, Properties.NONE, List.of());

    assertThatThrownBy(() -> PacketWriter.of(MqttVersion.V5).toBytes(unsubAck))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void encodedLengthOfPropertiesIsWhatTheyTake() {
    Properties properties = Properties.builder()
        .with(PropertyId.CONTENT_TYPE, "é€\uD83D\uDE00")
        .with(PropertyId.CORRELATION_DATA, Payload.of("abc"))
        .with(PropertyId.SUBSCRIPTION_IDENTIFIER, 16_384)
        .build();

    assertThat(properties.encodedLength()).isEqualTo((1 + 2 + 2 + 3 + 4) + (1 + 2 + 3) + (1 + 3));
  }
}
