package dev.assay.suite.cases;

import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.UserProperty;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Hello;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Packets;
import dev.assay.suite.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Properties of PUBLISH with values that are in order and seldom seen: empty, long, many (5.0). The usual ones: {@link MessagePropertyCases}. */
final class UnusualPropertyCases {
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final String MARKED = "marked";
  private static final int SPACE_NEEDED_BYTES = 2_000;
  private static final int LONG_BYTES = 300;
  private static final int EXPIRES_AFTER_SECONDS = 100;

  /** How long one of the subscribers is away: long enough for a broker that counts seconds to notice. */
  private static final double AWAY_SECONDS = 2.2;

  /** Twelve, in no order that sorting gives. */
  private static final List<UserProperty> USER_PROPERTIES = IntStream.range(0, 12)
      .mapToObj(i -> i == 5
          ? new UserProperty(MARKED, BYTE_ORDER_MARK + "value")
          : new UserProperty("name " + (i * 7 % 12), "value " + i))
      .toList();

  /** As they came to each of three subscribers, in this order: one who was there, one who wants no problem information, one who was away. */
  private record Came(List<Properties> first, List<Properties> second) {
    static final String TO_ALL = ", to all three: present, without problem information, away";
  }

  /** Two messages that have between them all that is unusual, to three kinds of subscribers. */
  @ConformanceCase(
      id = "property/unusual-values-are-forwarded",
      title =
          "Properties of a PUBLISH that are empty, long or many reach each subscriber unaltered: at once, after a wait, and without problem information.",
      takesSeconds = true,
      advice =
          "Look for a value that is left out because it is empty, a list or field of fixed size, or for properties that are made anew on some of the ways to a subscriber.",
      needs = Need.QOS_1)
  void unusualValuesAreForwarded(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_4) Judged payloadFormat,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_20) Judged contentType,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_15) Judged responseTopic,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_16) Judged correlationData,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_17, demandV5 = "forward-every-user-property") Judged every,
      @Covers(v5 = Mqtt5.MQTT_1_5_4_3) Judged marked,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_18) Judged ordered) {
    bench.notExercisedUnless(
        bench.profile().maximumPacketSizeBytes() >= SPACE_NEEDED_BYTES,
        "the target's Maximum Packet Size leaves no room for so many properties");
    String replyTo = "/" + bench.topic("replies");
    Payload data = Payload.owning(new byte[LONG_BYTES]);

    Came came = published(bench, withoutContent(replyTo), withLongData(data));

    bench.judge(
        payloadFormat,
        each(came.first(), it -> it.number(PropertyId.PAYLOAD_FORMAT_INDICATOR, -1)),
        Values.best("Payload Format Indicator 0" + Came.TO_ALL, toAll(0L))
            .warnIf(
                "none to some, which means the same as 0 (3.3.2.3.2), where it is to be sent unaltered",
                values -> values.stream().allMatch(value -> value <= 0)));
    bench.judge(
        contentType,
        each(came.first(), it -> Optional.ofNullable(it.text(PropertyId.CONTENT_TYPE))),
        Values.best("an empty Content Type" + Came.TO_ALL, toAll(Optional.of(""))));
    bench.judge(
        responseTopic,
        each(came.first(), it -> Optional.ofNullable(it.text(PropertyId.RESPONSE_TOPIC))),
        Values.best("Response Topic " + replyTo + Came.TO_ALL, toAll(Optional.of(replyTo))));
    List<Optional<Payload>> bytes = new ArrayList<>(each(came.first(), correlation()));
    bytes.addAll(each(came.second(), correlation()));
    List<Optional<Payload>> bytesSent = new ArrayList<>(toAll(Optional.of(Payload.EMPTY)));
    bytesSent.addAll(toAll(Optional.of(data)));
    bench.judge(
        correlationData,
        bytes,
        Values.best(
            "empty Correlation Data, then one of " + LONG_BYTES + " bytes" + Came.TO_ALL,
            bytesSent));
    bench.judge(
        every,
        each(came.first(), it -> it.userProperties().size()),
        Values.bestIf(
            "12 User Properties at least" + Came.TO_ALL,
            counts -> counts.stream().allMatch(count -> count >= USER_PROPERTIES.size())));
    bench.judge(
        marked,
        each(came.first(), UnusualPropertyCases::markedValue),
        Values.best("the value with U+FEFF at its beginning" + Came.TO_ALL, toAll("U+FEFF value")));
    List<String> names = names(USER_PROPERTIES);
    bench.judge(
        ordered,
        each(came.first(), it -> names(it.userProperties())),
        Values.best("User Properties in their order" + Came.TO_ALL, toAll(names)));
  }

  /** What is empty or zero, and many User Properties. */
  private static Properties withoutContent(String replyTo) {
    Properties.Builder properties = Properties.builder()
        .with(PropertyId.PAYLOAD_FORMAT_INDICATOR, 0)
        .with(PropertyId.MESSAGE_EXPIRY_INTERVAL, EXPIRES_AFTER_SECONDS)
        .with(PropertyId.CONTENT_TYPE, "")
        .with(PropertyId.RESPONSE_TOPIC, replyTo)
        .with(PropertyId.CORRELATION_DATA, Payload.EMPTY);
    USER_PROPERTIES.forEach(each -> properties.withUser(each.name(), each.value()));
    return properties.build();
  }

  private static Properties withLongData(Payload data) {
    return Properties.builder().with(PropertyId.CORRELATION_DATA, data).build();
  }

  /** With which properties two messages arrive. */
  private static Came published(Bench bench, Properties first, Properties second) {
    CaseClient present = subscriber(bench, "present", hello -> hello);
    CaseClient terse =
        subscriber(bench, "terse", hello -> hello.with(PropertyId.REQUEST_PROBLEM_INFORMATION, 0));
    CaseClient away = subscriber(bench, "away", Hello::keepSession);
    away.disconnect();
    CaseClient publisher = bench.connect("publisher");
    publish(bench, publisher, "first", first);
    publish(bench, publisher, "second", second);
    publisher.letPass(bench.seconds(AWAY_SECONDS));
    Subscribers.resume(bench, away);

    Came came = new Came(new ArrayList<>(), new ArrayList<>());
    for (CaseClient subscriber : List.of(present, terse, away)) {
      List<Publish> both = subscriber.publicationsUpTo("second", List.of("first"));
      came.first().add(of(both, "first", bench, subscriber));
      came.second().add(of(both, "second", bench, subscriber));
    }
    return came;
  }

  private static CaseClient subscriber(Bench bench, String name, UnaryOperator<Hello> with) {
    CaseClient subscriber = bench.connect(name, with);
    Subscribers.grantedAsAsked(
        bench, subscriber, Subscription.of(TopicFilter.of(bench.topic("a")), Qos.AT_LEAST_ONCE));
    return subscriber;
  }

  private static void publish(
      Bench bench, CaseClient publisher, String payload, Properties properties) {
    publisher.publish(Packets.with(
        Packets.publish(Qos.AT_LEAST_ONCE, publisher.nextPacketId(), bench.topic("a"), payload),
        properties));
  }

  private static Properties of(
      List<Publish> came, String payload, Bench bench, CaseClient subscriber) {
    Optional<Publish> found = came.stream()
        .filter(publish -> publish.payload().asText().equals(payload))
        .findFirst();
    bench.inconclusiveUnless(
        found.isPresent(), "the " + payload + " message did not come to " + subscriber.name());
    return found.map(Publish::properties).orElse(Properties.NONE);
  }

  private static Function<Properties, Optional<Payload>> correlation() {
    return it -> Optional.ofNullable(it.binary(PropertyId.CORRELATION_DATA));
  }

  /** The value of the property that has such a character, which is made visible. */
  private static String markedValue(Properties came) {
    return came.userProperties().stream()
        .filter(each -> each.name().equals(MARKED))
        .map(each -> each.value().replace(BYTE_ORDER_MARK, "U+FEFF "))
        .findFirst()
        .orElse("none");
  }

  /** The names, in their order; a broker may add properties of its own. */
  private static List<String> names(List<UserProperty> properties) {
    return properties.stream()
        .map(UserProperty::name)
        .filter(name -> USER_PROPERTIES.stream().anyMatch(each -> each.name().equals(name)))
        .toList();
  }

  private static <T> List<T> each(List<Properties> came, Function<Properties, T> what) {
    return came.stream().map(what).toList();
  }

  private static <T> List<T> toAll(T value) {
    return Collections.nCopies(3, value);
  }
}
