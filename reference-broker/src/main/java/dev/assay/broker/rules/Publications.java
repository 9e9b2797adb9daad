package dev.assay.broker.rules;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Choices.Overlap;
import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Law;
import dev.assay.broker.core.Subject;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.Delivery;
import dev.assay.broker.state.Dropped;
import dev.assay.broker.state.Matches;
import dev.assay.broker.state.Matches.Match;
import dev.assay.broker.state.Matches.SharedGroup;
import dev.assay.broker.state.Message;
import dev.assay.broker.state.Session;
import dev.assay.broker.state.SessionSubscription;
import dev.assay.broker.state.SubscriptionTree;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From a message that the broker has taken over to the clients that subscribe to it. */
public final class Publications {

  public static final Citation FEFF_KEPT = cite(Mqtt5.MQTT_1_5_4_3, Mqtt311.MQTT_1_5_3_3);

  /** Topics and filters are compared as they are. */
  public static final Citation NOT_NORMALIZED = cite(
      Mqtt5.MQTT_4_7_3_4,
      Mqtt311.MQTT_4_7_3_4,
      Rule.V5_TEXT_OF_ANY_LENGTH,
      Rule.V3_1_1_TEXT_OF_ANY_LENGTH);

  /** Whoever subscribes gets the message. */
  public static final Citation MATCHES = cite(
      Rule.V5_DELIVER_TO_MATCHING,
      Rule.V3_1_1_DELIVER_TO_MATCHING,
      Rule.V5_RECEIVERS_ARE_INDEPENDENT,
      Rule.V3_1_1_RECEIVERS_ARE_INDEPENDENT);

  /** A copy for one subscription has its Subscription Identifier. */
  public static final Citation IDENTIFIER_OF_ITS_OWN = cite(
      Mqtt5.MQTT_3_3_4_5,
      Mqtt5.MQTT_3_3_4_3,
      Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_SENT,
      Rule.V5_SHARED_WITH_THE_MEMBERS_IDENTIFIER);

  /** A copy for several subscriptions has those of all of them. */
  public static final Citation IDENTIFIERS_OF_ALL =
      cite(Mqtt5.MQTT_3_3_4_4, Mqtt5.MQTT_3_3_4_3, Rule.V5_EQUAL_SUBSCRIPTION_IDENTIFIERS);

  /** A filter that begins with a wildcard does not match a topic that begins with a dollar sign. */
  public static final Citation DOLLAR_TOPIC = cite(
      Mqtt5.MQTT_4_7_2_1,
      Mqtt311.MQTT_4_7_2_1,
      Rule.V5_DOLLAR_FILTERS_MATCH,
      Rule.V3_1_1_DOLLAR_FILTERS_MATCH);

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
  private final SharedSubscriptions sharing;

  Publications(
      Parts parts, Deliveries deliveries, Retention retention, SharedSubscriptions sharing) {
    choices = parts.choices();
    law = parts.law();
    state = parts.state();
    this.deliveries = deliveries;
    this.retention = retention;
    this.sharing = sharing;
  }

  /**
   * Retains the message if it asks for that, and passes it on to everybody who subscribes.
   *
   * @return whether anybody subscribes to its topic
   */
  boolean publish(Subject publisher, Message message) {
    sayWhatIsKept(publisher, message);
    retention.retain(publisher, message);
    Matches<Session, SessionSubscription> matches = matching(publisher, message.topic());
    passOn(message, matches.ordinary());
    for (SharedGroup<Session, SessionSubscription> group : matches.shared()) {
      passOnAlone(message, sharing.memberFor(publisher, group));
    }
    if (matches.isEmpty() && !message.isFromServer()) {
      state.counts().drop(Dropped.NO_SUBSCRIBERS);
    }
    return !matches.isEmpty();
  }

  /** Neither topic nor filter is changed before they are compared [MQTT-4.7.3-4, both versions]. */
  private void sayWhatIsKept(Subject publisher, Message message) {
    law.because(
        publisher,
        NOT_NORMALIZED,
        "{} is compared as it is, character for character",
        message.topic());
    if (message.topic().text().indexOf('\uFEFF') >= 0) {
      law.because(publisher, FEFF_KEPT, "U+FEFF in a Topic Name: kept");
    }
  }

  boolean hasSubscribers(Subject publisher, TopicName topic) {
    return !matching(publisher, topic).isEmpty();
  }

  /** Topics that begin with a dollar sign are hidden from leading wildcards [MQTT-4.7.2-1, both versions]. */
  private Matches<Session, SessionSubscription> matching(Subject publisher, TopicName topic) {
    boolean reserved = law.holds(
        publisher,
        DOLLAR_TOPIC,
        topic.isReserved(),
        "{} begins with $: filters that begin with a wildcard do not match",
        topic);
    SubscriptionTree<Session, SessionSubscription> subscriptions = state.subscriptions();
    return reserved == topic.isReserved()
        ? subscriptions.matching(topic)
        : subscriptions.matching(topic, !reserved);
  }

