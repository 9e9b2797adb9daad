package dev.assay.broker.rules;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Law;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.Connection;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;

/** Who says nothing for too long is gone (3.1.2.10, 3.1.4). */
public final class KeepAlive {

  /** Silence of one and a half times the Keep Alive ends the connection. */
  public static final Citation SILENT_TOO_LONG = cite(Mqtt5.MQTT_3_1_2_22, Mqtt311.MQTT_3_1_2_24);

  /** A connection without CONNECT is not kept for ever. */
  public static final Citation NO_CONNECT =
      cite(Rule.V5_CONNECT_IN_TIME, Rule.V3_1_1_CONNECT_IN_TIME);

  private final Law law;
  private final BrokerState state;
  private final Endings endings;
  private final int connectWithinSeconds;

  KeepAlive(Parts parts, Endings endings) {
    law = parts.law();
    state = parts.state();
    connectWithinSeconds = parts.config().connectWithinSeconds();
    this.endings = endings;
  }

  /** Waits for the CONNECT. */
  void onOpened(Connection connection) {
    connection.setTimer(
        state.timers().after(connectWithinSeconds * 1000L, () -> onNoConnect(connection)));
  }

  /** A client that sends no CONNECT in good time is closed (3.1.4, both versions: SHOULD). */
  private void onNoConnect(Connection connection) {
    if (law.holds(
        connection, NO_CONNECT, true, "no CONNECT within {} s: closed", connectWithinSeconds)) {
      endings.close(connection);
    }
  }

  /** From now on the Keep Alive counts; 0 turns it off. */
  void onConnected(Connection connection) {
    connection.setTimer(null);
    if (connection.keepAliveSeconds() > 0) {
      checkAfter(limitMillis(connection), connection);
    }
  }

  private void checkAfter(long millis, Connection connection) {
    connection.setTimer(state.timers().after(millis, () -> check(connection)));
  }

  /** Silent for one and a half times the Keep Alive [5.0 MQTT-3.1.2-22, 3.1.1 MQTT-3.1.2-24]? */
  private void check(Connection connection) {
    long limitMillis = limitMillis(connection);
    long silentMillis = state.nowMillis() - connection.lastPacketMillis();
    if (law.holds(
        connection,
        SILENT_TOO_LONG,
        silentMillis >= limitMillis,
        "nothing from {} for {} ms, 1.5 times its Keep Alive of {} s: closed",
        connection.name(),
        silentMillis,
        connection.keepAliveSeconds())) {
      endings.giveUp(connection, ReasonCode.KEEP_ALIVE_TIMEOUT, "silent for too long");
      return;
    }
    long restMillis = limitMillis - silentMillis;
    checkAfter(restMillis > 0 ? restMillis : limitMillis, connection);
  }

  private static long limitMillis(Connection connection) {
    return connection.keepAliveSeconds() * 1500L;
  }
}
