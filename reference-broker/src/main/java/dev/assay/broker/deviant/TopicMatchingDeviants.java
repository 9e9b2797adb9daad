package dev.assay.broker.deviant;

import static dev.assay.broker.deviant.SubscriptionTwists.filtering;
import static dev.assay.broker.deviant.SubscriptionTwists.withholding;

import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.text.Normalizer;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What can go wrong with Topic Names that are seldom seen. Further ones: {@link TopicFilterDeviants}. */
final class TopicMatchingDeviants {
  private TopicMatchingDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "matches-no-dollar-at-any-level",
                "Sends nothing for wildcards from topics with a level that begins with $, whichever that is.")
            .mustFail(
                "topic-filter/wildcards-match-unusual-levels",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .mayFail("retained/wildcards-find-unusual-levels")
            .by(() -> losing(topic -> topic.contains("/$"), TopicFilter::hasWildcard)),
        Deviant.named(
                "wants-something-for-two-plus",
                "Sends nothing for a Topic Filter with +/+ from topics with an empty level.")
            .mustFail(
                "topic-filter/wildcards-match-unusual-levels",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .by(() ->
                losing(topic -> topic.contains("//"), filter -> filter.text().contains("+/+"))),
        Deviant.named(
                "sees-nothing-behind-a-leading-slash",
                "Sends nothing for the Topic Filter # from topics that begin with a slash.")
            .mustFail(
                "topic-filter/hash-matches-what-begins-with-a-slash",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .by(() ->
                losing(topic -> topic.startsWith("/"), filter -> filter.text().equals("#"))),
        Deviant.named(
                "misses-the-slash-alone", "Sends nothing for the Topic Filter /# from the topic /.")
            .mustFail(
                "topic-filter/hash-matches-what-begins-with-a-slash",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .by(() -> losing("/"::equals, filter -> filter.text().equals("/#"))),
        Deviant.named("trims-topic-names", "Takes spaces off the beginning of Topic Names.")
            .mustFail(
                "topic-filter/leading-space-is-a-character", Mqtt5.MQTT_4_7_3_4, "no-normalization")
            .mustFail(
                "topic-filter/leading-space-is-a-character",
                Mqtt311.MQTT_4_7_3_4,
                "no-normalization")
            .by(() -> naming(String::stripLeading)),
        Deviant.named(
                "passes-on-nothing-behind-a-space",
                "Sends nothing from topics that begin with a space.")
            .mustFail(
                "topic-filter/leading-space-is-a-character",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .by(() -> losing(topic -> topic.startsWith(" "), any -> true)),
        Deviant.named("normalizes-topic-names", "Takes Topic Names in their normal form.")
            .mustFail(
                "topic-filter/no-normalization",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .by(() -> naming(TopicMatchingDeviants::normal)),
        Deviant.named("normalizes-topic-filters", "Takes Topic Filters in their normal form.")
            .mustFail(
                "topic-filter/no-normalization",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .by(() -> filtering(TopicMatchingDeviants::normal)),
        Deviant.named("collapses-slashes", "Takes several slashes in a Topic Name for one.")
            .mustFail(
                "publish/does-not-reach-other-topics",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .mustFail(
                "topic-filter/plus-matches-exactly-one-level",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .mayFail(
                "retained/wildcards-find-unusual-levels",
                "topic-filter/wildcards-match-unusual-levels")
            .by(() -> naming(topic -> topic.replaceAll("/+", "/"))),
        Deviant.named(
                "passes-on-nothing-beyond-the-first-plane",
                "Sends nothing from topics with characters of four bytes.")
            .mustFail(
                "utf8/character-beyond-the-first-plane-is-taken",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .mustFail(
                "topic-filter/no-character-substitution",
                Rule.V5_DELIVER_TO_MATCHING,
                Rule.V3_1_1_DELIVER_TO_MATCHING)
            .by(() -> losing(TopicMatchingDeviants::isBeyond, any -> true)),
        Deviant.named(
                "sends-topics-without-question-marks",
                "Leaves out the question marks of the Topic Names that it sends.")
            .mustFail(
                "topic-filter/no-character-substitution", Mqtt5.MQTT_3_3_2_3, Mqtt311.MQTT_3_3_2_3)
            .by(() -> Twists.outgoing(
                Publish.class,
                (packet, to, broker) -> List.of(
                    packet.topic().text().contains("?")
                        ? Publishes.with(
                            packet, TopicName.of(packet.topic().text().replace("?", "")))
                        : packet))),
        Deviant.named(
                "overlooks-what-is-beyond-the-first-plane",
                "Does not notice a PUBLISH whose Topic Name has characters of four bytes.")
            .mustFail(
                "utf8/character-beyond-the-first-plane-is-taken",
                Mqtt5.MQTT_3_3_4_1,
                "puback-for-qos-1")
            .mustFail(
                "utf8/character-beyond-the-first-plane-is-taken",
                Mqtt311.MQTT_3_3_4_1,
                "puback-for-qos1")
            .by(() -> Twists.incoming(
                Publish.class,
                (packet, from, broker) -> isBeyond(packet.topic().text()) ? null : packet)),
        Deviant.named(
                "takes-four-bytes-for-malformed",
                "Closes by DISCONNECT 0x81 on a PUBLISH whose Topic Name has characters of four bytes.")
            .mustFail(
                "utf8/character-beyond-the-first-plane-is-taken",
                Mqtt5.MQTT_3_3_4_1,
                "puback-for-qos-1")
            .by(ClosingBeyond::new));
  }

  /** A topic that {@code topics} picks brings nothing to a client all of whose matching filters {@code filters} picks. */
  private static Twist losing(Predicate<String> topics, Predicate<TopicFilter> filters) {
    return withholding((publish, matching) -> topics.test(publish.topic().text())
        && !matching.isEmpty()
        && matching.stream().allMatch(filters));
  }

  /** Topic Names come in as {@code change} says. */
  private static Twist naming(UnaryOperator<String> change) {
    return Twists.incoming(
        Publish.class,
        (packet, from, broker) -> packet.topic().isNone()
            ? packet
            : Publishes.with(packet, TopicName.of(change.apply(packet.topic().text()))));
  }

  private static String normal(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  private static boolean isBeyond(String text) {
    return text.codePoints().anyMatch(Character::isSupplementaryCodePoint);
  }

  private static final class ClosingBeyond implements Twist {
    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (!(input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && isBeyond(publish.topic().text()))) {
        return List.of(input);
      }
      if (broker.versionOf(arrived.connection()) == MqttVersion.V5) {
        outbox.send(
            arrived.connection(), MqttVersion.V5, new Disconnect(ReasonCode.MALFORMED_PACKET));
      }
      outbox.close(arrived.connection());
      return List.of(new Input.ConnectionLost(arrived.connection()));
    }
  }
}
