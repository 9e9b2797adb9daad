package com.hivemq.client.internal.mqtt.codec.decoder;

import com.hivemq.client.internal.mqtt.codec.decoder.mqtt3.Mqtt3PublishDecoder_Factory;
import com.hivemq.client.internal.mqtt.codec.decoder.mqtt5.Mqtt5PublishDecoder_Factory;
import com.hivemq.client.internal.mqtt.datatypes.MqttVariableByteInteger;
import com.hivemq.client.internal.mqtt.message.MqttMessage;
import io.netty.buffer.ByteBuf;

/**
 * The PUBLISH decoders of HiveMQ's client, with the fixed header read as its channel handler does. In their package because the
 * context has no public constructor.
 */
public final class HivemqDecoding {
  private final MqttDecoderContext context =
      new MqttDecoderContext(1 << 28, 0, true, true, false, false, false, false);
  private final MqttMessageDecoder publish5 = Mqtt5PublishDecoder_Factory.newInstance();
  private final MqttMessageDecoder publish3 = Mqtt3PublishDecoder_Factory.newInstance();

  public MqttMessage decode5(ByteBuf in) throws MqttDecoderException {
    return decode(publish5, in);
  }

  public MqttMessage decode3(ByteBuf in) throws MqttDecoderException {
    return decode(publish3, in);
  }

  private MqttMessage decode(MqttMessageDecoder decoder, ByteBuf in) throws MqttDecoderException {
    int header = in.readUnsignedByte();
    int remainingLength = MqttVariableByteInteger.decode(in);
    return decoder.decode(header & 0x0F, in.readSlice(remainingLength), context);
  }
}
