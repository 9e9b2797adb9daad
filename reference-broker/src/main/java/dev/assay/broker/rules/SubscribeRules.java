package dev.assay.broker.rules;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Law;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.Connection;
import dev.assay.broker.state.Message;
import dev.assay.broker.state.Session;
import dev.assay.broker.state.SessionSubscription;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** SUBSCRIBE and UNSUBSCRIBE (3.8 to 3.11). */
public final class SubscribeRules {

  public static final Citation SHARED_UNAVAILABLE = cite(Rule.V5_SHARED_SUBSCRIPTION_UNAVAILABLE);
  public static final Citation IDENTIFIER_UNAVAILABLE =
      cite(Rule.V5_SUBSCRIPTION_IDENTIFIER_UNAVAILABLE);
  public static final Citation WILDCARD_UNAVAILABLE =
      cite(Rule.V5_WILDCARD_SUBSCRIPTION_UNAVAILABLE);

  /** In 3.1.1 each filter with a wildcard is refused on its own. */
  public static final Citation WILDCARD_REFUSED = cite(Mqtt311.MQTT_3_8_3_2);

  public static final Citation IDENTIFIER_IN_USE =
      cite(Mqtt5.MQTT_2_2_1_3, Rule.V5_PACKET_IDENTIFIER_IN_USE);

  /** The same filter again replaces the subscription. */
  public static final Citation REPLACED = cite(
      Mqtt5.MQTT_3_8_4_3,
      Mqtt311.MQTT_3_8_4_3,
      Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_REPLACED,
      Rule.V5_SHARED_IS_JOINED_ONCE);

  /** Several filters are handled like several packets. */
  public static final Citation ONE_BY_ONE = cite(Mqtt5.MQTT_3_8_4_5, Mqtt311.MQTT_3_8_4_4);

  public static final Citation GRANTED = cite(Mqtt5.MQTT_3_8_4_7, Mqtt311.MQTT_3_8_4_5);

  /** For one SUBSCRIBE not more than so much is looked at of what is retained. */
  public static final Citation ENOUGH_LOOKED_AT =
      cite(Rule.V5_SUBSCRIBE_FAILURE_CODES, Mqtt311.MQTT_3_8_4_5);

  /** Retain options say something of retained messages, and nothing where there are none. */
  public static final Citation NOTHING_IS_RETAINED =
      cite(Rule.V5_RETAIN_OPTIONS_WHERE_NOTHING_IS_RETAINED);

  /** SUBACK answers, with a code for each filter in their order. */
  public static final Citation ANSWERED = cite(
      Mqtt5.MQTT_3_8_4_1,
      Mqtt5.MQTT_3_8_4_2,
      Mqtt5.MQTT_2_2_1_6,
      Mqtt5.MQTT_3_8_4_6,
      Mqtt5.MQTT_3_9_3_1,
      Mqtt5.MQTT_3_9_3_2,
      Mqtt311.MQTT_3_8_4_1,
      Mqtt311.MQTT_3_8_4_2,
      Mqtt311.MQTT_2_3_1_7,
      Mqtt311.MQTT_3_8_4_5,
      Mqtt311.MQTT_3_9_3_1,
      Mqtt311.MQTT_3_9_3_2,
      Rule.V5_USER_PROPERTY_REPEATS);

  /** A filter that is exactly the same, character for character, ends its subscription. */
  public static final Citation DELETED = cite(
      Mqtt5.MQTT_3_10_4_1,
      Mqtt5.MQTT_3_10_4_2,
      Mqtt5.MQTT_4_7_3_4,
      Mqtt311.MQTT_3_10_4_1,
      Mqtt311.MQTT_3_10_4_2,
      Mqtt311.MQTT_4_7_3_4);

  /** What is under way is completed nevertheless. */
  public static final Citation COMPLETED_NEVERTHELESS =
      cite(Mqtt5.MQTT_3_10_4_3, Mqtt311.MQTT_3_10_4_3);

  public static final Citation NOTHING_TO_DELETE =
      cite(Rule.V5_NO_SUBSCRIPTION_EXISTED, Mqtt5.MQTT_3_10_4_5, Mqtt311.MQTT_3_10_4_5);

  public static final Citation UNSUBSCRIBED_ONE_BY_ONE =
      cite(Mqtt5.MQTT_3_10_4_6, Mqtt311.MQTT_3_10_4_6);

