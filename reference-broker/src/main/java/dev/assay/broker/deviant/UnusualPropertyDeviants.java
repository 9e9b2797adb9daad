package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.UserProperty;
import dev.assay.spec.Mqtt5;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What can go wrong with properties of PUBLISH that are empty, long or many. The usual ones: {@link MessagePropertyDeviants}. */
final class UnusualPropertyDeviants {
  private static final String CASE = "property/unusual-values-are-forwarded";
  private static final int SHORT_BYTES = 255;
  private static final int FEW = 10;

  private UnusualPropertyDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "calls-everything-text", "Forwards Payload Format Indicator 0 as Indicator 1.")
            .mustFail(CASE, Mqtt5.MQTT_3_3_2_4)
            .by(() -> forwarding(
                properties -> properties.number(PropertyId.PAYLOAD_FORMAT_INDICATOR, 1) == 0
                    ? properties.without(PropertyId.PAYLOAD_FORMAT_INDICATOR).toBuilder()
                        .with(PropertyId.PAYLOAD_FORMAT_INDICATOR, 1)
                        .build()
                    : properties)),
        Deviant.named("drops-empty-content-types", "Does not forward an empty Content Type.")
            .mustFail(CASE, Mqtt5.MQTT_3_3_2_20)
            .by(() -> forwarding(properties -> "".equals(properties.text(PropertyId.CONTENT_TYPE))
                ? properties.without(PropertyId.CONTENT_TYPE)
                : properties)),
        Deviant.named(
                "takes-the-first-slash-off-response-topics",
                "Forwards Response Topics without a slash at their beginning.")
            .mustFail(CASE, Mqtt5.MQTT_3_3_2_15)
            .by(() -> forwarding(UnusualPropertyDeviants::withoutFirstSlash)),
        Deviant.named("drops-empty-correlation-data", "Does not forward empty Correlation Data.")
            .mustFail(CASE, Mqtt5.MQTT_3_3_2_16)
            .by(() -> withoutData(Payload::isEmpty)),
        Deviant.named(
                "drops-long-correlation-data",
                "Does not forward Correlation Data of more than 255 bytes.")
            .mustFail(CASE, Mqtt5.MQTT_3_3_2_16)
            .by(() -> withoutData(data -> data.length() > SHORT_BYTES)),
        Deviant.named(
                "forwards-ten-user-properties", "Forwards the first ten User Properties alone.")
            .mustFail(CASE, Mqtt5.MQTT_3_3_2_17, "forward-every-user-property")
            .by(() -> forwarding(properties ->
                withUser(properties, all -> all.subList(0, Math.min(FEW, all.size()))))),
        Deviant.named(
                "tells-of-user-properties-as-of-problems",
                "Forwards no User Properties to clients with Request Problem Information 0.")
            .mustFail(CASE, Mqtt5.MQTT_3_3_2_17, "forward-every-user-property")
            .by(UserPropertiesAsProblems::new),
        Deviant.named(
                "strips-byte-order-marks-from-properties",
                "Forwards User Properties without a U+FEFF at the beginning of their values.")
            .mustFail(CASE, Mqtt5.MQTT_1_5_4_3)
            .mayFail("will/user-properties-in-order")
            .by(() -> forwarding(properties -> withUser(
                properties,
                all -> all.stream()
                    .map(each ->
                        new UserProperty(each.name(), each.value().replaceFirst("^\uFEFF", "")))
                    .toList()))),
        Deviant.named(
                "sorts-user-properties-of-what-has-aged",
                "Sends the User Properties of a message in the order of their names once something of its Message Expiry Interval is over.")
            .mustFail(CASE, Mqtt5.MQTT_3_3_2_18)
            .by(SortingWhatHasAged::new));
  }

  private static Twist forwarding(UnaryOperator<Properties> change) {
    return Twists.outgoing(
        Publish.class,
        (packet, to, broker) -> List.of(Publishes.with(packet, change.apply(packet.properties()))));
  }

  private static Twist withoutData(Predicate<Payload> which) {
    return forwarding(properties -> {
      Payload data = properties.binary(PropertyId.CORRELATION_DATA);
      return data != null && which.test(data)
          ? properties.without(PropertyId.CORRELATION_DATA)
          : properties;
    });
  }

  private static Properties withoutFirstSlash(Properties properties) {
    String topic = properties.text(PropertyId.RESPONSE_TOPIC);
    return topic != null && topic.startsWith("/")
        ? properties.without(PropertyId.RESPONSE_TOPIC).toBuilder()
            .with(PropertyId.RESPONSE_TOPIC, topic.substring(1))
            .build()
        : properties;
  }

  private static Properties withUser(
      Properties properties, UnaryOperator<List<UserProperty>> change) {
    Properties.Builder changed = properties.without(PropertyId.USER_PROPERTY).toBuilder();
    change
        .apply(properties.userProperties())
        .forEach(each -> changed.withUser(each.name(), each.value()));
    return changed.build();
  }

  private static final class UserPropertiesAsProblems extends Attentive {
    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      return effect instanceof Effect.Sent sent
              && sent.packet() instanceof Publish publish
              && declared(sent.connection(), PropertyId.REQUEST_PROBLEM_INFORMATION, 1) == 0
          ? List.of(new Effect.Sent(
              sent.connection(),
              sent.version(),
              Publishes.with(publish, publish.properties().without(PropertyId.USER_PROPERTY))))
          : List.of(effect);
    }
  }

  private static final class SortingWhatHasAged extends Attentive {
    // by topic: the longest interval that was named
    private final Map<TopicName, Long> intervals = new HashMap<>();

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      if (packet instanceof Publish publish) {
        intervals.merge(publish.topic(), intervalOf(publish), Math::max);
      }
      return true;
    }

    private static long intervalOf(Publish publish) {
      return publish.properties().number(PropertyId.MESSAGE_EXPIRY_INTERVAL, -1);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      return effect instanceof Effect.Sent sent
              && sent.packet() instanceof Publish publish
              && intervalOf(publish) >= 0
              && intervalOf(publish) < intervals.getOrDefault(publish.topic(), 0L)
          ? List.of(new Effect.Sent(
              sent.connection(),
              sent.version(),
              Publishes.with(
                  publish,
                  withUser(
                      publish.properties(),
                      all -> all.stream()
                          .sorted(Comparator.comparing(UserProperty::name))
                          .toList()))))
          : List.of(effect);
    }
  }
}
