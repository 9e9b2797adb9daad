package io.netty.handler.codec.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Netty's MQTT codec without the pipeline around it, called as the pipeline calls it. It stands in Netty's package because the
 * methods that do the work are not public.
 */
public final class NettyMqtt {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ChannelHandlerContext context;
  private final MqttDecoder decoder = new MqttDecoder(1 << 20);
  private final List<Object> decoded = new ArrayList<>(1);

  /** A codec whose encoder takes its buffers from {@code allocator}. */
  public NettyMqtt(ByteBufAllocator allocator, dev.assay.spec.MqttVersion version) {
    channel.config().setAllocator(allocator);
    channel.pipeline().addLast("codec", MqttEncoder.INSTANCE);
    context = channel.pipeline().context("codec");
    MqttCodecUtil.setMqttVersion(
        context,
        version == dev.assay.spec.MqttVersion.V5 ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1);
  }

  /** The packet in a buffer of the allocator. */
  public ByteBuf encode(MqttMessage message) {
    return MqttEncoder.doEncode(context, message);
  }

  /** The packet that {@code in} begins with. */
  public Object decode(ByteBuf in) throws Exception {
    decoded.clear();
    decoder.decode(context, in, decoded);
    return decoded.get(0);
  }
}
