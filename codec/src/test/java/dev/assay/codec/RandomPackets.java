package dev.assay.codec;

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
import dev.assay.codec.packet.RetainHandling;
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
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Packets of every type with random but legal fields; the same seed gives the same packets. */
public final class RandomPackets {
  private static final List<ReasonCode> RETURN_CODES_OF_CONNACK = List.of(
      ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
      ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
      ReasonCode.SERVER_UNAVAILABLE,
      ReasonCode.BAD_USER_NAME_OR_PASSWORD,
      ReasonCode.NOT_AUTHORIZED);
  private static final List<ReasonCode> RETURN_CODES_OF_SUBACK = List.of(
      ReasonCode.SUCCESS,
      ReasonCode.GRANTED_QOS_1,
      ReasonCode.GRANTED_QOS_2,
      ReasonCode.UNSPECIFIED_ERROR);
  // what both sides may say in a DISCONNECT (Table 3-10)
  private static final List<ReasonCode> CODES_OF_DISCONNECT = List.of(
      ReasonCode.SUCCESS,
      ReasonCode.UNSPECIFIED_ERROR,
      ReasonCode.MALFORMED_PACKET,
      ReasonCode.PROTOCOL_ERROR,
      ReasonCode.PACKET_TOO_LARGE,
      ReasonCode.QUOTA_EXCEEDED,
      ReasonCode.PAYLOAD_FORMAT_INVALID);

  private final Random random;
  private final MqttVersion version;
  private final Sender sender;

  /** Packets that {@code sender} may send in {@code version}. */
  public RandomPackets(long seed, MqttVersion version, Sender sender) {
    this.random = new Random(seed);
    this.version = version;
    this.sender = sender;
  }

  /** The next one, of any type that this sender has. */
  public Packet next() {
    List<Supplier<Packet>> both = List.of(
        this::publish,
        () -> new PubAck(id(), code(PacketType.PUBACK), properties(PacketType.PUBACK)),
        () -> new PubRec(id(), code(PacketType.PUBREC), properties(PacketType.PUBREC)),
        () -> new PubRel(id(), code(PacketType.PUBREL), properties(PacketType.PUBREL)),
        () -> new PubComp(id(), code(PacketType.PUBCOMP), properties(PacketType.PUBCOMP)));
    List<Supplier<Packet>> suppliers = new ArrayList<>(both);
    if (version == MqttVersion.V5) {
      suppliers.add(
          () -> new Disconnect(pick(CODES_OF_DISCONNECT), properties(PacketType.DISCONNECT)));
      suppliers.add(this::auth);
    }
    if (sender == Sender.CLIENT) {
      suppliers.add(this::connect);
      suppliers.add(this::subscribe);
      suppliers.add(
          () -> new Unsubscribe(id(), properties(PacketType.UNSUBSCRIBE), list(this::filter)));
      suppliers.add(PingReq::new);
      suppliers.add(() -> new Disconnect(ReasonCode.SUCCESS));
    } else {
      suppliers.add(this::connAck);
      suppliers.add(this::subAck);
      suppliers.add(this::unsubAck);
      suppliers.add(PingResp::new);
    }
    return pick(suppliers).get();
  }

  private Packet connect() {
    boolean v5 = version == MqttVersion.V5;
    String userName = random.nextBoolean() ? text() : null;
    boolean mayHavePassword = v5 || userName != null;
    Will will = random.nextBoolean()
        ? new Will(topic(), payload(), qos(), random.nextBoolean(), someOf(PropertyId::inWill))
        : null;
    return new Connect(
        version,
        text(),
        random.nextBoolean(),
        random.nextInt(65_536),
        will,
        userName,
        mayHavePassword && random.nextBoolean() ? payload() : null,
        withMethod(properties(PacketType.CONNECT)));
  }

  private Packet connAck() {
    Properties properties = properties(PacketType.CONNACK);
    if (random.nextBoolean()) {
      return new ConnAck(random.nextBoolean(), ReasonCode.SUCCESS, properties);
    }
    ReasonCode code =
        version == MqttVersion.V5 ? code(PacketType.CONNACK) : pick(RETURN_CODES_OF_CONNACK);
    return new ConnAck(false, code, properties);
  }

  private Packet publish() {
    Qos qos = qos();
    Properties properties = properties(PacketType.PUBLISH);
    boolean byAlias = properties.has(PropertyId.TOPIC_ALIAS) && random.nextBoolean();
    return new Publish(
        qos != Qos.AT_MOST_ONCE && random.nextBoolean(),
        qos,
        random.nextBoolean(),
        byAlias ? TopicName.NONE : topic(),
        qos == Qos.AT_MOST_ONCE ? PacketId.NONE : id(),
        properties,
        payload());
  }

  private Packet subscribe() {
    return new Subscribe(id(), properties(PacketType.SUBSCRIBE), list(this::subscription));
  }

