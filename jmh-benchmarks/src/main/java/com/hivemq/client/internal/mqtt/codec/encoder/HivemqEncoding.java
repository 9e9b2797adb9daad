package com.hivemq.client.internal.mqtt.codec.encoder;

import com.hivemq.client.internal.mqtt.codec.encoder.mqtt3.Mqtt3PublishEncoder_Factory;
import com.hivemq.client.internal.mqtt.codec.encoder.mqtt5.Mqtt5PublishEncoder_Factory;
import com.hivemq.client.internal.mqtt.message.publish.MqttStatefulPublish;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** The encoders of HiveMQ's client without the pipeline around them; in their package because they are not public. */
public final class HivemqEncoding {
  private final MqttEncoderContext context;
  private final MqttMessageEncoder<MqttStatefulPublish> publish5 =
      Mqtt5PublishEncoder_Factory.newInstance();
  private final MqttMessageEncoder<MqttStatefulPublish> publish3 =
      Mqtt3PublishEncoder_Factory.newInstance();

  /** Encoders that take their buffers from {@code allocator}. */
  public HivemqEncoding(ByteBufAllocator allocator) {
    context = new MqttEncoderContext(allocator);
    context.setMaximumPacketSize(1 << 28);
  }

  public ByteBuf encode5(MqttStatefulPublish publish) {
    return publish5.castAndEncode(publish, context);
  }

  public ByteBuf encode3(MqttStatefulPublish publish) {
    return publish3.castAndEncode(publish, context);
  }
}
