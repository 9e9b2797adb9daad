package dev.assay.codec.netty;

import static dev.assay.codec.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.PacketReader;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.Sender;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Reading;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class PipelineTest {

  @Test
  void packetsAreCutOutHoweverTheBytesArrive() {
    EmbeddedChannel channel = reading(MqttVersion.V5);

    for (byte next : hex("C0 00 40 02 00 01 C0 00")) {
      channel.writeInbound(Unpooled.copiedBuffer(new byte[] {next}));
    }

    assertThat(channel.<Reading>readInbound()).isEqualTo(new PingReq());
    assertThat(channel.<Reading>readInbound()).isEqualTo(new PubAck(1));
    assertThat(channel.<Reading>readInbound()).isEqualTo(new PingReq());
    assertThat(channel.<Reading>readInbound()).isNull();
  }

  @Test
  void afterAViolationNothingIsRead() {
    EmbeddedChannel channel = reading(MqttVersion.V5);

    ByteBuf bytes = Unpooled.copiedBuffer(hex("C0 00 C1 00 C0 00"));
    channel.writeInbound(bytes);
    ByteBuf more = Unpooled.copiedBuffer(hex("C0 00"));
    channel.writeInbound(more);
    channel.finish();

    assertThat(channel.<Reading>readInbound()).isInstanceOf(Packet.class);
    assertThat(channel.<Reading>readInbound()).isInstanceOf(Violation.class);
    assertThat(channel.<Reading>readInbound()).isNull();
    assertThat(bytes.refCnt()).isZero();
    assertThat(more.refCnt()).isZero();
  }

  @Test
  void packetsAreWrittenInTheVersionOfTheConnection() {
    PacketEncoder encoder = new PacketEncoder(PacketWriter.of(MqttVersion.V3_1_1));
    EmbeddedChannel channel = new EmbeddedChannel(encoder);

    channel.writeOutbound(new PubAck(1));
    encoder.use(PacketWriter.of(MqttVersion.V5));
    channel.writeOutbound(new PubAck(1, ReasonCode.NOT_AUTHORIZED, Properties.NONE));

    assertThat(written(channel)).isEqualTo(hex("40 02 00 01"));
    assertThat(written(channel)).isEqualTo(hex("40 03 00 01 87"));
  }

  private static EmbeddedChannel reading(MqttVersion version) {
    return new EmbeddedChannel(new PacketDecoder(PacketReader.of(version, Sender.CLIENT)));
  }

  private static byte[] written(EmbeddedChannel channel) {
    ByteBuf out = channel.readOutbound();
    byte[] bytes = ByteBufUtil.getBytes(out);
    out.release();
    return bytes;
  }
}