  private Subscription subscription() {
    TopicFilter filter = filter();
    if (version == MqttVersion.V3_1_1) {
      return Subscription.of(filter, qos());
    }
    return new Subscription(
        filter,
        qos(),
        !filter.isShared() && random.nextBoolean(),
        random.nextBoolean(),
        RetainHandling.of(random.nextInt(3)));
  }

  private Packet subAck() {
    return new SubAck(
        id(),
        properties(PacketType.SUBACK),
        list(() ->
            version == MqttVersion.V5 ? code(PacketType.SUBACK) : pick(RETURN_CODES_OF_SUBACK)));
  }

  private Packet unsubAck() {
    return version == MqttVersion.V5
        ? new UnsubAck(id(), properties(PacketType.UNSUBACK), list(() -> code(PacketType.UNSUBACK)))
        : new UnsubAck(id(), Properties.NONE, List.of());
  }

  private Packet auth() {
    Properties properties = properties(PacketType.AUTH);
    if (!properties.has(PropertyId.AUTHENTICATION_METHOD)) {
      properties =
          properties.toBuilder().with(PropertyId.AUTHENTICATION_METHOD, text()).build();
    }
    return new Auth(ReasonCode.CONTINUE_AUTHENTICATION, properties);
  }

  /** Authentication Data needs a method. */
  private Properties withMethod(Properties properties) {
    boolean lacksMethod = properties.has(PropertyId.AUTHENTICATION_DATA)
        && !properties.has(PropertyId.AUTHENTICATION_METHOD);
    return lacksMethod
        ? properties.toBuilder().with(PropertyId.AUTHENTICATION_METHOD, text()).build()
        : properties;
  }

  private Properties properties(PacketType type) {
    return someOf(id -> id.allowedIn(type) && !isOfTheOtherSender(id, type));
  }

  private boolean isOfTheOtherSender(PropertyId id, PacketType type) {
    return sender == Sender.CLIENT
        ? id == PropertyId.SUBSCRIPTION_IDENTIFIER && type == PacketType.PUBLISH
        : id == PropertyId.SESSION_EXPIRY_INTERVAL && type == PacketType.DISCONNECT;
  }

  private Properties someOf(Predicate<PropertyId> allowed) {
    if (version == MqttVersion.V3_1_1 || random.nextInt(3) == 0) {
      return Properties.NONE;
    }
    Properties.Builder builder = Properties.builder();
    for (PropertyId id : PropertyId.values()) {
      if (allowed.test(id) && random.nextBoolean()) {
        add(id, builder);
      }
    }
    return builder.build();
  }

  private void add(PropertyId id, Properties.Builder builder) {
    switch (id.type()) {
      case BYTE, TWO_BYTE_INTEGER, FOUR_BYTE_INTEGER, VARIABLE_BYTE_INTEGER -> {
        long min = id.minimum();
        long max = id.maximum();
        builder.with(
            id,
            pick(List.of(min, max, min + random.nextInt((int) Math.min(max - min + 1, 70_000)))));
      }
      case UTF_8_STRING ->
        builder.with(id, id == PropertyId.RESPONSE_TOPIC ? topic().text() : text());
      case BINARY_DATA -> builder.with(id, payload());
      case UTF_8_STRING_PAIR -> {
        builder.withUser(text(), text());
        builder.withUser(text(), text());
      }
    }
  }

  private ReasonCode code(PacketType type) {
    if (version == MqttVersion.V3_1_1) {
      return ReasonCode.SUCCESS;
    }
    List<ReasonCode> codes = Arrays.stream(ReasonCode.values())
        .filter(code -> code.allowedIn(type))
        .filter(code -> sender == Sender.SERVER || code != ReasonCode.NO_MATCHING_SUBSCRIBERS)
        .toList();
    return pick(codes);
  }

  private <T> List<T> list(Supplier<T> element) {
    List<T> list = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      list.add(element.get());
    }
    return list;
  }

  private TopicName topic() {
    return TopicName.of(pick(List.of("a", "/", "$SYS/x", "a/b/c", "\uFEFF")) + text());
  }

  private TopicFilter filter() {
    List<String> filters =
        List.of("#", "+", "+/+/#", "/", "$SYS/+/#", "a/" + text(), "$share/g/" + topic());
    return TopicFilter.of(pick(filters));
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(20) == 0 ? random.nextInt(3_000) : random.nextInt(12);
    for (int i = 0; i < length; i++) {
      int codePoint = switch (random.nextInt(4)) {
        case 0 -> 0x80 + random.nextInt(0x780);
        case 1 -> 0xE000 + random.nextInt(0x2000);
        case 2 -> 0x10000 + random.nextInt(0x100000);
        default -> 'a' + random.nextInt(26);
      };
      text.appendCodePoint(codePoint);
    }
    return text.toString();
  }

  private Payload payload() {
    byte[] bytes = new byte[random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(20)];
    random.nextBytes(bytes);
    return Payload.owning(bytes);
  }

  private Qos qos() {
    return Qos.of(random.nextInt(3));
  }

  private int id() {
    return 1 + random.nextInt(PacketId.MAX);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
