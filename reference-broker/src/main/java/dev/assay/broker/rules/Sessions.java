package dev.assay.broker.rules;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Law;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.Connection;
import dev.assay.broker.state.Session;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import org.jspecify.annotations.Nullable;

/** How sessions begin, outlast their connections, and end (4.1, both versions). */
public final class Sessions {

  /** Clean Start, CleanSession 1: nothing of the past. */
  public static final Citation CLEAN_START =
      cite(Mqtt5.MQTT_3_1_2_4, Mqtt5.MQTT_3_1_4_4, Mqtt311.MQTT_3_1_2_6, Mqtt311.MQTT_3_1_4_3);

  /** Otherwise the client goes on where it was. */
  public static final Citation RESUMED = cite(
      Mqtt5.MQTT_3_1_2_5,
      Mqtt5.MQTT_3_1_3_2,
      Mqtt5.MQTT_3_1_4_4,
      Mqtt5.MQTT_4_1_0_1,
      Mqtt311.MQTT_3_1_2_4,
      Mqtt311.MQTT_3_1_3_2,
      Mqtt311.MQTT_3_1_4_3,
      Mqtt311.MQTT_4_1_0_1,
      Rule.V5_SUBSCRIPTION_IDENTIFIER_IS_KEPT);

  /** Or begins, if there is nothing to go on with. */
  public static final Citation CREATED =
      cite(Mqtt5.MQTT_3_1_2_6, Mqtt311.MQTT_3_1_2_4, Mqtt311.MQTT_3_1_4_3);

  /** Sessions are told apart by the Client Identifier and by nothing else. */
  public static final Citation FILED_UNDER_IDENTIFIER =
      cite(Mqtt5.MQTT_3_1_3_2, Mqtt311.MQTT_3_1_3_2);

  /** A session that is to outlast its connection is stored. */
  public static final Citation STORED = cite(
      Mqtt5.MQTT_3_1_2_23,
      Mqtt311.MQTT_3_1_2_4,
      Mqtt311.MQTT_4_1_0_1,
      Rule.V5_SESSION_THAT_NEVER_EXPIRES);

  /** A session whose time is over is discarded. */
  public static final Citation EXPIRED = cite(Mqtt5.MQTT_4_1_0_2);

  /** A session that lasts no longer than its connection is discarded with it. */
  public static final Citation ENDS_WITH_CONNECTION = cite(
      Mqtt5.MQTT_4_1_0_2,
      Mqtt5.MQTT_4_1_0_1,
      Rule.V5_NO_SESSION_EXPIRY_INTERVAL_IS_ZERO,
      Mqtt311.MQTT_3_1_2_6,
      Mqtt311.MQTT_4_1_0_2);

  /** What is retained does not belong to sessions. */
  public static final Citation RETAINED_STAYS =
      cite(Rule.V5_RETAINED_OUTLIVES_SESSIONS, Mqtt311.MQTT_3_1_2_7);

  private final Law law;
  private final BrokerState state;
  private final Wills wills;
  private final SharedSubscriptions sharing;

  Sessions(Parts parts, Wills wills, SharedSubscriptions sharing) {
    law = parts.law();
    state = parts.state();
    this.wills = wills;
    this.sharing = sharing;
  }

  /** The session that a CONNECT asks for, and whether it is an old one. */
  record Opened(Session session, boolean resumed) {}

  /** Clean Start or not [5.0 MQTT-3.1.2-4 to 6, 3.1.1 MQTT-3.1.2-4 and 6]. */
  Opened open(Connection connection, String clientId, boolean cleanStart) {
    Session old = state.session(clientId);
    if (law.holds(
        connection, CLEAN_START, cleanStart, "a clean start: no old session for {}", clientId)) {
      if (old != null) {
        end(old);
      }
      return new Opened(begin(connection, clientId), false);
    }
    if (old != null && law.holds(connection, RESUMED, true, "{} goes on where it was", clientId)) {
      wills.onClientBack(old);
      old.setExpiryTimer(null);
      old.attach(connection);
      return new Opened(old, true);
    }
    law.because(connection, CREATED, "nothing is known of {}: a new session", clientId);
    return new Opened(replace(old, connection, clientId), false);
  }

  private Session replace(@Nullable Session old, Connection connection, String clientId) {
    if (old != null) {
      end(old);
    }
    return begin(connection, clientId);
  }

  /** One session for each Client Identifier [MQTT-3.1.3-2, both versions]. */
  private Session begin(Connection connection, String clientId) {
    law.because(
        connection, FILED_UNDER_IDENTIFIER, "a session for {} and for nobody else", clientId);
    Session session = new Session(clientId, connection.version());
    session.attach(connection);
    state.add(session);
    return session;
  }

  /** The client is away: its session is stored or ends [5.0 MQTT-3.1.2-23, 4.1.0-2, 3.1.1 MQTT-3.1.2-4 and 6]. */
  void onConnectionGone(Session session) {
    if (law.holds(
        session,
        ENDS_WITH_CONNECTION,
        session.endsWithItsConnection(),
        "the session of {} ends with its connection",
        session.name())) {
      end(session);
      return;
    }
    law.because(session, STORED, "the session of {} is stored", session.name());
    if (!session.neverExpires() && !session.endsWithItsConnection()) {
      long endMillis = session.awaySinceMillis() + session.expirySeconds() * 1000;
      session.setExpiryTimer(state.timers().at(endMillis, () -> expire(session)));
    }
  }

  /** A session ends when its interval has passed [5.0 MQTT-4.1.0-2]. */
  private void expire(Session session) {
    if (law.holds(
        session, EXPIRED, true, "the time of the session of {} is over", session.name())) {
      state.counts().sessionExpired();
      end(session);
    }
  }

  /** With the session go its subscriptions and what waits, not what is retained [5.0 4.1, 3.1.1 MQTT-3.1.2-7]. */
  private void end(Session session) {
    law.because(session, RETAINED_STAYS, "what {} let retain stays", session.name());
    state.remove(session);
    sharing.onSessionEnd(session);
    wills.onSessionEnd(session);
  }
}
