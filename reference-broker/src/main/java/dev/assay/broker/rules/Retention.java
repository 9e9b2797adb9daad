package dev.assay.broker.rules;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Law;
import dev.assay.broker.core.Subject;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.Delivery;
import dev.assay.broker.state.Dropped;
import dev.assay.broker.state.Message;
import dev.assay.broker.state.Session;
import dev.assay.broker.state.SessionSubscription;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import java.util.List;

/** Retained messages: kept by their topics for those who subscribe later. */
public final class Retention {

  /** A message of QoS 1 that cannot be kept is refused: by PUBACK, in 3.1.1 by the end of the connection. */
  public static final Citation NO_ROOM_AT_QOS_1 = cite(Mqtt5.MQTT_3_4_2_1, Mqtt311.MQTT_4_8_0_2);

  /** A message of QoS 2 that cannot be kept is refused: by PUBREC, in 3.1.1 by the end of the connection. */
  public static final Citation NO_ROOM_AT_QOS_2 = cite(Mqtt5.MQTT_3_5_2_1, Mqtt311.MQTT_4_8_0_2);

  /** Where nobody can be refused any more, what cannot be kept replaces the older message all the same. */
  public static final Citation REPLACED_BY_NOTHING = cite(Mqtt5.MQTT_3_3_1_5);

  /** RETAIN 0 leaves what is retained alone. */
  public static final Citation NOT_RETAINED = cite(Mqtt5.MQTT_3_3_1_8, Mqtt311.MQTT_3_3_1_12);

  /** RETAIN 1 with an empty payload clears the topic and is not kept itself. */
  public static final Citation CLEARED =
      cite(Mqtt5.MQTT_3_3_1_6, Mqtt5.MQTT_3_3_1_7, Mqtt311.MQTT_3_3_1_10, Mqtt311.MQTT_3_3_1_11);

  /** RETAIN 1 replaces what the topic had. */
  public static final Citation RETAINED = cite(Mqtt5.MQTT_3_3_1_5, Mqtt311.MQTT_3_3_1_5);

  /** A message of QoS 0 at least drives out the older one. */
  public static final Citation QOS_ZERO_REPLACES = cite(Mqtt5.MQTT_3_3_1_5, Mqtt311.MQTT_3_3_1_7);

  /** A subscription brings what is retained. */
  public static final Citation SENT_ALWAYS =
      cite(Mqtt5.MQTT_3_3_1_9, Mqtt5.MQTT_3_8_4_4, Mqtt311.MQTT_3_3_1_6, Mqtt311.MQTT_3_8_4_3);

  /** Retain Handling 1: only a new subscription does. */
  public static final Citation SENT_IF_NEW = cite(Mqtt5.MQTT_3_3_1_10);

  /** Retain Handling 2: none does. */
  public static final Citation NEVER_SENT = cite(Mqtt5.MQTT_3_3_1_11);

  /** A Shared Subscription brings nothing retained. */
  public static final Citation SHARED_BRINGS_NONE = cite(Rule.V5_SHARED_WITHOUT_RETAINED);

  /** What is sent because of a new subscription has RETAIN 1. */
  public static final Citation SENT_WITH_RETAIN =
      cite(Rule.V5_RETAINED_SENT_WITH_RETAIN, Mqtt311.MQTT_3_3_1_8);

  /** A retained message that has expired is gone. */
  public static final Citation RETAINED_EXPIRED =
      cite(Rule.V5_RETAINED_MESSAGE_EXPIRES, Mqtt5.MQTT_3_3_2_5);

  private final BrokerConfig config;
  private final Choices choices;
  private final Law law;
  private final BrokerState state;
  private final Deliveries deliveries;

  Retention(Parts parts, Deliveries deliveries) {
    config = parts.config();
    choices = parts.choices();
    law = parts.law();
    state = parts.state();
    this.deliveries = deliveries;
  }

  /** Whether {@link #retain} can keep what it is to keep of this message; what has expired makes room for it. */
  boolean hasRoomFor(Subject publisher, Message message) {
    if (!message.retain() || message.payload().isEmpty()) {
      return true;
    }
    while (!fits(message)) {
      if (!discardsOneExpired(publisher)) {
        return false;
      }
    }
    return true;
  }

  private boolean fits(Message message) {
    return state
        .retainedMessages()
        .hasRoomFor(message, config.retainedMaxMessages(), config.retainedMaxBytes());
  }

  /** What has expired is not retained any more, whether anybody asks for it or not [5.0 3.3.1.3]. */
  private boolean discardsOneExpired(Subject publisher) {
    Message first = state.retainedMessages().firstToExpire();
    if (first == null
        || !law.holds(
            publisher,
            RETAINED_EXPIRED,
            first.hasExpired(state.nowMillis()),
            "what {} retained has expired, and makes room",
            first.topic())) {
      return false;
    }
    state.retainedMessages().remove(first.topic());
    return true;
  }

