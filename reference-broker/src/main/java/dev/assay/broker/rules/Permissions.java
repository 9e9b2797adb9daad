package dev.assay.broker.rules;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Law;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.Connection;
import dev.assay.broker.state.SessionSubscription;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Rule;
import org.jspecify.annotations.Nullable;

/** What a client may publish and subscribe to, and how much of it. */
public final class Permissions {

  /** A publication that nobody allowed reaches nobody. */
  public static final Citation PUBLISH_NOT_ALLOWED = cite(
      Rule.V5_PUBLISH_NOT_AUTHORIZED, Rule.V3_1_1_PUBLISH_NOT_AUTHORIZED, Mqtt311.MQTT_3_3_5_2);

  /** A subscription that nobody allowed is not made. */
  public static final Citation SUBSCRIBE_NOT_ALLOWED =
      cite(Rule.V5_SUBSCRIBE_FAILURE_CODES, Mqtt311.MQTT_3_8_4_5);

  /** Topics that begin with a dollar sign are the server's. */
  public static final Citation RESERVED_FOR_SERVER = cite(
      Rule.V5_RESERVED_TOPICS_FOR_SERVER,
      Rule.V3_1_1_RESERVED_TOPICS_FOR_SERVER,
      Mqtt311.MQTT_3_3_5_2);

  private final BrokerConfig config;
  private final Choices choices;
  private final Law law;
  private final BrokerState state;

  Permissions(Parts parts) {
    state = parts.state();
    config = parts.config();
    choices = parts.choices();
    law = parts.law();
  }

  /** Why this client's message on {@code topic} goes no further, or null if it does. */
  @Nullable
  ReasonCode refusalOf(Connection from, TopicName topic) {
    if (law.holds(
        from,
        PUBLISH_NOT_ALLOWED,
        levelsOf(topic.text()) > config.topicLevelsMax(),
        "a topic with more than {} levels",
        config.topicLevelsMax())) {
      return ReasonCode.TOPIC_NAME_INVALID;
    }
    if (law.holds(
        from,
        RESERVED_FOR_SERVER,
        isReservedHere(topic),
        "{} begins with $: clients do not exchange messages there",
        topic)) {
      return ReasonCode.NOT_AUTHORIZED;
    }
    if (law.holds(
        from,
        PUBLISH_NOT_ALLOWED,
        !config.access().mayPublish(from.userName(), from.name(), topic),
        "{} may not publish to {}",
        from.name(),
        topic)) {
      return ReasonCode.NOT_AUTHORIZED;
    }
    return null;
  }

  /**
   * Why this will is refused together with its CONNECT (3.1.4), or null if it is not: what its client could not publish is not
   * published for it later.
   */
  @Nullable
  ReasonCode refusalOfWill(
      Connection from, @Nullable String userName, String clientId, TopicName topic) {
    if (levelsOf(topic.text()) > config.topicLevelsMax()) {
      return from.isV5() ? ReasonCode.TOPIC_NAME_INVALID : ReasonCode.NOT_AUTHORIZED;
    }
    boolean isAllowed =
        !isReservedHere(topic) && config.access().mayPublish(userName, clientId, topic);
    return isAllowed ? null : ReasonCode.NOT_AUTHORIZED;
  }

  /** Topics that begin with a dollar sign are the server's as far as it keeps them for itself (4.7.2, both versions). */
  private boolean isReservedHere(TopicName topic) {
    return isServersOwn(topic) || (topic.isReserved() && !choices.clientsUseReservedTopics());
  }

  /** Where the server says how it is, so that no client may: {@code $SYS} and all below it, by custom (4.7.2). */
  private static boolean isServersOwn(TopicName topic) {
    return topic.isReserved() && (topic.text().equals("$SYS") || topic.text().startsWith("$SYS/"));
  }

  /** Why this client gets no subscription with {@code filter}, or null if it does. */
  @Nullable
  ReasonCode refusalOf(Connection from, TopicFilter filter) {
    if (law.holds(
        from,
        SUBSCRIBE_NOT_ALLOWED,
        levelsOf(filter.text()) > config.topicLevelsMax(),
        "a filter with more than {} levels",
        config.topicLevelsMax())) {
      return ReasonCode.TOPIC_FILTER_INVALID;
    }
    if (law.holds(
        from,
        SUBSCRIBE_NOT_ALLOWED,
        !from.session().subscriptions().containsKey(filter)
            && from.session().subscriptions().size() >= config.subscriptionsPerSessionMax(),
        "more than {} subscriptions",
        config.subscriptionsPerSessionMax())) {
      return ReasonCode.QUOTA_EXCEEDED;
    }
    if (law.holds(
        from,
        SUBSCRIBE_NOT_ALLOWED,
        !from.session().subscriptions().containsKey(filter)
            && state.subscriptionCount() >= config.subscriptionsMax(),
        "more than {} subscriptions of all sessions",
        config.subscriptionsMax())) {
      return ReasonCode.QUOTA_EXCEEDED;
    }
    if (law.holds(
        from,
        SUBSCRIBE_NOT_ALLOWED,
        !from.session().subscriptions().containsKey(filter)
            && state.subscriptionBytes() + SessionSubscription.keptBytes(filter)
                > config.subscriptionsMaxBytes(),
        "no room for the filter in the {} bytes that all subscriptions may take",
        config.subscriptionsMaxBytes())) {
      return ReasonCode.QUOTA_EXCEEDED;
    }
    if (law.holds(
        from,
        SUBSCRIBE_NOT_ALLOWED,
        !config.access().maySubscribe(from.userName(), from.name(), filter),
        "{} may not subscribe to {}",
        from.name(),
        filter)) {
      return ReasonCode.NOT_AUTHORIZED;
    }
    return null;
  }

  /** Counted only where there is a limit: a topic of 65,535 bytes has 65,536 levels at most. */
  private int levelsOf(String text) {
    if (config.topicLevelsMax() == BrokerConfig.TOPIC_LEVELS_UNLIMITED) {
      return 0;
    }
    int levels = 1;
    for (int i = text.indexOf('/'); i >= 0; i = text.indexOf('/', i + 1)) {
      levels++;
    }
    return levels;
  }
}