  /** UNSUBACK answers, in 5.0 with a code for each filter in their order. */
  public static final Citation UNSUBSCRIBE_ANSWERED = cite(
      Mqtt5.MQTT_3_10_4_4,
      Mqtt5.MQTT_3_10_4_5,
      Mqtt5.MQTT_2_2_1_6,
      Mqtt5.MQTT_3_11_3_1,
      Mqtt5.MQTT_3_11_3_2,
      Mqtt311.MQTT_3_10_4_4,
      Mqtt311.MQTT_2_3_1_7);

  private final BrokerConfig config;
  private final Choices choices;
  private final Law law;
  private final BrokerState state;
  private final Outgoing outgoing;
  private final Retention retention;
  private final Permissions permissions;
  private final Endings endings;

  SubscribeRules(Parts parts, Retention retention, Permissions permissions, Endings endings) {
    config = parts.config();
    choices = parts.choices();
    law = parts.law();
    state = parts.state();
    outgoing = parts.outgoing();
    this.retention = retention;
    this.permissions = permissions;
    this.endings = endings;
  }

  /** A SUBSCRIBE that is being handled, and what has come of it so far. */
  private static final class Asking {
    private final int identifier;
    private final long looksMax;
    private final List<ReasonCode> codes = new ArrayList<>();
    private final List<Made> made = new ArrayList<>();

    /** @param looksMax from how many looks on, of all that there ever were, no further filter is looked for */
    Asking(Subscribe packet, long looksMax) {
      identifier = (int) packet
          .properties()
          .number(PropertyId.SUBSCRIPTION_IDENTIFIER, SessionSubscription.NO_IDENTIFIER);
      this.looksMax = looksMax;
    }
  }

  /** A subscription that was made, and what is retained for it. */
  private record Made(SessionSubscription subscription, List<Message> retained) {}

  /** SUBSCRIBE is answered by SUBACK [MQTT-3.8.4-1, both versions]. */
  void onSubscribe(Connection from, Subscribe packet) {
    if (endsTheConnection(from, packet)) {
      return;
    }
    int id = packet.packetId();
    if (isInUse(from, id)) {
      int count = packet.subscriptions().size();
      outgoing.send(
          from,
          new SubAck(
              id,
              Properties.NONE,
              Collections.nCopies(count, ReasonCode.PACKET_IDENTIFIER_IN_USE)));
      return;
    }
    if (packet.subscriptions().size() > 1) {
      law.because(
          from,
          ONE_BY_ONE,
          "{} filters: one after the other",
          packet.subscriptions().size());
    }
    Asking asking = new Asking(
        packet, state.retainedMessages().looks() + config.retainedLooksPerSubscribeMax());
    for (Subscription asked : packet.subscriptions()) {
      asking.codes.add(subscribe(from, asked, asking));
    }
    if (choices.retainedBeforeSubAck()) {
      sendRetained(from.session(), asking.made);
    }
    law.because(from, ANSWERED, "SUBACK {}: a code for each filter, in their order", id);
    outgoing.send(from, new SubAck(id, Properties.NONE, asking.codes));
    if (!choices.retainedBeforeSubAck()) {
      sendRetained(from.session(), asking.made);
    }
  }

  /** What the CONNACK said that this broker does not do (5.0 alone: 3.1.1 cannot say so). */
  private boolean endsTheConnection(Connection from, Subscribe packet) {
    if (!from.isV5()) {
      return false;
    }
    if (law.holds(
        from,
        IDENTIFIER_UNAVAILABLE,
        !config.subscriptionIdentifiersAvailable()
            && packet.properties().has(PropertyId.SUBSCRIPTION_IDENTIFIER),
        "a Subscription Identifier, though CONNACK said that there are none")) {
      endings.giveUp(
          from,
          ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
          "Subscription Identifiers are not supported");
      return true;
    }
    if (law.holds(
        from,
        SHARED_UNAVAILABLE,
        !config.sharedSubscriptionsAvailable()
            && packet.subscriptions().stream().anyMatch(asked -> asked.filter().isShared()),
        "a Shared Subscription, though CONNACK said that there are none")) {
      endings.giveUp(
          from,
          ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
          "Shared Subscriptions are not supported");
      return true;
    }
    if (law.holds(
        from,
        WILDCARD_UNAVAILABLE,
        !config.wildcardsAvailable()
            && packet.subscriptions().stream().anyMatch(asked -> asked.filter().hasWildcard()),
        "a wildcard, though CONNACK said that there are none")) {
      endings.giveUp(
          from,
          ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED,
          "Wildcard Subscriptions are not supported");
      return true;
    }
    return false;
  }

