package dev.assay.codec;

import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.codec.packet.UserProperty;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttSubscribePayload;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubscribePayload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a packet says, in words that another codec's packet can be put into as well. */
final class MainFields {
  private final Map<String, String> fields = new TreeMap<>();

  private MainFields() {}

  static Map<String, String> of(Packet packet) {
    MainFields main = new MainFields();
    main.put("type", packet.type());
    switch (packet.type()) {
      case CONNECT -> main.connect((Connect) packet);
      case CONNACK -> {
        ConnAck connAck = (ConnAck) packet;
        main.put("accepted", connAck.reasonCode() == ReasonCode.SUCCESS);
        main.put("session present", connAck.sessionPresent());
        main.put("properties", all(connAck.properties()));
      }
      case PUBLISH -> main.publish((Publish) packet);
      case PUBACK -> {
        PubAck ack = (PubAck) packet;
        main.acknowledgement(ack.packetId(), ack.reasonCode(), ack.properties());
      }
      case PUBREC -> {
        PubRec ack = (PubRec) packet;
        main.acknowledgement(ack.packetId(), ack.reasonCode(), ack.properties());
      }
      case PUBREL -> {
        PubRel ack = (PubRel) packet;
        main.acknowledgement(ack.packetId(), ack.reasonCode(), ack.properties());
      }
      case PUBCOMP -> {
        PubComp ack = (PubComp) packet;
        main.acknowledgement(ack.packetId(), ack.reasonCode(), ack.properties());
      }
      case SUBSCRIBE -> main.subscribe((Subscribe) packet);
      case SUBACK -> {
        SubAck subAck = (SubAck) packet;
        main.put("packet identifier", subAck.packetId());
        main.put("properties", all(subAck.properties()));
        main.put(
            "reason codes", subAck.reasonCodes().stream().map(ReasonCode::value).toList());
      }
      case UNSUBSCRIBE -> {
        Unsubscribe unsubscribe = (Unsubscribe) packet;
        main.put("packet identifier", unsubscribe.packetId());
        main.put("properties", all(unsubscribe.properties()));
        main.put("filters", unsubscribe.filters());
      }
      case UNSUBACK -> {
        UnsubAck unsubAck = (UnsubAck) packet;
        main.put("packet identifier", unsubAck.packetId());
        main.put("properties", all(unsubAck.properties()));
        main.put(
            "reason codes",
            unsubAck.reasonCodes().stream().map(ReasonCode::value).toList());
      }
      case DISCONNECT -> {
        Disconnect disconnect = (Disconnect) packet;
        main.put("reason code", disconnect.reasonCode().value());
        main.put("properties", all(disconnect.properties()));
      }
      case AUTH -> {
        Auth auth = (Auth) packet;
        main.put("reason code", auth.reasonCode().value());
        main.put("properties", all(auth.properties()));
      }
      case PINGREQ, PINGRESP -> {}
    }
    return main.fields;
  }

  private void connect(Connect connect) {
    put("client identifier", connect.clientId());
    put("clean start", connect.cleanStart());
    put("keep alive", connect.keepAliveSeconds());
    put("user name", connect.userName());
    put("password", connect.password() == null ? null : hex(connect.password().toBytes()));
    put("properties", all(connect.properties()));
    if (connect.will() != null) {
      put("will topic", connect.will().topic());
      put("will payload", hex(connect.will().payload().toBytes()));
      put("will properties", all(connect.will().properties()));
      put("will QoS", connect.will().qos().level());
      put("will retain", connect.will().retain());
    }
  }

  private void publish(Publish publish) {
    put("dup", publish.dup());
    put("QoS", publish.qos().level());
    put("retain", publish.retain());
    put("topic", publish.topic());
    put("packet identifier", publish.packetId());
    put("properties", all(publish.properties()));
    put("payload", hex(publish.payload().toBytes()));
  }

  private void acknowledgement(int packetId, ReasonCode code, Properties properties) {
    put("packet identifier", packetId);
    put("reason code", code.value());
    put("properties", all(properties));
  }

  private void subscribe(Subscribe subscribe) {
    put("packet identifier", subscribe.packetId());
    put("properties", all(subscribe.properties()));
    put("filters", subscribe.subscriptions().stream().map(one -> one.filter()).toList());
    put("options", subscribe.subscriptions().stream().map(MainFields::options).toList());
  }

  private static List<Object> options(Subscription subscription) {
    return List.of(
        subscription.qos().level(),
        subscription.noLocal(),
        subscription.retainAsPublished(),
        subscription.retainHandling().value());
  }

