package dev.assay.broker.rules;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Choices.Overlap;
import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Law;
import dev.assay.broker.core.Subject;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.Delivery;
import dev.assay.broker.state.Matches;
import dev.assay.broker.state.Matches.Match;
import dev.assay.broker.state.Message;
import dev.assay.broker.state.Session;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From a message that the broker has taken over to the clients that subscribe to it. */
public final class Publications {

  public static final Citation FEFF_KEPT = cite(Mqtt5.MQTT_1_5_4_3, Mqtt311.MQTT_1_5_3_3);

  /** A filter that begins with a wildcard does not match a topic that begins with a dollar sign. */
  public static final Citation DOLLAR_TOPIC = cite(Mqtt5.MQTT_4_7_2_1, Mqtt311.MQTT_4_7_2_1);

  /** A No Local subscription does not bring a client its own messages. */
  public static final Citation NO_LOCAL = cite(Mqtt5.MQTT_3_8_3_3);

  /** Retain As Published keeps the RETAIN flag of the publication. */
  public static final Citation RETAIN_AS_PUBLISHED = cite(Mqtt5.MQTT_3_3_1_13);

  /** Otherwise a message that is forwarded, not retained, has RETAIN 0. */
  public static final Citation FORWARDED_WITHOUT_RETAIN =
      cite(Mqtt5.MQTT_3_3_1_12, Mqtt311.MQTT_3_3_1_9);

  /** A message goes out at the lower of what was published and what was granted. */
  public static final Citation LOWER_QOS = cite(Mqtt5.MQTT_3_8_4_8, Mqtt311.MQTT_3_8_4_6);

  /** Of several matching subscriptions the highest QoS counts. */
  public static final Citation HIGHEST_OF_OVERLAPPING =
      cite(Mqtt5.MQTT_3_3_4_2, Mqtt311.MQTT_3_3_5_1);

  private final Choices choices;
  private final Law law;
  private final BrokerState state;
  private final Deliveries deliveries;
  private final Retention retention;

  Publications(Parts parts, Deliveries deliveries, Retention retention) {
    choices = parts.choices();
    law = parts.law();
    state = parts.state();
    this.deliveries = deliveries;
    this.retention = retention;
  }

  /** Retains the message if it asks for that, and passes it on to everybody who subscribes. */
  void publish(Subject publisher, Message message) {
    sayWhatIsKept(publisher, message);
    retention.retain(publisher, message);
    Map<Session, List<Subscription>> bySession = new LinkedHashMap<>();
    for (Match<Session, Subscription> match :
        matching(publisher, message.topic()).ordinary()) {
      bySession
          .computeIfAbsent(match.subscriber(), absent -> new ArrayList<>())
          .add(match.subscription());
    }
    bySession.forEach((session, subscriptions) -> passOn(message, session, subscriptions));
  }

  /** U+FEFF is a character like any other, not a byte order mark to be stripped. */
  private void sayWhatIsKept(Subject publisher, Message message) {
    if (message.topic().text().indexOf('\uFEFF') >= 0) {
      law.because(publisher, FEFF_KEPT, "U+FEFF in a Topic Name: kept");
    }
  }

  boolean hasSubscribers(Subject publisher, TopicName topic) {
    return !matching(publisher, topic).isEmpty();
  }

  private Matches<Session, Subscription> matching(Subject publisher, TopicName topic) {
    boolean reserved = law.holds(
        publisher,
        DOLLAR_TOPIC,
        topic.isReserved(),
        "{} begins with $: filters that begin with a wildcard do not match",
        topic);
    return state.subscriptions().matching(topic, !reserved);
  }

  private void passOn(Message message, Session session, List<Subscription> subscriptions) {
    List<Subscription> willing = new ArrayList<>(subscriptions);
    willing.removeIf(subscription -> isOwnAndUnwanted(message, session, subscription));
    if (willing.isEmpty()) {
      return;
    }
    if (choices.overlap() == Overlap.COPY_PER_SUBSCRIPTION) {
      for (Subscription subscription : willing) {
        passOnAt(message, session, subscription.qos(), subscription.retainAsPublished());
      }
      return;
    }
    passOnAt(
        message,
        session,
        highestQos(session, willing),
        willing.stream().anyMatch(Subscription::retainAsPublished));
  }

  private boolean isOwnAndUnwanted(Message message, Session session, Subscription subscription) {
    return law.holds(
        session,
        NO_LOCAL,
        subscription.noLocal() && session.name().equals(message.publisher()),
        "{} published it and subscribes to {} with No Local: not sent",
        session.name(),
        subscription.filter());
  }

  private Qos highestQos(Session session, List<Subscription> subscriptions) {
    Qos highest = Qos.AT_MOST_ONCE;
    for (Subscription subscription : subscriptions) {
      highest = subscription.qos().compareTo(highest) > 0 ? subscription.qos() : highest;
    }
    if (subscriptions.size() > 1) {
      law.because(
          session,
          HIGHEST_OF_OVERLAPPING,
          "{} subscriptions match: one copy, at the highest granted QoS, {}",
          subscriptions.size(),
          highest.level());
    }
    return highest;
  }

  private void passOnAt(Message message, Session session, Qos granted, boolean retainAsPublished) {
    boolean lower = law.holds(
        session,
        LOWER_QOS,
        true,
        "published at QoS {}, granted QoS {}: the lower one",
        message.qos().level(),
        granted.level());
    Qos qos = lower ? message.qos().min(granted) : message.qos();
    deliveries.deliver(
        session, new Delivery(message, qos, showsRetain(message, session, retainAsPublished)));
  }

  private boolean showsRetain(Message message, Session session, boolean retainAsPublished) {
    if (law.holds(
        session,
        RETAIN_AS_PUBLISHED,
        retainAsPublished,
        "Retain As Published: RETAIN as its publisher set it")) {
      return message.retain();
    }
    return !law.holds(
            session, FORWARDED_WITHOUT_RETAIN, true, "an established subscription: RETAIN 0")
        && message.retain();
  }
}
