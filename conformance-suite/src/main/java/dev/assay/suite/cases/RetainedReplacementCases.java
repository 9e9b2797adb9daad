package dev.assay.suite.cases;

import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.UserProperty;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Packets;
import dev.assay.suite.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What takes the place of a retained message takes all of it, and not for once alone. Further ones: {@link RetainedCases}. */
final class RetainedReplacementCases {
  private static final int COPIES_MAX = 100;
  private static final String WHICH = "which";
  private static final long SHORT_SECONDS = 1_000;
  private static final long LONG_SECONDS = 9_000;

  private static final String AT_1 = "at1";
  private static final String AT_2 = "at2";
  private static final String ALONE = "alone";
  private static final String NOTHING = "nothing";

  // the topics of a case: first those on which one message was retained, for comparison
  private static final List<String> BY_QOS =
      List.of(AT_1, AT_2, "lower", "higher", "equal", "third");

  private static final List<String> BY_PROPERTIES = List.of(ALONE, "equal", "without");

  /** A message that says the same again is another message, and its QoS is part of what is kept. */
  @ConformanceCase(
      id = "retained/replacement-brings-its-own-qos",
      title =
          "A message that took the place of a retained one is sent at its own QoS, also if it says the same, and the third one takes the place of the second.",
      advice =
          "Look for an update that exchanges the payload alone, that is left out where the payload is the same, or that is done once.",
      needs = {Need.RETAIN, Need.QOS_2})
  void replacementBringsItsOwnQos(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_3_1_5,
              demandV5 = "replace-earlier",
              v311 = Mqtt311.MQTT_3_3_1_6,
              demandV311 = "send-latest-only")
          Judged latest,
      @Covers(v5 = Mqtt5.MQTT_3_8_4_8, v311 = Mqtt311.MQTT_3_3_1_5, demandV311 = "keep-its-qos")
          Judged ownQos) {
    CaseClient publisher = bench.connect("publisher");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic(AT_1), "only");
    publisher.publishRetained(Qos.EXACTLY_ONCE, bench.topic(AT_2), "only");
    publisher.publishRetained(Qos.EXACTLY_ONCE, bench.topic("lower"), "older");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("lower"), "newer");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("higher"), "older");
    publisher.publishRetained(Qos.EXACTLY_ONCE, bench.topic("higher"), "newer");
    publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("equal"), "same");
    publisher.publishRetained(Qos.EXACTLY_ONCE, bench.topic("equal"), "same");
    for (String each : List.of("first", "second", "third")) {
      publisher.publishRetained(Qos.AT_LEAST_ONCE, bench.topic("third"), each);
    }

    Map<String, Publish> came = retained(bench, BY_QOS, Qos.EXACTLY_ONCE);

    List<String> usual = List.of(qos(came, AT_1), qos(came, AT_2));
    bench.notExercisedUnless(
        usual.equals(List.of("QoS 1", "QoS 2")),
        "of two messages that are retained alone, at QoS 1 and at QoS 2, comes " + usual);
    bench.notExercisedUnless(
        !says("older", came.get("lower")) && !says("older", came.get("higher")),
        "the second message does not take the place of the first, which other cases judge");
    bench.judge(latest, payload(came, "third"), Values.best("the third message", "third"));
    bench.judge(
        ownQos,
        List.of(
            "behind one of QoS 2: " + qos(came, "lower"),
            "behind one of QoS 1: " + qos(came, "higher"),
            "the same payload behind one of QoS 1: " + qos(came, "equal")),
        Values.best(
            "each at its own QoS, as granted",
            List.of(
                "behind one of QoS 2: QoS 1",
                "behind one of QoS 1: QoS 2",
                "the same payload behind one of QoS 1: QoS 2")));
  }

  /** What is said about a message belongs to that message. */
  @ConformanceCase(
      id = "retained/replacement-brings-its-own-properties",
      title =
          "A message that took the place of a retained one is sent with its own properties, also if its payload is the same, and with none if it had none.",
      advice =
          "Look for an update that exchanges the payload alone, or that is left out where the payload is the same.",
      needs = {Need.RETAIN, Need.QOS_1})
  void replacementBringsItsOwnProperties(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_3_1_5, demandV5 = "replace-earlier") Judged replaced) {
    CaseClient publisher = bench.connect("publisher");
    publish(bench, publisher, ALONE, "only", described("only", LONG_SECONDS));
    publish(bench, publisher, "equal", "same", described("older", SHORT_SECONDS));
    publish(bench, publisher, "equal", "same", described("newer", LONG_SECONDS));
    publish(bench, publisher, "without", "older", described("older", SHORT_SECONDS));
    publish(bench, publisher, "without", "newer", Properties.NONE);

    Map<String, Publish> came = retained(bench, BY_PROPERTIES, Qos.AT_LEAST_ONCE);

    List<String> usual = said(came, ALONE);
    bench.notExercisedUnless(
        usual.equals(List.of("only", "long")),
        "of a message that is retained alone, with a User Property and a long Message Expiry Interval, comes "
            + usual);
    bench.notExercisedUnless(
        !says("older", came.get("without")),
        "the second message does not take the place of the first, which other cases judge");
    bench.judge(
        replaced,
        List.of(said(came, "equal"), ofTheOlder(said(came, "without"))),
        Values.best(
            "the User Property and the Message Expiry Interval of the newer one, where it has them, and none of the older one",
            List.of(List.of("newer", "long"), List.of())));
  }

  /** A broker may add an expiry of its own, to a message that has none. */
  private static List<String> ofTheOlder(List<String> said) {
    return said.stream().filter(List.of(NOTHING, "older", "short")::contains).toList();
  }

  private static String payload(Map<String, Publish> came, String suffix) {
    Publish publish = came.get(suffix);
    return publish == null ? NOTHING : publish.payload().asText();
  }

  private static String qos(Map<String, Publish> came, String suffix) {
    Publish publish = came.get(suffix);
    return publish == null ? NOTHING : "QoS " + publish.qos().level();
  }

  /** The value of the User Property that tells them apart, and of which length the expiry is. */
  private static List<String> said(Map<String, Publish> came, String suffix) {
    Publish publish = came.get(suffix);
    if (publish == null) {
      return List.of(NOTHING);
    }
    Properties properties = publish.properties();
    List<String> values = properties.userProperties().stream()
        .filter(each -> each.name().equals(WHICH))
        .map(UserProperty::value)
        .toList();
    long seconds = properties.number(PropertyId.MESSAGE_EXPIRY_INTERVAL, 0);
    String expiry = seconds > SHORT_SECONDS ? "long" : seconds > 0 ? "short" : "none";
    return List.of(String.join(" ", values), expiry);
  }

  private static Properties described(String which, long expirySeconds) {
    return Properties.builder()
        .with(PropertyId.MESSAGE_EXPIRY_INTERVAL, expirySeconds)
        .withUser(WHICH, which)
        .build();
  }

  private static void publish(
      Bench bench, CaseClient publisher, String suffix, String payload, Properties properties) {
    publisher.publish(Packets.retained(Packets.with(
        Packets.publish(Qos.AT_LEAST_ONCE, publisher.nextPacketId(), bench.topic(suffix), payload),
        properties)));
  }

  private static boolean says(String payload, @Nullable Publish publish) {
    return publish != null && publish.payload().asText().equals(payload);
  }

  /**
   * What a new subscription to each of these brings, by its topic. A copy that was only on its way when the subscription was made has RETAIN
   * 0; where nothing has RETAIN 1, which another case judges, nothing may come twice, so that it can be told.
   */
  private static Map<String, Publish> retained(Bench bench, List<String> suffixes, Qos qos) {
    CaseClient subscriber = bench.connect("subscriber");
    for (String suffix : suffixes) {
      Subscribers.grantedAsAsked(
          bench, subscriber, Subscription.of(TopicFilter.of(bench.topic(suffix)), qos));
    }
    List<Publish> all = new ArrayList<>();
    Map<String, Publish> came = Map.of();
    for (int copies = 0; copies < COPIES_MAX && came.size() < suffixes.size(); copies++) {
      Optional<Publish> next = subscriber.nextPublication();
      if (next.isEmpty()) {
        break;
      }
      acknowledge(bench, subscriber, next.get());
      all.add(next.get());
      came = byTopic(bench, suffixes, all);
    }
    if (all.stream().noneMatch(Publish::retain)) {
      all.addAll(subscriber.publicationsUntilQuiet());
      came = byTopic(bench, suffixes, all);
      bench.inconclusiveUnless(
          came.size() == all.size(), "what is retained cannot be told from what is not: RETAIN 0");
    }
    return came;
  }

  private static void acknowledge(Bench bench, CaseClient subscriber, Publish publish) {
    if (publish.qos() != Qos.EXACTLY_ONCE) {
      subscriber.acknowledge(publish);
      return;
    }
    subscriber.send(new PubRec(publish.packetId()));
    bench.notExercisedUnless(
        subscriber.comes(PubRel.class, rel -> rel.packetId() == publish.packetId()),
        "no PUBREL comes for what is retained at QoS 2, which retained/keeps-qos-2 judges");
    subscriber.send(new PubComp(publish.packetId()));
  }

  private static Map<String, Publish> byTopic(
      Bench bench, List<String> suffixes, List<Publish> all) {
    boolean isTold = all.stream().anyMatch(Publish::retain);
    Map<String, Publish> came = new HashMap<>();
    for (Publish publish : all) {
      for (String suffix : suffixes) {
        if (publish.retain() == isTold && publish.topic().text().equals(bench.topic(suffix))) {
          came.put(suffix, publish);
        }
      }
    }
    return came;
  }
}
