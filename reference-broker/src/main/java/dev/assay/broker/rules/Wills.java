package dev.assay.broker.rules;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Law;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.Message;
import dev.assay.broker.state.Session;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Will;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import org.jspecify.annotations.Nullable;

/**
 * The Will Message: what the broker says for a client that went without goodbye (3.1.2.5).
 *
 * <pre>
 *   CONNECT: stored --+-- DISCONNECT 0x00 ------------------------- discarded
 *                     +-- connection gone, no Will Delay ---------- published
 *                     +-- connection gone, Will Delay: waits --+--- delay over, or session over: published
 *                                                              +--- client back: discarded
 * </pre>
 */
public final class Wills {

  public static final Citation STORED =
      cite(Mqtt5.MQTT_3_1_2_7, Mqtt311.MQTT_3_1_2_8, Mqtt311.MQTT_3_1_2_9);

  /** A client without a will leaves without one. */
  public static final Citation NO_WILL = cite(Mqtt311.MQTT_3_1_2_12);

  /** DISCONNECT says that the will is not needed. */
  public static final Citation DISCARDED_BY_DISCONNECT =
      cite(Mqtt5.MQTT_3_14_4_3, Mqtt5.MQTT_3_1_2_10, Mqtt311.MQTT_3_14_4_3, Mqtt311.MQTT_3_1_2_10);

  /** The will waits for its delay as long as the session lasts. */
  public static final Citation DELAYED = cite(Mqtt5.MQTT_3_1_2_8);

  /** The client came back in time. */
  public static final Citation CLIENT_IS_BACK = cite(Mqtt5.MQTT_3_1_3_9, Mqtt5.MQTT_3_1_2_8);

  /** The connection is gone, and so is the delay, or the session. */
  public static final Citation DUE =
      cite(Mqtt5.MQTT_3_1_2_8, Mqtt311.MQTT_3_1_2_8, Rule.V5_WILL_OF_WHO_IS_TAKEN_OVER);

  public static final Citation DUE_BY_SESSION_END = cite(
      Mqtt5.MQTT_3_1_2_8,
      Mqtt311.MQTT_3_1_2_8,
      Rule.V5_WILL_OF_WHO_IS_TAKEN_OVER,
      Rule.V5_WILL_AT_SESSION_END);

  /** Once it is published the will is gone. */
  public static final Citation REMOVED_ONCE_PUBLISHED =
      cite(Mqtt5.MQTT_3_1_2_10, Mqtt311.MQTT_3_1_2_10);

  /** It is published at the QoS that CONNECT gave it. */
  public static final Citation WILL_QOS =
      cite(Rule.V5_WILL_QOS, Mqtt311.MQTT_3_1_2_9, Rule.V5_WILL_PAYLOAD, Rule.V3_1_1_WILL_PAYLOAD);

  public static final Citation NOT_RETAINED = cite(Mqtt5.MQTT_3_1_2_14, Mqtt311.MQTT_3_1_2_16);
  public static final Citation RETAINED = cite(Mqtt5.MQTT_3_1_2_15, Mqtt311.MQTT_3_1_2_17);
  public static final Citation USER_PROPERTIES_IN_ORDER =
      cite(Mqtt5.MQTT_3_1_3_10, Rule.V5_WILL_PROPERTIES_PUBLISHED, Rule.V5_WILL_EXPIRES_AS_IT_SAYS);

  private final Law law;
  private final BrokerState state;
  private final Publications publications;

  Wills(Parts parts, Publications publications) {
    law = parts.law();
    state = parts.state();
    this.publications = publications;
  }

  /** CONNECT replaces the will, or brings none. */
  void store(Session session, @Nullable Will will) {
    session.setWill(null);
    if (will != null && law.holds(session, STORED, true, "a will for {} is stored", will.topic())) {
      session.setWill(will);
    }
  }

  /** A proper DISCONNECT: the will is not published [5.0 and 3.1.1 MQTT-3.14.4-3]. */
  void discard(Session session) {
    if (law.holds(
        session,
        DISCARDED_BY_DISCONNECT,
        session.will() != null,
        "{} says goodbye: its will is discarded",
        session.name())) {
      session.setWill(null);
    }
  }

  /** The connection is gone: the will is published now, or once its delay is over [5.0 MQTT-3.1.2-8, 3.1.1 MQTT-3.1.2-8]. */
  void onConnectionGone(Session session) {
    Will will = session.will();
    if (will == null) {
      law.because(session, NO_WILL, "{} has no will: nothing is published", session.name());
      return;
    }
    long delaySeconds = will.properties().number(PropertyId.WILL_DELAY_INTERVAL, 0);
    if (delaySeconds > 0 && session.endsWithItsConnection()) {
      return; // the end of the session, which comes next, publishes it
    }
    if (law.holds(
        session,
        DELAYED,
        delaySeconds > 0,
        "the will of {} waits {} s",
        session.name(),
        delaySeconds)) {
      long dueMillis = session.awaySinceMillis() + delaySeconds * 1000;
      session.setWillTimer(state.timers().at(dueMillis, () -> publishIfDue(session)));
      return;
    }
    publishIfDue(session);
  }

  /** The session ends: whatever the delay, the will is published now [5.0 MQTT-3.1.2-8, 3.1.1 MQTT-3.1.2-8]. */
  void onSessionEnd(Session session) {
    if (law.holds(
        session,
        DUE_BY_SESSION_END,
        session.will() != null,
        "the session of {} ends: its will is published",
        session.name())) {
      publish(session);
    }
  }

  /** The client is back before its will was published [5.0 MQTT-3.1.3-9]. */
  void onClientBack(Session session) {
    if (law.holds(
        session,
        CLIENT_IS_BACK,
        session.will() != null,
        "{} is back in time: its will is not published",
        session.name())) {
      session.setWillTimer(null);
      session.setWill(null);
    }
  }

  /** Published if it is still there [MQTT-3.1.2-8, both versions]. */
  private void publishIfDue(Session session) {
    if (law.holds(
        session,
        DUE,
        session.will() != null,
        "{} is gone without goodbye: its will is published",
        session.name())) {
      publish(session);
    }
  }

  /** Published as CONNECT described it, and once [5.0 MQTT-3.1.2-10, 3.1.2-14, 3.1.2-15, 3.1.1 MQTT-3.1.2-10, 3.1.2-16, 3.1.2-17]. */
  private void publish(Session session) {
    Will will = session.will();
    if (will == null) {
      return;
    }
    session.setWillTimer(null);
    if (law.holds(session, REMOVED_ONCE_PUBLISHED, true, "once published, the will is removed")) {
      session.setWill(null);
    }
    law.because(
        session,
        will.retain() ? RETAINED : NOT_RETAINED,
        "Will Retain {}: published with RETAIN {}",
        will.retain() ? 1 : 0,
        will.retain() ? 1 : 0);
    law.because(session, WILL_QOS, "published at its Will QoS, {}", will.qos().level());
    if (!will.properties().isEmpty()) {
      law.because(session, USER_PROPERTIES_IN_ORDER, "the Will Properties go along, in order");
    }
    publications.publish(session, Message.of(session.name(), will, state.nowMillis()));
  }
}