  /** One packet identifier, one exchange of the client [5.0 MQTT-2.2.1-3]. */
  private boolean isInUse(Connection from, int id) {
    return law.holds(
        from,
        IDENTIFIER_IN_USE,
        from.isV5() && from.session().awaitingPubRel().containsKey(id),
        "packet identifier {} still belongs to a message of QoS 2",
        id);
  }

  /** Makes the subscription, or says why not [MQTT-3.8.4-3, both versions]. */
  private ReasonCode subscribe(Connection from, Subscription asked, Asking asking) {
    TopicFilter filter = asked.filter();
    if (law.holds(
        from,
        WILDCARD_REFUSED,
        !config.wildcardsAvailable() && filter.hasWildcard(),
        "{} has a wildcard, and this broker has none",
        filter)) {
      return ReasonCode.UNSPECIFIED_ERROR;
    }
    ReasonCode refusal = permissions.refusalOf(from, filter);
    if (refusal != null) {
      return from.isV5() ? refusal : ReasonCode.UNSPECIFIED_ERROR;
    }
    if (law.holds(
        from,
        ENOUGH_LOOKED_AT,
        state.retainedMessages().looks() >= asking.looksMax,
        "{} has to come in another packet: this one has looked at as many retained messages as it may",
        filter)) {
      return from.isV5() ? ReasonCode.QUOTA_EXCEEDED : ReasonCode.UNSPECIFIED_ERROR;
    }
    Qos granted = asked.qos().min(choices.grantedQosMax());
    law.because(from, GRANTED, "{} at QoS {} at most", filter, granted.level());
    if (!config.retainAvailable()) {
      law.because(
          from,
          NOTHING_IS_RETAINED,
          "Retain Handling {} makes no difference",
          asked.retainHandling().value());
    }
    boolean isShared = from.isV5() && filter.isShared();
    SessionSubscription subscription = new SessionSubscription(
        new Subscription(
            filter, granted, asked.noLocal(), asked.retainAsPublished(), asked.retainHandling()),
        asking.identifier,
        isShared);
    Session session = from.session();
    boolean existed = session.subscriptions().containsKey(filter);
    if (!existed || law.holds(from, REPLACED, true, "{} again: replaced", filter)) {
      state.subscribe(session, subscription);
    }
    asking.made.add(new Made(subscription, retention.findFor(session, subscription, !existed)));
    return ReasonCode.granted(granted);
  }

  private void sendRetained(Session session, List<Made> made) {
    for (Made each : made) {
      retention.send(session, each.subscription(), each.retained());
    }
  }

  /** UNSUBSCRIBE is answered by UNSUBACK [MQTT-3.10.4-4, both versions]. */
  void onUnsubscribe(Connection from, Unsubscribe packet) {
    int id = packet.packetId();
    if (isInUse(from, id)) {
      int count = packet.filters().size();
      outgoing.send(
          from,
          new UnsubAck(
              id,
              Properties.NONE,
              Collections.nCopies(count, ReasonCode.PACKET_IDENTIFIER_IN_USE)));
      return;
    }
    if (packet.filters().size() > 1) {
      law.because(
          from,
          UNSUBSCRIBED_ONE_BY_ONE,
          "{} filters: one after the other",
          packet.filters().size());
    }
    List<ReasonCode> codes = new ArrayList<>();
    for (TopicFilter filter : packet.filters()) {
      codes.add(unsubscribe(from, filter));
    }
    law.because(from, UNSUBSCRIBE_ANSWERED, "UNSUBACK {}", id);
    outgoing.send(from, new UnsubAck(id, Properties.NONE, from.isV5() ? codes : List.of()));
  }

  /** Ends the subscription with exactly this filter [MQTT-3.10.4-1, both versions]. */
  private ReasonCode unsubscribe(Connection from, TopicFilter filter) {
    Session session = from.session();
    if (!session.subscriptions().containsKey(filter)) {
      law.because(from, NOTHING_TO_DELETE, "no subscription to {}", filter);
      return ReasonCode.NO_SUBSCRIPTION_EXISTED;
    }
    if (law.holds(from, DELETED, true, "the subscription to {}, exactly that one, ends", filter)) {
      state.unsubscribe(session, filter);
    }
    if (!session.inFlight().isEmpty()) {
      law.because(
          from,
          COMPLETED_NEVERTHELESS,
          "{} messages under way are completed nevertheless",
          session.inFlight().size());
    }
    return ReasonCode.SUCCESS;
  }
}