  /** Keeps the message, or clears its topic, as its RETAIN flag and payload say (3.3.1.3). */
  void retain(Subject publisher, Message message) {
    if (law.holds(
        publisher,
        NOT_RETAINED,
        !message.retain(),
        "RETAIN 0: what {} retains stays as it is",
        message.topic())) {
      return;
    }
    if (law.holds(
        publisher,
        CLEARED,
        message.payload().isEmpty(),
        "RETAIN 1 and no payload: {} retains nothing any more",
        message.topic())) {
      state.retainedMessages().remove(message.topic());
      return;
    }
    if (law.holds(
        publisher,
        message.qos() == Qos.AT_MOST_ONCE ? QOS_ZERO_REPLACES : REPLACED_BY_NOTHING,
        !hasRoomFor(publisher, message),
        "as much is retained as may be: what {} retained goes, this is not kept",
        message.topic())) {
      state.counts().drop(Dropped.NO_ROOM_TO_RETAIN);
      state.retainedMessages().remove(message.topic());
      return;
    }
    if (message.qos() == Qos.AT_MOST_ONCE && !choices.qosZeroRetained()) {
      law.because(
          publisher,
          QOS_ZERO_REPLACES,
          "RETAIN 1 at QoS 0: the older message of {} goes, this one is not kept",
          message.topic());
      state.retainedMessages().remove(message.topic());
      return;
    }
    if (law.holds(
        publisher, RETAINED, true, "RETAIN 1: {} retains this from now on", message.topic())) {
      if (message.qos() == Qos.AT_MOST_ONCE) {
        law.because(publisher, QOS_ZERO_REPLACES, "what {} retained goes", message.topic());
      }
      state.retainedMessages().put(message);
    }
  }

  /**
   * What is retained and has to be sent because of a subscription (3.3.1.3).
   *
   * @param isNew whether the session had no subscription with this filter before
   */
  List<Message> findFor(Session session, SessionSubscription subscription, boolean isNew) {
    if (!isWanted(session, subscription, isNew)) {
      return List.of();
    }
    String filter = subscription.filter().text();
    boolean leadingWildcard = filter.startsWith("+") || filter.startsWith("#");
    boolean noReserved = law.holds(
        session,
        Publications.DOLLAR_TOPIC,
        leadingWildcard,
        "{} begins with a wildcard: topics that begin with $ do not match",
        filter);
    return state.retainedMessages().matching(subscription.filter(), !noReserved);
  }

  /** Sends what was found for a subscription. */
  void send(Session session, SessionSubscription subscription, List<Message> found) {
    for (Message message : found) {
      send(session, subscription, message);
    }
  }

  /** Retain Handling [5.0 MQTT-3.3.1-9 to 11, 3.1.1 MQTT-3.3.1-6]; a Shared Subscription brings none [5.0 4.8.2]. */
  private boolean isWanted(Session session, SessionSubscription subscription, boolean isNew) {
    if (law.holds(
        session,
        SHARED_BRINGS_NONE,
        subscription.isShared(),
        "{} is shared: no retained messages",
        subscription.filter())) {
      return false;
    }
    RetainHandling handling = subscription.granted().retainHandling();
    return switch (handling) {
      case SEND_ALWAYS ->
        law.holds(
            session,
            SENT_ALWAYS,
            true,
            "a subscription to {}: retained messages follow",
            subscription.filter());
      case SEND_IF_NEW ->
        law.holds(
            session,
            SENT_IF_NEW,
            isNew,
            "a new subscription to {}: retained messages follow",
            subscription.filter());
      case DO_NOT_SEND ->
        !law.holds(
            session,
            NEVER_SENT,
            true,
            "{} with Retain Handling 2: no retained messages",
            subscription.filter());
    };
  }

  /** What has not expired, at the lower QoS and with RETAIN 1 [5.0 3.3.1.3, 3.1.1 MQTT-3.3.1-8]. */
  private void send(Session session, SessionSubscription subscription, Message message) {
    if (law.holds(
        session,
        RETAINED_EXPIRED,
        message.hasExpired(state.nowMillis()),
        "what {} retained has expired",
        message.topic())) {
      state.retainedMessages().remove(message.topic());
      return;
    }
    if (law.holds(
        session,
        Publications.NO_LOCAL,
        subscription.noLocal() && session.name().equals(message.publisher()),
        "{} published what {} retains and subscribes with No Local: not sent",
        session.name(),
        message.topic())) {
      return;
    }
    law.because(
        session,
        Publications.LOWER_QOS,
        "published at QoS {}, granted QoS {}: the lower one",
        message.qos().level(),
        subscription.qos().level());
    if (!subscription.identifiers().isEmpty()) {
      law.because(
          session,
          Publications.IDENTIFIER_OF_ITS_OWN,
          "Subscription Identifier {}",
          subscription.identifiers());
    }
    boolean retain =
        law.holds(session, SENT_WITH_RETAIN, true, "sent for a subscription: RETAIN 1");
    deliveries.deliver(
        session,
        new Delivery(
            message,
            message.qos().min(subscription.qos()),
            retain,
            subscription.identifiers(),
            null));
  }
}
