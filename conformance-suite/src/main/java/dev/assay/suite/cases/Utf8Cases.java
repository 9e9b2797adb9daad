package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.CLIENT_IDENTIFIER_NOT_VALID;
import static dev.assay.codec.packet.ReasonCode.MALFORMED_PACKET;
import static dev.assay.codec.packet.ReasonCode.PROTOCOL_ERROR;
import static dev.assay.codec.packet.ReasonCode.TOPIC_NAME_INVALID;
import static dev.assay.spec.MqttVersion.V3_1_1;
import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.connectRefusedWith;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Step.any;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.disconnect;
import static dev.assay.suite.Step.pubAck;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import dev.assay.spec.Statement;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Hello;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Packets;
import dev.assay.suite.Values;
import java.util.List;

/** Text that is no UTF-8, surrogates, the null character, and a character that looks like a byte order mark. */
final class Utf8Cases {
  /** A first byte that announces a second, and one that is none; a letter to fill up. */
  private static final String ILL_FORMED = "C3 28 78";

  /** U+D800, as if it were a character. */
  private static final String SURROGATE = "ED A0 80";

  /** A slash in two bytes, and a letter to fill up. */
  private static final String OVERLONG = "C0 AF 78";

  /** U+0000 between two letters. */
  private static final String NULL = "78 00 78";

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Whoever is sent this topic next could not read it. */
  @ConformanceCase(
      id = "utf8/ill-formed-topic-name-is-refused",
      title = "A PUBLISH whose Topic Name is no UTF-8 is refused and reaches nobody.",
      advice =
          "Look for Topic Names that are kept as bytes and never checked, or decoded with replacement characters.",
      needs = {Need.QOS_1, Need.WILDCARDS})
  void illFormedTopicNameIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-malformed-packet",
              v311 = Mqtt311.MQTT_1_5_3_1,
              demandV311 = "close-on-ill-formed-utf8")
          Judged refused,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_2_1,
              demandV5 = "topic-name-valid-utf8",
              v311 = Mqtt311.MQTT_3_3_2_1,
              demandV311 = "topic-name-in-utf8")
          Judged passedOn) {
    judgeTopicName(bench, ILL_FORMED, refused, passedOn);
  }

  /** Encoded surrogates are what some languages write for characters beyond U+FFFF. */
  @ConformanceCase(
      id = "utf8/surrogate-in-topic-name-is-refused",
      title = "A PUBLISH whose Topic Name holds a surrogate is refused and reaches nobody.",
      advice =
          "Look for a check of UTF-8 that looks at the bit patterns alone (CESU-8, modified UTF-8).",
      needs = {Need.QOS_1, Need.WILDCARDS})
  void surrogateInTopicNameIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-malformed-packet",
              v311 = Mqtt311.MQTT_1_5_3_1,
              demandV311 = "close-on-surrogates")
          Judged refused,
      @Covers(
              v5 = Mqtt5.MQTT_1_5_4_1,
              demandV5 = "no-surrogates",
              v311 = Mqtt311.MQTT_1_5_3_1,
              demandV311 = "send-well-formed-utf8")
          Judged passedOn) {
    judgeTopicName(bench, SURROGATE, refused, passedOn);
  }

  /** U+0000 ends strings in C, so what is compared may not be what was sent. */
  @ConformanceCase(
      id = "utf8/null-in-topic-name-is-refused",
      title = "A PUBLISH whose Topic Name holds U+0000 is refused and reaches nobody.",
      advice = "Look for a check of UTF-8 that lets the one well-formed forbidden character pass.",
      needs = {Need.QOS_1, Need.WILDCARDS})
  void nullInTopicNameIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-malformed-packet",
              v311 = Mqtt311.MQTT_1_5_3_2,
              demandV311 = "close-on-null")
          Judged refused,
      @Covers(
              v5 = Mqtt5.MQTT_4_7_3_2,
              demandV5 = "refuse-null-in-topic-name",
              v311 = Mqtt311.MQTT_1_5_3_2,
              demandV311 = "send-no-null")
          Judged passedOn) {
    judgeTopicName(bench, NULL, refused, passedOn, Mqtt311.MQTT_4_7_3_2);
  }

  /** The same character in more bytes than it needs: what is compared with filters may not be what is checked. */
  @ConformanceCase(
      id = "utf8/overlong-form-in-topic-name-is-refused",
      title =
          "A PUBLISH whose Topic Name holds a slash in two bytes is refused and reaches nobody.",
      advice =
          "Look for a decoder of UTF-8 that takes every bit pattern for the character that it would stand for.",
      needs = {Need.QOS_1, Need.WILDCARDS})
  void overlongFormInTopicNameIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-malformed-packet",
              v311 = Mqtt311.MQTT_1_5_3_1,
              demandV311 = "close-on-ill-formed-utf8")
          Judged refused,
      @Covers(
              v5 = Mqtt5.MQTT_1_5_4_1,
              demandV5 = "well-formed-utf8",
              v311 = Mqtt311.MQTT_1_5_3_1,
              demandV311 = "send-well-formed-utf8")
          Judged passedOn) {
    judgeTopicName(bench, OVERLONG, refused, passedOn, Mqtt5.MQTT_3_3_2_1, Mqtt311.MQTT_3_3_2_1);
  }

  /** It is to become the Topic Name of a reply. */
  @ConformanceCase(
      id = "utf8/ill-formed-response-topic-is-refused",
      title = "A PUBLISH whose Response Topic is no UTF-8 is refused or reaches nobody.",
      advice = "Look for properties that are forwarded as bytes and never checked.",
      needs = Need.QOS_1)
  void illFormedResponseTopicIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-malformed-packet") Judged refused,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_13) Judged passedOn) {
    Properties properties = Properties.builder()
        .with(PropertyId.RESPONSE_TOPIC, bench.topic(Malformed.PLACE))
        .build();

    judgeProperties(bench, properties, ILL_FORMED, refused, passedOn);
  }

  /** Text for the receiving application. */
  @ConformanceCase(
      id = "utf8/ill-formed-content-type-is-refused",
      title = "A PUBLISH whose Content Type is no UTF-8 is refused or reaches nobody.",
      advice = "Look for properties that are forwarded as bytes and never checked.",
      needs = Need.QOS_1)
  void illFormedContentTypeIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-malformed-packet") Judged refused,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_19) Judged passedOn) {
    Properties properties = Properties.builder()
        .with(PropertyId.CONTENT_TYPE, "text/" + Malformed.PLACE)
        .build();

    judgeProperties(bench, properties, ILL_FORMED, refused, passedOn);
  }

  /** U+0000 is forbidden in every string, not in topics alone. */
  @ConformanceCase(
      id = "utf8/null-in-content-type-is-refused",
      title = "A PUBLISH whose Content Type holds U+0000 is refused or reaches nobody.",
      advice = "Look for a check against U+0000 that is made for topics alone.",
      needs = Need.QOS_1)
  void nullInContentTypeIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-malformed-packet") Judged refused,
      @Covers(v5 = Mqtt5.MQTT_1_5_4_2) Judged passedOn) {
    Properties properties = Properties.builder()
        .with(PropertyId.CONTENT_TYPE, "text/" + Malformed.PLACE)
        .build();

    judgeProperties(bench, properties, NULL, refused, passedOn);
  }

  /** A String Pair is two strings, each with the same rules. */
  @ConformanceCase(
      id = "utf8/ill-formed-user-property-name-is-refused",
      title = "A PUBLISH with a User Property whose name is no UTF-8 is refused or reaches nobody.",
      advice = "Look for User Properties that are forwarded as bytes and never checked.",
      needs = Need.QOS_1)
  void illFormedUserPropertyNameIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-malformed-packet") Judged refused,
      @Covers(v5 = Mqtt5.MQTT_1_5_7_1, demandV5 = "valid-name") Judged passedOn) {
    Properties properties =
        Properties.builder().withUser(Malformed.PLACE, "value").build();

    judgeProperties(bench, properties, ILL_FORMED, refused, passedOn);
  }

  /** A String Pair is two strings, each with the same rules. */
  @ConformanceCase(
      id = "utf8/ill-formed-user-property-value-is-refused",
      title =
          "A PUBLISH with a User Property whose value is no UTF-8 is refused or reaches nobody.",
      advice = "Look for a check of the name alone.",
      needs = Need.QOS_1)
  void illFormedUserPropertyValueIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_13_1_1, demandV5 = "close-on-malformed-packet") Judged refused,
      @Covers(v5 = Mqtt5.MQTT_1_5_7_1, demandV5 = "valid-value") Judged passedOn) {
    Properties properties =
        Properties.builder().withUser("name", Malformed.PLACE).build();

    judgeProperties(bench, properties, ILL_FORMED, refused, passedOn);
  }

  /** Nobody could ever publish to it. */
  @ConformanceCase(
      id = "utf8/ill-formed-topic-filter-is-refused",
      title = "A SUBSCRIBE whose Topic Filter is no UTF-8 costs its sender the connection.",
      advice = "Look for Topic Filters that are kept as bytes and never checked.")
  void illFormedTopicFilterIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-malformed-packet",
              v311 = Mqtt311.MQTT_1_5_3_1,
              demandV311 = "close-on-ill-formed-utf8")
          Judged refused) {
    CaseClient client = bench.connect("client");
    Deviation right =
        Malformed.of(bench, Packets.subscribe(1, bench.topic(Malformed.PLACE), Qos.AT_MOST_ONCE));

    client.send(Malformed.withText(right, ILL_FORMED));

    client.judge(refused, Malformed.tolerableInV5(MALFORMED_PACKET, any(SubAck.class)));
  }

  /** No subscription can have it, and still it has to be read. */
  @ConformanceCase(
      id = "utf8/ill-formed-filter-in-unsubscribe-is-refused",
      title = "An UNSUBSCRIBE whose Topic Filter is no UTF-8 costs its sender the connection.",
      advice = "Look for a check that only SUBSCRIBE makes.")
  void illFormedFilterInUnsubscribeIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_4_13_1_1,
              demandV5 = "close-on-malformed-packet",
              v311 = Mqtt311.MQTT_1_5_3_1,
              demandV311 = "close-on-ill-formed-utf8")
          Judged refused) {
    CaseClient client = bench.connect("client");
    Deviation right = Malformed.of(bench, Packets.unsubscribe(1, bench.topic(Malformed.PLACE)));

    client.send(Malformed.withText(right, ILL_FORMED));

    client.judge(refused, Malformed.tolerableInV5(MALFORMED_PACKET, any(UnsubAck.class)));
  }

  /** Sessions are kept under it. */
  @ConformanceCase(
      id = "utf8/ill-formed-client-id-is-refused",
      title = "A CONNECT whose Client Identifier is no UTF-8 is refused.",
      advice = "Look for a Client Identifier that is taken as bytes.")
  void illFormedClientIdIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_4_1,
              v311 = Mqtt311.MQTT_1_5_3_1,
              demandV311 = "close-on-ill-formed-utf8")
          Judged refused) {
    judgeConnect(bench, helloNamedPlace(bench), ILL_FORMED, CLIENT_IDENTIFIER_NOT_VALID, refused);
  }

  /** Sessions are kept under it. */
  @ConformanceCase(
      id = "utf8/surrogate-in-client-id-is-refused",
      title = "A CONNECT whose Client Identifier holds a surrogate is refused.",
      advice =
          "Look for a check of UTF-8 that looks at the bit patterns alone (CESU-8, modified UTF-8).")
  void surrogateInClientIdIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_4_1,
              v311 = Mqtt311.MQTT_1_5_3_1,
              demandV311 = "close-on-surrogates")
          Judged refused) {
    judgeConnect(bench, helloNamedPlace(bench), SURROGATE, CLIENT_IDENTIFIER_NOT_VALID, refused);
  }

  /** Two identifiers that differ only behind U+0000 are one to a broker that thinks in C strings. */
  @ConformanceCase(
      id = "utf8/null-in-client-id-is-refused",
      title = "A CONNECT whose Client Identifier holds U+0000 is refused.",
      advice = "Look for a Client Identifier that is compared up to its first zero byte.")
  void nullInClientIdIsRefused(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_4_1, v311 = Mqtt311.MQTT_1_5_3_2, demandV311 = "close-on-null")
          Judged refused) {
    judgeConnect(bench, helloNamedPlace(bench), NULL, CLIENT_IDENTIFIER_NOT_VALID, refused);
  }

  /** It becomes a Topic Name when nobody is there any more to be told. */
  @ConformanceCase(
      id = "utf8/ill-formed-will-topic-is-refused",
      title = "A CONNECT whose Will Topic is no UTF-8 is refused.",
      advice =
          "Look for a Will that is stored as it comes and checked, if at all, when it is published.")
  void illFormedWillTopicIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_4_1,
              v311 = Mqtt311.MQTT_1_5_3_1,
              demandV311 = "close-on-ill-formed-utf8")
          Judged refused) {
    Hello hello =
        bench.hello("client").will(bench.topic(Malformed.PLACE), "gone", Qos.AT_MOST_ONCE, false);

    judgeConnect(bench, hello, ILL_FORMED, TOPIC_NAME_INVALID, refused);
  }

  /** It becomes a Topic Name when nobody is there any more to be told. */
  @ConformanceCase(
      id = "utf8/null-in-will-topic-is-refused",
      title = "A CONNECT whose Will Topic holds U+0000 is refused.",
      advice =
          "Look for a Will that is stored as it comes and checked, if at all, when it is published.")
  void nullInWillTopicIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_4_1,
              v311 = Mqtt311.MQTT_4_7_3_2,
              demandV311 = "no-null-in-topic-name")
          Judged refused) {
    Hello hello =
        bench.hello("client").will(bench.topic(Malformed.PLACE), "gone", Qos.AT_MOST_ONCE, false);

    judgeConnect(bench, hello, NULL, TOPIC_NAME_INVALID, refused);
  }

  /** Names are looked up in stores that expect text. */
  @ConformanceCase(
      id = "utf8/ill-formed-user-name-is-refused",
      title = "A CONNECT whose User Name is no UTF-8 is refused.",
      advice =
          "Look for a User Name that is taken as bytes, or handed to the authenticator unread.")
  void illFormedUserNameIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_4_1,
              v311 = Mqtt311.MQTT_1_5_3_1,
              demandV311 = "close-on-ill-formed-utf8")
          Judged refused) {
    Hello hello = bench.hello("client").credentials("user" + Malformed.PLACE, null);

    judgeConnect(bench, hello, ILL_FORMED, ReasonCode.BAD_USER_NAME_OR_PASSWORD, refused);
  }

  /** EF BB BF is a character like any other: a filter with it is not the filter without it. */
  @ConformanceCase(
      id = "utf8/byte-order-mark-in-topic-filter-is-kept",
      title = "A Topic Filter with U+FEFF does not match a topic without it.",
      advice = "Look for a text decoder that drops byte order marks.",
      needs = Need.QOS_1)
  void byteOrderMarkInTopicFilterIsKept(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_1_5_4_3, v311 = Mqtt311.MQTT_1_5_3_3) Judged kept) {
    Routing routing = Routing.through(bench, bench.topic(BYTE_ORDER_MARK + "a"));

    bench.judge(
        kept, routing.brought("a"), Values.best("nothing of the topic without U+FEFF", List.of()));
  }

  /** UTF-8 goes beyond three bytes. */
  @ConformanceCase(
      id = "utf8/character-beyond-the-first-plane-is-taken",
      title =
          "A PUBLISH whose Topic Name has a character beyond U+FFFF is taken and reaches its subscriber.",
      advice = "Look for a check of UTF-8 that takes characters of four bytes for surrogates.",
      needs = {Need.QOS_1, Need.WILDCARDS})
  void characterBeyondTheFirstPlaneIsTaken(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_4_1,
              demandV5 = "puback-for-qos-1",
              v311 = Mqtt311.MQTT_3_3_4_1,
              demandV311 = "puback-for-qos1")
          Judged taken,
      @Covers(rules = {Rule.V5_DELIVER_TO_MATCHING, Rule.V3_1_1_DELIVER_TO_MATCHING})
          Judged delivered) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "t/+");
    CaseClient publisher = bench.connect("publisher");

    publisher.send(Packets.publish(Qos.AT_LEAST_ONCE, 7, bench.topic("t/\uD83D\uDE00"), "hello"));

    CaseClient.Came came = publisher.judge(
        taken,
        on(V5)
            .best("PUBACK", pubAck(7))
            .acceptable("PUBACK that refuses the topic, as a broker may", any(PubAck.class))
            .acceptable(
                "DISCONNECT 0x87 or 0x90, then close: not for this client, or not accepted",
                disconnect(ReasonCode.NOT_AUTHORIZED, TOPIC_NAME_INVALID),
                closed())
            .warn("close without a DISCONNECT, which 4.13.1 says SHOULD come first", closed())
            .and(V3_1_1)
            .best("PUBACK", pubAck(7))
            .warn(
                "close: as a broker may where it does not authorize a PUBLISH (3.3.5)", closed()));
    boolean isTaken =
        came.has(PubAck.class) && !came.first(PubAck.class).reasonCode().isError();
    if (!isTaken) {
      bench.notExercised(delivered, "the target refuses a topic with such a character, as it may");
      return;
    }
    bench.judge(
        delivered,
        subscriber.receiveIfAny().stream()
            .map(publish -> publish.topic().text())
            .toList(),
        Values.best("the message on that very topic", List.of(bench.topic("t/\uD83D\uDE00"))));
  }

  private static void judgeTopicName(
      Bench bench, String hex, Judged refused, Judged passedOn, Statement... sameElsewhere) {
    Deviation right = Malformed.of(bench, Packets.publish(bench.topic(Malformed.PLACE), "wrong"));

    Malformed.judgeWrongPublish(
        bench,
        Malformed.withText(right, hex),
        bench.topic("+"),
        refused,
        Malformed.tolerableInV5(MALFORMED_PACKET),
        passedOn,
        sameElsewhere);
  }

  private static void judgeProperties(
      Bench bench, Properties properties, String hex, Judged refused, Judged passedOn) {
    Publish publish = Malformed.publishToFenceTopic(bench);
    Deviation right = Malformed.of(bench, Packets.with(publish, properties));

    Malformed.judgeWrongPublish(
        bench,
        Malformed.withText(right, hex),
        publish.topic().text(),
        refused,
        Malformed.tolerableInV5(MALFORMED_PACKET),
        passedOn);
  }

  /** Under an identifier that ends with the place for the wrong bytes and is no longer than it would be without. */
  private static Hello helloNamedPlace(Bench bench) {
    String id = bench.clientId("place");
    String begin = id.substring(0, id.length() - Malformed.PLACE.length());
    return bench.hello("client").clientId(begin + Malformed.PLACE);
  }

  private static void judgeConnect(
      Bench bench, Hello hello, String hex, ReasonCode ofTheField, Judged refused) {
    CaseClient client = bench.open("client");

    client.send(Malformed.withText(Malformed.of(bench, hello.packet()), hex));

    client.judge(refused, connectRefusedWith(MALFORMED_PACKET, PROTOCOL_ERROR, ofTheField));
  }
}
