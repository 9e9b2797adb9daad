package dev.assay.codec.corpus;

import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.PacketType;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The packets in which something is then made wrong. Together those of a type have every field that a client may send. */
public final class RightPackets {

  /**
   * What a packet is about; at least four characters each, since the last ones give way to wrong bytes.
   *
   * @param topic also the Topic Filter, and what comes behind it is the topic of the Will
   * @param packetId of an acknowledgement: what it acknowledges
   * @param userName null if the server asks for none
   * @param password null if the server asks for none
   */
  public record Names(
      String clientId,
      String topic,
      int packetId,
      @Nullable String userName,
      @Nullable Payload password) {}

  private final MqttVersion version;
  private final Names names;

  private RightPackets(MqttVersion version, Names names) {
    this.version = version;
    this.names = names;
  }

  /**
   * Right packets of this type. A server may have its reasons to refuse one of them: who sends wrong ones should send these first.
   *
   * @return none if the version has no such packet
   */
  public static List<Packet> of(MqttVersion version, PacketType type, Names names) {
    return new RightPackets(version, names).of(type);
  }

  private List<Packet> of(PacketType type) {
    int id = names.packetId();
    Properties answer = told(PropertyId.REASON_STRING);
    return switch (type) {
      case CONNECT -> connects();
      case CONNACK -> List.of(new ConnAck(false, ReasonCode.SUCCESS, Properties.NONE));
      case PUBLISH -> publishes();
      case PUBACK -> List.of(new PubAck(id, ReasonCode.SUCCESS, answer));
      case PUBREC -> List.of(new PubRec(id, ReasonCode.SUCCESS, answer));
      case PUBREL -> List.of(new PubRel(id, ReasonCode.SUCCESS, answer));
      case PUBCOMP -> List.of(new PubComp(id, ReasonCode.SUCCESS, answer));
      case SUBSCRIBE -> subscribes();
      case SUBACK -> List.of(new SubAck(1, Properties.NONE, List.of(ReasonCode.SUCCESS)));
      case UNSUBSCRIBE -> List.of(new Unsubscribe(1, told(), List.of(filter("a"), filter("b"))));
      case UNSUBACK ->
        List.of(new UnsubAck(1, Properties.NONE, isV5() ? List.of(ReasonCode.SUCCESS) : List.of()));
      case PINGREQ -> List.of(new PingReq());
      case PINGRESP -> List.of(new PingResp());
      case DISCONNECT ->
        List.of(
            isV5()
                ? new Disconnect(
                    ReasonCode.SUCCESS,
                    told(PropertyId.REASON_STRING).toBuilder()
                        .with(PropertyId.SESSION_EXPIRY_INTERVAL, 0)
                        .build())
                : new Disconnect(ReasonCode.SUCCESS));
      case AUTH ->
        isV5()
            ? List.of(new Auth(ReasonCode.RE_AUTHENTICATE, told(PropertyId.AUTHENTICATION_METHOD)))
            : List.of();
    };
  }

  private List<Packet> connects() {
    Packet withWill = connect(will(), names.userName(), names.password());
    return names.userName() != null
        ? List.of(withWill)
        : List.of(withWill, connect(null, "assay user", Payload.of("assay password")));
  }

  private Connect connect(
      @Nullable Will will, @Nullable String userName, @Nullable Payload password) {
    Properties properties = isV5()
        ? told().toBuilder()
            .with(PropertyId.SESSION_EXPIRY_INTERVAL, 0)
            .with(PropertyId.REQUEST_PROBLEM_INFORMATION, 1)
            .with(PropertyId.REQUEST_RESPONSE_INFORMATION, 0)
            .with(PropertyId.RECEIVE_MAXIMUM, 20)
            .with(PropertyId.TOPIC_ALIAS_MAXIMUM, 0)
            .with(PropertyId.MAXIMUM_PACKET_SIZE, 100_000)
            .build()
        : Properties.NONE;
    return new Connect(version, names.clientId(), true, 60, will, userName, password, properties);
  }

  private Will will() {
    Properties properties = isV5()
        ? message().toBuilder().with(PropertyId.WILL_DELAY_INTERVAL, 0).build()
        : Properties.NONE;
    return new Will(topic("will"), Payload.of("gone"), Qos.AT_MOST_ONCE, false, properties);
  }

  private List<Packet> publishes() {
    Packet zero = publish(Qos.AT_MOST_ONCE, PacketId.NONE, message());
    Packet one = publish(Qos.AT_LEAST_ONCE, 1, Properties.NONE);
    return isV5()
        ? List.of(
            zero,
            one,
            publish(
                Qos.AT_MOST_ONCE,
                PacketId.NONE,
                Properties.builder().with(PropertyId.TOPIC_ALIAS, 1).build()))
        : List.of(zero, one);
  }

  private Publish publish(Qos qos, int packetId, Properties properties) {
    return new Publish(
        false, qos, false, topic("message"), packetId, properties, Payload.of("wrong"));
  }

  private List<Packet> subscribes() {
    Packet two = new Subscribe(1, told(), List.of(subscription("a"), subscription("b")));
    Properties identified = isV5()
        ? Properties.builder().with(PropertyId.SUBSCRIPTION_IDENTIFIER, 1).build()
        : Properties.NONE;
    return isV5()
        ? List.of(two, new Subscribe(1, identified, List.of(subscription("a"))))
        : List.of(two);
  }

  /** The properties of a message. */
  private Properties message() {
    return isV5()
        ? told().toBuilder()
            .with(PropertyId.PAYLOAD_FORMAT_INDICATOR, 1)
            .with(PropertyId.MESSAGE_EXPIRY_INTERVAL, 60)
            .with(PropertyId.CONTENT_TYPE, "text/plain")
            .with(PropertyId.RESPONSE_TOPIC, topic("answer").text())
            .with(PropertyId.CORRELATION_DATA, Payload.of("question"))
            .build()
        : Properties.NONE;
  }

  /** A User Property, and a text for each of these. */
  private Properties told(PropertyId... texts) {
    if (!isV5()) {
      return Properties.NONE;
    }
    Properties.Builder told = Properties.builder().withUser("sent by", "assay");
    for (PropertyId text : texts) {
      told.with(text, "assay text");
    }
    return told.build();
  }

  private Subscription subscription(String level) {
    return Subscription.of(filter(level), Qos.AT_MOST_ONCE);
  }

  private TopicFilter filter(String level) {
    return TopicFilter.of(names.topic() + "/" + level + "/level");
  }

  private TopicName topic(String level) {
    return TopicName.of(names.topic() + "/" + level);
  }

  private boolean isV5() {
    return version == MqttVersion.V5;
  }
}
