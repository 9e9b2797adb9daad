package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.rules.Outgoing;
import dev.assay.broker.rules.PublishRules;
import dev.assay.broker.rules.TopicAliases;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.UserProperty;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What can go wrong with the properties of PUBLISH and of its answers. */
final class MessagePropertyDeviants {
  /** What a publisher says about a message. */
  private static final List<PropertyId> DESCRIBING = List.of(
      PropertyId.PAYLOAD_FORMAT_INDICATOR,
      PropertyId.CONTENT_TYPE,
      PropertyId.RESPONSE_TOPIC,
      PropertyId.CORRELATION_DATA,
      PropertyId.USER_PROPERTY);

  private static final Properties WHY =
      Properties.builder().with(PropertyId.REASON_STRING, "nobody subscribes").build();

  private MessagePropertyDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "wants-user-properties-once",
                "Closes on a SUBSCRIBE with two User Properties of one name.")
            .mustFail("property/user-properties-may-repeat", Rule.V5_USER_PROPERTY_REPEATS)
            .by(ClosingOnRepeats::new),
        Deviant.named(
                "reads-properties-by-ascending-identifiers",
                "Overlooks the properties of a PUBLISH that stand behind one with a greater identifier.")
            .mustFail("property/order-makes-no-difference", Rule.V5_PROPERTY_ORDER_MEANS_NOTHING)
            .by(() -> Twists.incoming(
                Publish.class,
                (packet, from, broker) ->
                    Publishes.with(packet, ascendingAlone(packet.properties())))),
        Deviant.named(
                "overlooks-expiry-behind-user-properties",
                "Takes a Session Expiry Interval that stands behind a User Property for 0.")
            .mustFail("property/order-makes-no-difference", Rule.V5_PROPERTY_ORDER_MEANS_NOTHING)
            .by(() -> Twists.incoming(
                Connect.class,
                (packet, from, broker) ->
                    ConnectTwists.with(packet, ascendingAlone(packet.properties())))),
        Deviant.named("drops-payload-format", "Does not forward the Payload Format Indicator.")
            .mustFail("property/payload-format-indicator-is-forwarded", Mqtt5.MQTT_3_3_2_4)
            .mayFail("will/properties-are-published")
            .mustFail("property/retained-message-keeps-its-properties", Mqtt5.MQTT_3_3_2_4)
            .mustFail("property/queued-message-keeps-its-properties", Mqtt5.MQTT_3_3_2_4)
            .by(() -> without(PropertyId.PAYLOAD_FORMAT_INDICATOR)),
        Deviant.named("lowers-content-types", "Forwards Content Types in small letters.")
            .mustFail("property/content-type-is-forwarded", Mqtt5.MQTT_3_3_2_20)
            .mustFail("property/retained-message-keeps-its-properties", Mqtt5.MQTT_3_3_2_20)
            .mustFail("property/queued-message-keeps-its-properties", Mqtt5.MQTT_3_3_2_20)
            .by(() -> forwarding(
                PropertyId.CONTENT_TYPE,
                properties -> properties.without(PropertyId.CONTENT_TYPE).toBuilder()
                    .with(
                        PropertyId.CONTENT_TYPE,
                        String.valueOf(properties.text(PropertyId.CONTENT_TYPE))
                            .toLowerCase(Locale.ROOT))
                    .build())),
        Deviant.named("drops-response-topics", "Does not forward the Response Topic.")
            .mustFail("property/response-topic-is-forwarded", Mqtt5.MQTT_3_3_2_15)
            .mayFail("will/properties-are-published")
            .mustFail("property/retained-message-keeps-its-properties", Mqtt5.MQTT_3_3_2_15)
            .mustFail("property/queued-message-keeps-its-properties", Mqtt5.MQTT_3_3_2_15)
            .mayFail("property/unusual-values-are-forwarded")
            .by(() -> without(PropertyId.RESPONSE_TOPIC)),
        Deviant.named(
                "takes-correlation-data-for-text", "Forwards Correlation Data as if it were text.")
            .mustFail("property/correlation-data-is-forwarded", Mqtt5.MQTT_3_3_2_16)
            .mayFail("will/properties-are-published")
            .mustFail("property/retained-message-keeps-its-properties", Mqtt5.MQTT_3_3_2_16)
            .mustFail("property/queued-message-keeps-its-properties", Mqtt5.MQTT_3_3_2_16)
            .by(() -> forwarding(
                PropertyId.CORRELATION_DATA, MessagePropertyDeviants::withCorrelationAsText)),
        Deviant.named(
                "keeps-user-properties-in-a-map",
                "Forwards of several User Properties with the same name the last one only.")
            .mustFail(
                "property/user-properties-are-forwarded",
                Mqtt5.MQTT_3_3_2_17,
                "forward-every-user-property")
            .mustFail("will/user-properties-in-order", Mqtt5.MQTT_3_1_3_10)
            .mustFail(
                "property/retained-message-keeps-its-properties",
                Mqtt5.MQTT_3_3_2_17,
                "forward-every-user-property")
            .mustFail(
                "property/queued-message-keeps-its-properties",
                Mqtt5.MQTT_3_3_2_17,
                "forward-every-user-property")
            .by(() -> forwardingUserProperties(MessagePropertyDeviants::withoutRepeats)),
        Deviant.named(
                "merges-equal-user-properties",
                "Forwards of several User Properties with the same name and value the first one only.")
            .mustFail(
                "property/user-properties-are-forwarded",
                Mqtt5.MQTT_3_3_2_17,
                "forward-every-user-property")
            .mustFail("will/user-properties-in-order", Mqtt5.MQTT_3_1_3_10)
            .mustFail(
                "property/retained-message-keeps-its-properties",
                Mqtt5.MQTT_3_3_2_17,
                "forward-every-user-property")
            .mustFail(
                "property/queued-message-keeps-its-properties",
                Mqtt5.MQTT_3_3_2_17,
                "forward-every-user-property")
            .by(() -> forwardingUserProperties(all -> all.stream().distinct().toList())),
        Deviant.named(
                "forwards-user-properties-of-the-first-plane",
                "Forwards a question mark for each character of a User Property beyond U+FFFF.")
            .mustFail(
                "property/user-properties-are-forwarded",
                Mqtt5.MQTT_3_3_2_17,
                "leave-name-and-value-unaltered")
            .mustFail("will/user-properties-in-order", Mqtt5.MQTT_3_1_3_10)
            .mustFail(
                "property/retained-message-keeps-its-properties",
                Mqtt5.MQTT_3_3_2_17,
                "leave-name-and-value-unaltered")
            .mustFail(
                "property/queued-message-keeps-its-properties",
                Mqtt5.MQTT_3_3_2_17,
                "leave-name-and-value-unaltered")
            .by(() -> forwardingUserProperties(all -> all.stream()
                .map(it -> new UserProperty(ofFirstPlane(it.name()), ofFirstPlane(it.value())))
                .toList())),
        Deviant.named(
                "strips-byte-order-marks-from-response-topics",
                "Forwards Response Topics without a U+FEFF at their beginning.")
            .mustFail("property/response-topic-is-forwarded", Mqtt5.MQTT_3_3_2_15)
            .mustFail("will/properties-are-published", Rule.V5_WILL_PROPERTIES_PUBLISHED)
            .mustFail("property/retained-message-keeps-its-properties", Mqtt5.MQTT_3_3_2_15)
            .mustFail("property/queued-message-keeps-its-properties", Mqtt5.MQTT_3_3_2_15)
            .by(() -> forwarding(
                PropertyId.RESPONSE_TOPIC,
                properties -> properties.without(PropertyId.RESPONSE_TOPIC).toBuilder()
                    .with(
                        PropertyId.RESPONSE_TOPIC,
                        String.valueOf(properties.text(PropertyId.RESPONSE_TOPIC))
                            .replaceFirst("^\uFEFF", ""))
                    .build())),
        Deviant.named(
                "lowers-user-property-names",
                "Forwards User Properties with names in small letters.")
            .mustFail(
                "property/user-properties-are-forwarded",
                Mqtt5.MQTT_3_3_2_17,
                "leave-name-and-value-unaltered")
            .mustFail(
                "property/retained-message-keeps-its-properties",
                Mqtt5.MQTT_3_3_2_17,
                "leave-name-and-value-unaltered")
            .mustFail(
                "property/queued-message-keeps-its-properties",
                Mqtt5.MQTT_3_3_2_17,
                "leave-name-and-value-unaltered")
            .by(() -> forwardingUserProperties(all -> all.stream()
                .map(it -> new UserProperty(it.name().toLowerCase(Locale.ROOT), it.value()))
                .toList())),
        Deviant.named(
                "sorts-user-properties", "Forwards User Properties in the order of their names.")
            .mustFail("property/user-properties-are-forwarded", Mqtt5.MQTT_3_3_2_18)
            .mayFail("will/user-properties-in-order")
            .mustFail("property/retained-message-keeps-its-properties", Mqtt5.MQTT_3_3_2_18)
            .mustFail("property/queued-message-keeps-its-properties", Mqtt5.MQTT_3_3_2_18)
            .mayFail("property/unusual-values-are-forwarded")
            .by(() -> forwarding(PropertyId.USER_PROPERTY, MessagePropertyDeviants::sorted)),
        Deviant.named(
                "retains-without-properties",
                "Sends retained messages without what their publisher said about them.")
            .mustFail("property/retained-message-keeps-its-properties", Mqtt5.MQTT_3_3_2_4)
            .by(() -> retained(MessagePropertyDeviants::undescribed)),
        Deviant.named(
                "sorts-user-properties-of-what-it-retains",
                "Sends the User Properties of retained messages in the order of their names.")
            .mustFail("property/retained-message-keeps-its-properties", Mqtt5.MQTT_3_3_2_18)
            .by(() -> retained(MessagePropertyDeviants::sorted)),
        Deviant.named(
                "queues-without-properties",
                "Sends what waited for an absent session without what its publisher said about it.")
            .mustFail("property/queued-message-keeps-its-properties", Mqtt5.MQTT_3_3_2_4)
            .mayFail("property/unusual-values-are-forwarded")
            .mayFail("handshake/repeat-says-what-the-first-said")
            .by(() -> new OnResume(MessagePropertyDeviants::undescribed)),
        Deviant.named(
                "sorts-user-properties-of-what-waits",
                "Sends the User Properties of what waited for an absent session in the order of their names.")
            .mustFail("property/queued-message-keeps-its-properties", Mqtt5.MQTT_3_3_2_18)
            .mayFail("property/unusual-values-are-forwarded")
            .by(() -> new OnResume(MessagePropertyDeviants::sorted)),
        Deviant.named(
                "gives-aliases-to-everybody",
                "Sends Topic Alias 1 to clients that named no Topic Alias Maximum.")
            .mustFail("property/no-topic-alias-for-who-takes-none", Mqtt5.MQTT_3_1_2_27)
            .mayFail("size/message-of-one-byte-more-is-not-sent")
            .mayFail("alias/maximum-is-that-of-the-connection")
            .by(AliasForEverybody::new),
        Deviant.named(
                "counts-aliases-without-end",
                "Gives each topic a Topic Alias of its own to clients that named a Topic Alias Maximum.")
            .mustFail("property/topic-aliases-keep-to-the-maximum", Mqtt5.MQTT_3_1_2_26)
            .mustFail("property/topic-alias-maximum-is-that-of-the-connection", Mqtt5.MQTT_3_3_2_11)
            .by(() -> Twists.deciding(TopicAliases.WITHIN_CLIENTS_MAXIMUM, false)),
        Deviant.named(
                "keeps-the-first-topic-alias-maximum",
                "Goes by the Topic Alias Maximum of a client's first connection.")
            .mustFail("property/topic-alias-maximum-is-that-of-the-connection", Mqtt5.MQTT_3_3_2_11)
            .by(MessagePropertyDeviants::keepingTheFirstAliasMaximum),
        Deviant.named(
                "forwards-a-publishers-subscription-identifier",
                "Forwards a PUBLISH from a client together with its Subscription Identifier.")
            .mustFail(
                "property/subscription-identifier-of-a-publisher-is-not-forwarded",
                Mqtt5.MQTT_3_3_4_6)
            .by(() -> Twists.both(
                Twists.tolerating(
                    Mqtt5.MQTT_3_3_4_6,
                    (bytes, connection, broker) -> withSubscriptionIdentifier(bytes)),
                Twists.deciding(PublishRules.NO_SUBSCRIPTION_IDENTIFIER, false))),
        Deviant.named(
                "explains-to-who-wants-none",
                "Sends Reason Strings to clients with Request Problem Information 0.")
            .mustFail(
                "property/no-problem-information-for-who-wants-none",
                Mqtt5.MQTT_3_1_2_29,
                "omit-reason-string")
            .by(() -> Twists.deciding(Outgoing.NO_PROBLEM_INFORMATION, false)),
        Deviant.named(
                "explains-to-who-wanted-it-before",
                "Sends Reason Strings to clients that come back with Request Problem Information 0.")
            .mustFail(
                "property/no-problem-information-for-who-wants-none",
                Mqtt5.MQTT_3_1_2_29,
                "omit-reason-string")
            .by(() -> ConnectTwists.seeing(
                (connect, broker) -> !connect.cleanStart() && ConnectTwists.isBack(connect, broker),
                connect -> ConnectTwists.with(
                    connect,
                    ConnectTwists.without(
                        connect.properties(), PropertyId.REQUEST_PROBLEM_INFORMATION)))),
        Deviant.named(
                "explains-pubrec-to-who-wants-none",
                "Adds a Reason String to PUBREC for clients with Request Problem Information 0.")
            .mustFail(
                "property/no-problem-information-for-who-wants-none",
                Mqtt5.MQTT_3_1_2_29,
                "omit-reason-string")
            .by(PubRecExplained::new),
        Deviant.named(
                "explains-pubrel-to-who-wants-none",
                "Adds a Reason String to PUBREL for clients with Request Problem Information 0.")
            .mustFail(
                "property/no-problem-information-for-who-wants-none",
                Mqtt5.MQTT_3_1_2_29,
                "omit-reason-string")
            .by(PubRelExplained::new),
        Deviant.named(
                "adds-user-properties-to-puback",
                "Adds a User Property to PUBACK, also for clients with Request Problem Information 0.")
            .mustFail(
                "property/no-problem-information-for-who-wants-none",
                Mqtt5.MQTT_3_1_2_29,
                "omit-user-properties")
            .mayFail("size/puback-leaves-out-user-properties-that-are-too-long")
            .by(UserPropertyInPubAck::new));
  }

  private static final class PubRecExplained extends Attentive {
    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof PubRec rec
          && declared(sent.connection(), PropertyId.REQUEST_PROBLEM_INFORMATION, 1) == 0) {
        return List.of(new Effect.Sent(
            sent.connection(), sent.version(), new PubRec(rec.packetId(), rec.reasonCode(), WHY)));
      }
      return List.of(effect);
    }
  }

  private static final class PubRelExplained extends Attentive {
    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof PubRel rel
          && declared(sent.connection(), PropertyId.REQUEST_PROBLEM_INFORMATION, 1) == 0) {
        return List.of(new Effect.Sent(
            sent.connection(), sent.version(), new PubRel(rel.packetId(), rel.reasonCode(), WHY)));
      }
      return List.of(effect);
    }
  }

  /** Reads a short PUBLISH of QoS 0 whose one property is a Subscription Identifier below 128. */
  private static Publish withSubscriptionIdentifier(Payload bytes) {
    byte[] all = bytes.toBytes();
    int topicAt = 4;
    int topicBytes = all[topicAt - 1];
    int propertiesAt = topicAt + topicBytes;
    int payloadAt = propertiesAt + 1 + all[propertiesAt];
    return new Publish(
        false,
        Qos.AT_MOST_ONCE,
        false,
        TopicName.of(new String(all, topicAt, topicBytes, StandardCharsets.UTF_8)),
        PacketId.NONE,
        Properties.builder()
            .with(PropertyId.SUBSCRIPTION_IDENTIFIER, all[payloadAt - 1])
            .build(),
        Payload.owning(Arrays.copyOfRange(all, payloadAt, all.length)));
  }

  /** Without those that stand behind one with a greater identifier. */
  private static Properties ascendingAlone(Properties properties) {
    Properties left = properties;
    for (int i = 1; i < properties.count(); i++) {
      if (properties.idAt(i).number() < properties.idAt(i - 1).number()) {
        left = left.without(properties.idAt(i));
      }
    }
    return left;
  }

  /** Changes the properties of an outgoing PUBLISH that has this one. */
  private static Twist forwarding(PropertyId id, UnaryOperator<Properties> change) {
    return Twists.outgoing(
        Publish.class,
        (packet, connection, broker) -> List.of(
            packet.properties().has(id)
                ? Publishes.with(packet, change.apply(packet.properties()))
                : packet));
  }

  private static Twist without(PropertyId id) {
    return forwarding(id, properties -> properties.without(id));
  }

  private static Properties withCorrelationAsText(Properties properties) {
    Payload data = properties.binary(PropertyId.CORRELATION_DATA);
    return data == null
        ? properties
        : properties.without(PropertyId.CORRELATION_DATA).toBuilder()
            .with(PropertyId.CORRELATION_DATA, Payload.of(data.asText()))
            .build();
  }

  private static Twist forwardingUserProperties(UnaryOperator<List<UserProperty>> change) {
    return forwarding(
        PropertyId.USER_PROPERTY, properties -> withUserProperties(properties, change));
  }

  private static Properties withUserProperties(
      Properties properties, UnaryOperator<List<UserProperty>> change) {
    Properties.Builder changed = properties.without(PropertyId.USER_PROPERTY).toBuilder();
    change
        .apply(properties.userProperties())
        .forEach(each -> changed.withUser(each.name(), each.value()));
    return changed.build();
  }

  private static String ofFirstPlane(String text) {
    return text.replaceAll("[\\x{10000}-\\x{10FFFF}]", "?");
  }

  private static Properties sorted(Properties properties) {
    return withUserProperties(
        properties,
        all -> all.stream().sorted(Comparator.comparing(UserProperty::name)).toList());
  }

  /** Without what the publisher said about the message. */
  private static Properties undescribed(Properties properties) {
    Properties rest = properties;
    for (PropertyId id : DESCRIBING) {
      rest = rest.without(id);
    }
    return rest;
  }

  /** Changes the properties of what goes out with RETAIN 1. */
  private static Twist retained(UnaryOperator<Properties> change) {
    return Twists.outgoing(
        Publish.class,
        (packet, connection, broker) -> List.of(
            packet.retain() ? Publishes.with(packet, change.apply(packet.properties())) : packet));
  }

  /** Changes the properties of what goes out as soon as a client has connected. */
  private static final class OnResume implements Twist {
    private final UnaryOperator<Properties> change;
    // lives as long as the input
    private boolean resuming;

    OnResume(UnaryOperator<Properties> change) {
      this.change = change;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      resuming =
          input instanceof Input.PacketArrived arrived && arrived.packet() instanceof Connect;
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      return resuming
              && effect instanceof Effect.Sent sent
              && sent.packet() instanceof Publish publish
          ? List.of(new Effect.Sent(
              sent.connection(),
              sent.version(),
              Publishes.with(publish, change.apply(publish.properties()))))
          : List.of(effect);
    }
  }

  private static List<UserProperty> withoutRepeats(List<UserProperty> all) {
    Map<String, UserProperty> byName = new LinkedHashMap<>();
    all.forEach(each -> byName.put(each.name(), each));
    return new ArrayList<>(byName.values());
  }

  private static Effect withAlias(Effect.Sent sent, Publish publish, long alias) {
    return new Effect.Sent(
        sent.connection(),
        sent.version(),
        Publishes.with(
            publish,
            publish.properties().toBuilder().with(PropertyId.TOPIC_ALIAS, alias).build()));
  }

  private static final class AliasForEverybody extends Attentive {
    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      return effect instanceof Effect.Sent sent
              && sent.version() == MqttVersion.V5
              && sent.packet() instanceof Publish publish
              && declared(sent.connection(), PropertyId.TOPIC_ALIAS_MAXIMUM, 0) == 0
              && !publish.properties().has(PropertyId.TOPIC_ALIAS)
          ? List.of(withAlias(sent, publish, 1))
          : List.of(effect);
    }
  }

  /** The core is told the Topic Alias Maximum with which the client came first. */
  private static Twist keepingTheFirstAliasMaximum() {
    Map<String, Long> firstMaximum = new HashMap<>();
    return Twists.incoming(Connect.class, (connect, connection, broker) -> {
      long maximum = connect.properties().number(PropertyId.TOPIC_ALIAS_MAXIMUM, 0);
      if (maximum == 0) {
        return connect;
      }
      firstMaximum.putIfAbsent(connect.clientId(), maximum);
      return ConnectTwists.with(
          connect,
          connect.properties().without(PropertyId.TOPIC_ALIAS_MAXIMUM).toBuilder()
              .with(
                  PropertyId.TOPIC_ALIAS_MAXIMUM,
                  firstMaximum.getOrDefault(connect.clientId(), maximum))
              .build());
    });
  }

  private static final class UserPropertyInPubAck implements Twist {
    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.version() == MqttVersion.V5
          && sent.packet() instanceof PubAck ack) {
        Properties more =
            ack.properties().toBuilder().withUser("broker", "busy").build();
        return List.of(new Effect.Sent(
            sent.connection(), sent.version(), new PubAck(ack.packetId(), ack.reasonCode(), more)));
      }
      return List.of(effect);
    }
  }

  private static final class ClosingOnRepeats implements Twist {
    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Subscribe subscribe
          && subscribe.properties().userProperties().size() > 1) {
        outbox.close(arrived.connection());
        return List.of(new Input.ConnectionLost(arrived.connection()));
      }
      return List.of(input);
    }
  }
}
