package dev.assay.bench;

import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.codec.packet.Will;
import dev.assay.spec.MqttVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A packet of every type: small (what its form needs), typical where there is something between, and rich (most of what a
 * server or client would send; in 5.0 with properties). PUBLISH is named by the bytes of its payload.
 */
public final class SamplePackets {
  private static final int PACKET_ID = 4_711;
  private static final int FILTERS = 8;
  private static final int REASONABLE_SESSION_SECONDS = 86_400;

  private SamplePackets() {}

  /**
   * The packet of this name.
   *
   * @throws IllegalArgumentException if there is none in this version
   */
  public static Packet named(String name, MqttVersion version) {
    boolean v5 = version == MqttVersion.V5;
    return switch (name) {
      case "connect-small" -> connect(version, "c1", null, null, Properties.NONE);
      case "connect-typical" ->
        connect(version, "line-12-gateway-03", null, "gateway", Properties.NONE);
      case "connect-rich" ->
        connect(version, "line-12-gateway-03", will(v5), "gateway", connectProperties(v5));
      case "connack-small" -> new ConnAck(false, ReasonCode.SUCCESS, Properties.NONE);
      case "connack-rich" -> new ConnAck(true, ReasonCode.SUCCESS, connAckProperties(v5));
      case "publish-0" -> publish(0, Properties.NONE);
      case "publish-64" -> publish(64, Properties.NONE);
      case "publish-1024" -> publish(1_024, Properties.NONE);
      case "publish-65536" -> publish(65_536, Properties.NONE);
      case "publish-rich" -> publish(256, publishProperties(v5));
      case "puback-small" -> new PubAck(PACKET_ID);
      case "pubrec-small" -> new PubRec(PACKET_ID);
      case "pubrel-small" -> new PubRel(PACKET_ID);
      case "pubcomp-small" -> new PubComp(PACKET_ID);
      case "puback-rich" -> new PubAck(PACKET_ID, ReasonCode.NOT_AUTHORIZED, reason(v5));
      case "pubrec-rich" -> new PubRec(PACKET_ID, ReasonCode.NOT_AUTHORIZED, reason(v5));
      case "pubrel-rich" ->
        new PubRel(PACKET_ID, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, reason(v5));
      case "pubcomp-rich" ->
        new PubComp(PACKET_ID, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, reason(v5));
      case "subscribe-small" -> subscribe(1, Properties.NONE);
      case "subscribe-typical" -> subscribe(FILTERS, Properties.NONE);
      case "subscribe-rich" -> subscribe(FILTERS, subscribeProperties(v5));
      case "suback-small" -> subAck(1, Properties.NONE);
      case "suback-rich" -> subAck(FILTERS, reason(v5));
      case "unsubscribe-small" -> unsubscribe(1, Properties.NONE);
      case "unsubscribe-rich" -> unsubscribe(FILTERS, user(v5));
      case "unsuback-small" ->
        new UnsubAck(
            PACKET_ID, Properties.NONE, v5 ? List.of(ReasonCode.SUCCESS) : List.<ReasonCode>of());
      case "unsuback-rich" -> unsubAckRich();
      case "pingreq" -> new PingReq();
      case "pingresp" -> new PingResp();
      case "disconnect-small" -> new Disconnect(ReasonCode.SUCCESS);
      case "disconnect-rich" -> new Disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE, reason(v5));
      case "auth-rich" -> new Auth(ReasonCode.CONTINUE_AUTHENTICATION, authProperties());
      default -> throw new IllegalArgumentException("no sample packet " + name);
    };
  }

  /** Its bytes. */
  public static byte[] bytes(String name, MqttVersion version) {
    return PacketWriter.of(version).toBytes(named(name, version));
  }

  private static Connect connect(
      MqttVersion version,
      String clientId,
      @Nullable Will will,
      @Nullable String user,
      Properties properties) {
    Payload password = user == null ? null : Payload.of("correct horse battery staple");
    return new Connect(version, clientId, true, 60, will, user, password, properties);
  }

  private static Will will(boolean v5) {
    Properties properties = v5
        ? Properties.builder()
            .with(PropertyId.WILL_DELAY_INTERVAL, 30)
            .with(PropertyId.CONTENT_TYPE, "text/plain")
            .build()
        : Properties.NONE;
    return new Will(
        TopicName.of("plant/7/gateway/03/state"),
        Payload.of("offline"),
        Qos.AT_LEAST_ONCE,
        true,
        properties);
  }

  private static Publish publish(int payloadBytes, Properties properties) {
    byte[] payload = new byte[payloadBytes];
    for (int i = 0; i < payloadBytes; i++) {
      payload[i] = (byte) ('a' + i % 26);
    }
    return new Publish(
        false,
        Qos.AT_LEAST_ONCE,
        false,
        TopicName.of(SamePacket.TOPIC),
        PACKET_ID,
        properties,
        Payload.owning(payload));
  }

  private static Subscribe subscribe(int filters, Properties properties) {
    List<Subscription> subscriptions = new ArrayList<>();
    filters(filters)
        .forEach(filter -> subscriptions.add(Subscription.of(filter, Qos.AT_LEAST_ONCE)));
    return new Subscribe(PACKET_ID, properties, subscriptions);
  }

  private static Unsubscribe unsubscribe(int filters, Properties properties) {
    return new Unsubscribe(PACKET_ID, properties, filters(filters));
  }

  private static SubAck subAck(int codes, Properties properties) {
    List<ReasonCode> granted = new ArrayList<>();
    for (int i = 0; i < codes; i++) {
      granted.add(ReasonCode.GRANTED_QOS_1);
    }
    return new SubAck(PACKET_ID, properties, granted);
  }

  private static UnsubAck unsubAckRich() {
    return new UnsubAck(
        PACKET_ID,
        reason(true),
        List.of(ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED, ReasonCode.SUCCESS));
  }

  private static List<TopicFilter> filters(int count) {
    List<TopicFilter> filters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      filters.add(TopicFilter.of("plant/7/hall/" + i + "/line/+/temperature"));
    }
    return filters;
  }

  private static Properties connectProperties(boolean v5) {
    return v5
        ? Properties.builder()
            .with(PropertyId.SESSION_EXPIRY_INTERVAL, REASONABLE_SESSION_SECONDS)
            .with(PropertyId.RECEIVE_MAXIMUM, 100)
            .with(PropertyId.TOPIC_ALIAS_MAXIMUM, 10)
            .withUser("site", "plant-7")
            .withUser("firmware", "4.2.18")
            .build()
        : Properties.NONE;
  }

  private static Properties connAckProperties(boolean v5) {
    return v5
        ? Properties.builder()
            .with(PropertyId.SESSION_EXPIRY_INTERVAL, REASONABLE_SESSION_SECONDS)
            .with(PropertyId.RECEIVE_MAXIMUM, 100)
            .with(PropertyId.MAXIMUM_PACKET_SIZE, 1 << 20)
            .with(PropertyId.TOPIC_ALIAS_MAXIMUM, 10)
            .with(PropertyId.SERVER_KEEP_ALIVE, 120)
            .with(PropertyId.ASSIGNED_CLIENT_IDENTIFIER, "assigned-0815")
            .withUser("node", "3")
            .build()
        : Properties.NONE;
  }

  private static Properties publishProperties(boolean v5) {
    return v5
        ? Properties.builder()
            .with(PropertyId.PAYLOAD_FORMAT_INDICATOR, 1)
            .with(PropertyId.MESSAGE_EXPIRY_INTERVAL, 3_600)
            .with(PropertyId.CONTENT_TYPE, "application/json; charset=utf-8")
            .with(PropertyId.RESPONSE_TOPIC, "plant/7/answers/gateway-03")
            .with(PropertyId.CORRELATION_DATA, Payload.of("0123456789abcdef"))
            .withUser("trace", "4bf92f3577b34da6a3ce929d0e0e4736")
            .withUser("unit", "celsius")
            .withUser("quality", "good")
            .build()
        : Properties.NONE;
  }

  private static Properties subscribeProperties(boolean v5) {
    return v5
        ? Properties.builder()
            .with(PropertyId.SUBSCRIPTION_IDENTIFIER, 12_345)
            .withUser("purpose", "dashboard")
            .build()
        : Properties.NONE;
  }

  private static Properties authProperties() {
    return Properties.builder()
        .with(PropertyId.AUTHENTICATION_METHOD, "SCRAM-SHA-256")
        .with(PropertyId.AUTHENTICATION_DATA, Payload.of("n,,n=gateway,r=fyko+d2lbbFgONRv9qkxdawL"))
        .build();
  }

  private static Properties reason(boolean v5) {
    return v5
        ? Properties.builder()
            .with(PropertyId.REASON_STRING, "no rule lets this client do that")
            .withUser("rule", "17")
            .build()
        : Properties.NONE;
  }

  private static Properties user(boolean v5) {
    return v5 ? Properties.builder().withUser("purpose", "dashboard").build() : Properties.NONE;
  }
}