  /** To each client once, or once for each of its subscriptions (3.3.4 of 5.0, 3.3.5 of 3.1.1). */
  private void passOn(Message message, List<Match<Session, SessionSubscription>> matches) {
    if (choices.overlap() == Overlap.COPY_PER_SUBSCRIPTION || haveOneFilter(matches)) {
      for (int i = 0; i < matches.size(); i++) {
        passOnAlone(message, matches.get(i));
      }
      return;
    }
    Map<Session, List<SessionSubscription>> bySession = new LinkedHashMap<>();
    for (Match<Session, SessionSubscription> match : matches) {
      bySession
          .computeIfAbsent(match.subscriber(), absent -> new ArrayList<>())
          .add(match.subscription());
    }
    bySession.forEach((session, subscriptions) -> passOnMerged(message, session, subscriptions));
  }

  /** A client has one subscription for a filter, so none of them is here twice. */
  private static boolean haveOneFilter(List<Match<Session, SessionSubscription>> matches) {
    for (int i = 1; i < matches.size(); i++) {
      if (!matches
          .get(i)
          .subscription()
          .filter()
          .equals(matches.get(0).subscription().filter())) {
        return false;
      }
    }
    return true;
  }

  /** A copy for one subscription, with its identifier [5.0 MQTT-3.3.4-3, 3.3.4-5]. */
  private void passOnAlone(Message message, Match<Session, SessionSubscription> match) {
    Session session = match.subscriber();
    SessionSubscription subscription = match.subscription();
    if (isOwnAndUnwanted(message, session, subscription)) {
      return;
    }
    List<Integer> identifiers = subscription.identifiers();
    if (!identifiers.isEmpty()) {
      law.because(session, IDENTIFIER_OF_ITS_OWN, "Subscription Identifier {}", identifiers);
    }
    passOnAt(
        message,
        session,
        subscription.qos(),
        subscription.retainAsPublished(),
        identifiers,
        subscription.isShared() ? subscription.filter() : null);
  }

  /** One copy for all subscriptions of a client that match [5.0 MQTT-3.3.4-2 to 4, 3.1.1 MQTT-3.3.5-1]. */
  private void passOnMerged(
      Message message, Session session, List<SessionSubscription> subscriptions) {
    List<SessionSubscription> willing = new ArrayList<>(subscriptions);
    willing.removeIf(subscription -> isOwnAndUnwanted(message, session, subscription));
    if (willing.isEmpty()) {
      return;
    }
    List<Integer> identifiers = identifiersOf(willing);
    if (!identifiers.isEmpty()) {
      law.because(session, IDENTIFIERS_OF_ALL, "Subscription Identifiers {}", identifiers);
    }
    passOnAt(
        message,
        session,
        highestQos(session, willing),
        willing.stream().anyMatch(SessionSubscription::retainAsPublished),
        identifiers,
        null);
  }

  /** Those of all of them, equal ones repeated, in no more room than they need. */
  private static List<Integer> identifiersOf(List<SessionSubscription> subscriptions) {
    return subscriptions.stream()
        .map(SessionSubscription::identifiers)
        .flatMap(List::stream)
        .toList();
  }

  /** No Local [5.0 MQTT-3.8.3-3]. */
  private boolean isOwnAndUnwanted(
      Message message, Session session, SessionSubscription subscription) {
    return law.holds(
        session,
        NO_LOCAL,
        subscription.noLocal() && session.name().equals(message.publisher()),
        "{} published it and subscribes to {} with No Local: not sent",
        session.name(),
        subscription.filter());
  }

  /** Of overlapping subscriptions the highest QoS counts [5.0 MQTT-3.3.4-2, 3.1.1 MQTT-3.3.5-1]. */
  private Qos highestQos(Session session, List<SessionSubscription> subscriptions) {
    Qos highest = Qos.AT_MOST_ONCE;
    for (SessionSubscription subscription : subscriptions) {
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

  /** At the lower of what was published and what was granted [5.0 MQTT-3.8.4-8, 3.1.1 MQTT-3.8.4-6]. */
  private void passOnAt(
      Message message,
      Session session,
      Qos granted,
      boolean retainAsPublished,
      List<Integer> identifiers,
      @Nullable TopicFilter share) {
    law.because(session, MATCHES, "{} subscribes to {}", session.name(), message.topic());
    boolean lower = law.holds(
        session,
        LOWER_QOS,
        true,
        "published at QoS {}, granted QoS {}: the lower one",
        message.qos().level(),
        granted.level());
    Qos qos = lower ? message.qos().min(granted) : message.qos();
    deliveries.deliver(
        session,
        new Delivery(
            message,
            qos,
            showsRetain(law, message, session, retainAsPublished),
            identifiers,
            share));
  }

  /** RETAIN of a message that goes out because of a subscription that was there before it [5.0 MQTT-3.3.1-12, 3.3.1-13, 3.1.1 MQTT-3.3.1-9]. */
  static boolean showsRetain(Law law, Message message, Session session, boolean retainAsPublished) {
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
