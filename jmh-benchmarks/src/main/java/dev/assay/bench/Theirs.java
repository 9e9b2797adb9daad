package dev.assay.bench;

import com.hivemq.client.internal.mqtt.datatypes.MqttTopicImpl;
import com.hivemq.client.internal.mqtt.datatypes.MqttUserPropertiesImpl;
import com.hivemq.client.internal.mqtt.datatypes.MqttUserPropertyImpl;
import com.hivemq.client.internal.mqtt.datatypes.MqttUtf8StringImpl;
import com.hivemq.client.internal.mqtt.message.publish.MqttPublish;
import com.hivemq.client.internal.mqtt.message.publish.MqttStatefulPublish;
import com.hivemq.client.internal.util.collections.ImmutableList;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import java.nio.ByteBuffer;
import java.util.List;
import org.fusesource.hawtbuf.Buffer;
import org.fusesource.hawtbuf.UTF8Buffer;
import org.fusesource.mqtt.client.QoS;
import org.fusesource.mqtt.codec.PUBLISH;

/** The packet of {@link SamePacket} as each peer holds it. */
public final class Theirs {
  private Theirs() {}

  /** That of HiveMQ's client. */
  public static MqttStatefulPublish hivemq(boolean v5) {
    MqttUserPropertiesImpl user = v5
        ? MqttUserPropertiesImpl.of(ImmutableList.of(MqttUserPropertyImpl.of(
            MqttUtf8StringImpl.of(SamePacket.USER_NAME),
            MqttUtf8StringImpl.of(SamePacket.USER_VALUE))))
        : MqttUserPropertiesImpl.NO_USER_PROPERTIES;
    MqttPublish publish = new MqttPublish(
        MqttTopicImpl.of(SamePacket.TOPIC),
        ByteBuffer.wrap(SamePacket.PAYLOAD),
        MqttQos.AT_LEAST_ONCE,
        false,
        v5 ? SamePacket.EXPIRY_SECONDS : MqttPublish.NO_MESSAGE_EXPIRY,
        null,
        v5 ? MqttUtf8StringImpl.of(SamePacket.CONTENT_TYPE) : null,
        null,
        null,
        user,
        null);
    return publish.createStateful(
        SamePacket.PACKET_ID,
        false,
        MqttStatefulPublish.DEFAULT_NO_TOPIC_ALIAS,
        MqttStatefulPublish.DEFAULT_NO_SUBSCRIPTION_IDENTIFIERS);
  }

  /** That of Paho for 5.0. */
  public static org.eclipse.paho.mqttv5.common.packet.MqttPublish pahoV5() {
    org.eclipse.paho.mqttv5.common.packet.MqttProperties properties =
        new org.eclipse.paho.mqttv5.common.packet.MqttProperties();
    properties.setMessageExpiryInterval(SamePacket.EXPIRY_SECONDS);
    properties.setContentType(SamePacket.CONTENT_TYPE);
    properties.setUserProperties(List.of(new org.eclipse.paho.mqttv5.common.packet.UserProperty(
        SamePacket.USER_NAME, SamePacket.USER_VALUE)));
    org.eclipse.paho.mqttv5.common.packet.MqttPublish publish =
        new org.eclipse.paho.mqttv5.common.packet.MqttPublish(
            SamePacket.TOPIC,
            new org.eclipse.paho.mqttv5.common.MqttMessage(SamePacket.PAYLOAD, 1, false, null),
            properties);
    publish.setMessageId(SamePacket.PACKET_ID);
    return publish;
  }

  /** That of Paho for 3.1.1. */
  public static org.eclipse.paho.client.mqttv3.internal.wire.MqttPublish pahoV3() {
    org.eclipse.paho.client.mqttv3.MqttMessage message =
        new org.eclipse.paho.client.mqttv3.MqttMessage(SamePacket.PAYLOAD);
    message.setQos(1);
    org.eclipse.paho.client.mqttv3.internal.wire.MqttPublish publish =
        new org.eclipse.paho.client.mqttv3.internal.wire.MqttPublish(SamePacket.TOPIC, message);
    publish.setMessageId(SamePacket.PACKET_ID);
    return publish;
  }

  /** That of fusesource. */
  public static PUBLISH fusesource() {
    return new PUBLISH()
        .topicName(new UTF8Buffer(SamePacket.TOPIC))
        .qos(QoS.AT_LEAST_ONCE)
        .messageId((short) SamePacket.PACKET_ID)
        .payload(new Buffer(SamePacket.PAYLOAD));
  }
}