  /** In any order, which the standard does not speak of but for User Properties. */
  private static List<String> all(Properties properties) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < properties.count(); i++) {
      PropertyId id = properties.idAt(i);
      String value = switch (id.type()) {
        case BYTE, TWO_BYTE_INTEGER, FOUR_BYTE_INTEGER, VARIABLE_BYTE_INTEGER ->
          Long.toString(properties.numberAt(i));
        case UTF_8_STRING -> (String) properties.objectAt(i);
        case BINARY_DATA -> hex(((Payload) properties.objectAt(i)).toBytes());
        case UTF_8_STRING_PAIR -> pair((UserProperty) properties.objectAt(i));
      };
      all.add(id.number() + "=" + value);
    }
    Collections.sort(all);
    return all;
  }

  private static String pair(UserProperty property) {
    return property.name() + ":" + property.value();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private void put(String field, @Nullable Object value) {
    fields.put(field, String.valueOf(value));
  }

  // Netty's

  static Map<String, String> of(MqttMessage message) {
    MainFields main = new MainFields();
    MqttFixedHeader header = message.fixedHeader();
    main.put("type", header.messageType());
    Object variable = message.variableHeader();
    if (variable instanceof MqttMessageIdVariableHeader identified) {
      main.put("packet identifier", identified.messageId());
    }
    if (variable instanceof MqttMessageIdAndPropertiesVariableHeader withProperties) {
      main.put("properties", all(withProperties.properties()));
    }
    switch (header.messageType()) {
      case CONNECT -> main.connect((MqttConnectMessage) message);
      case CONNACK -> {
        MqttConnAckVariableHeader connAck = (MqttConnAckVariableHeader) variable;
        main.put(
            "accepted", connAck.connectReturnCode() == MqttConnectReturnCode.CONNECTION_ACCEPTED);
        main.put("session present", connAck.isSessionPresent());
        main.put("properties", all(connAck.properties()));
      }
      case PUBLISH -> main.publish((MqttPublishMessage) message);
      case PUBACK, PUBREC, PUBREL, PUBCOMP -> {
        boolean coded = variable instanceof MqttPubReplyMessageVariableHeader;
        main.put(
            "reason code", coded ? reasonCode((MqttPubReplyMessageVariableHeader) variable) : 0);
        main.put(
            "properties",
            coded ? all(((MqttPubReplyMessageVariableHeader) variable).properties()) : "[]");
      }
      case SUBSCRIBE -> {
        List<MqttTopicSubscription> all =
            ((MqttSubscribePayload) message.payload()).topicSubscriptions();
        main.put("filters", all.stream().map(MqttTopicSubscription::topicFilter).toList());
        main.put("options", all.stream().map(one -> options(one.option())).toList());
      }
      case SUBACK ->
        main.put("reason codes", ((MqttSubAckPayload) message.payload()).reasonCodes());
      case UNSUBSCRIBE ->
        main.put("filters", ((MqttUnsubscribePayload) message.payload()).topics());
      case UNSUBACK -> {
        MqttUnsubAckPayload payload = (MqttUnsubAckPayload) message.payload();
        main.put("reason codes", payload == null ? "[]" : payload.unsubscribeReasonCodes());
      }
      case DISCONNECT, AUTH -> {
        boolean coded = variable instanceof MqttReasonCodeAndPropertiesVariableHeader;
        var coding = coded ? (MqttReasonCodeAndPropertiesVariableHeader) variable : null;
        main.put("reason code", coding == null ? 0 : coding.reasonCode() & 0xFF);
        main.put("properties", coding == null ? "[]" : all(coding.properties()));
      }
      case PINGREQ, PINGRESP -> {}
    }
    return main.fields;
  }

  private static int reasonCode(MqttPubReplyMessageVariableHeader header) {
    return header.reasonCode() & 0xFF;
  }

  private void connect(MqttConnectMessage connect) {
    MqttConnectVariableHeader header = connect.variableHeader();
    MqttConnectPayload payload = connect.payload();
    put("client identifier", payload.clientIdentifier());
    put("clean start", header.isCleanSession());
    put("keep alive", header.keepAliveTimeSeconds());
    put("user name", payload.userName());
    put("password", payload.passwordInBytes() == null ? null : hex(payload.passwordInBytes()));
    put("properties", all(header.properties()));
    if (header.isWillFlag()) {
      put("will topic", payload.willTopic());
      put("will payload", hex(payload.willMessageInBytes()));
      put("will properties", all(payload.willProperties()));
      put("will QoS", header.willQos());
      put("will retain", header.isWillRetain());
    }
  }

  private void publish(MqttPublishMessage publish) {
    put("dup", publish.fixedHeader().isDup());
    put("QoS", publish.fixedHeader().qosLevel().value());
    put("retain", publish.fixedHeader().isRetain());
    put("topic", publish.variableHeader().topicName());
    put("packet identifier", Math.max(0, publish.variableHeader().packetId()));
    put("properties", all(publish.variableHeader().properties()));
    put("payload", hex(ByteBufUtil.getBytes(publish.payload())));
  }

  private static List<Object> options(MqttSubscriptionOption option) {
    return List.of(
        option.qos().value(),
        option.isNoLocal(),
        option.isRetainAsPublished(),
        option.retainHandling().value());
  }

  private static List<String> all(MqttProperties properties) {
    List<String> all = new ArrayList<>();
    for (MqttProperties.MqttProperty<?> property : properties.listAll()) {
      if (property instanceof MqttProperties.UserProperties pairs) {
        pairs.value().forEach(pair -> all.add("38=" + pair.key + ":" + pair.value));
      } else if (property.value() instanceof byte[] binary) {
        all.add(property.propertyId() + "=" + hex(binary));
      } else if (property.value() instanceof Integer number) {
        all.add(property.propertyId() + "=" + Integer.toUnsignedLong(number));
      } else {
        all.add(property.propertyId() + "=" + property.value());
      }
    }
    Collections.sort(all);
    return all;
  }
}
