package dev.assay.broker.rules;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Law;
import dev.assay.broker.state.Connection;
import dev.assay.broker.state.Session;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;

/** DISCONNECT from a client (3.14). */
public final class DisconnectRules {

  /** A session that was to end with its connection cannot be prolonged at the end. */
  public static final Citation EXPIRY_AFTER_ZERO =
      cite(Rule.V5_DISCONNECT_CANNOT_REVIVE_EXPIRY, Mqtt5.MQTT_4_13_1_1);

  public static final Citation EXPIRY_REPLACED = cite(Rule.V5_DISCONNECT_REPLACES_EXPIRY);

  /** Any other goodbye than 0x00 publishes the will. */
  public static final Citation WILL_STAYS =
      cite(Rule.V5_WILL_AFTER_OTHER_DISCONNECT, Mqtt5.MQTT_3_1_2_8);

  public static final Citation CLOSED_AFTER_GOODBYE =
      cite(Rule.V5_CLOSE_AFTER_DISCONNECT, Rule.V3_1_1_CLOSE_AFTER_DISCONNECT);

  private final BrokerConfig config;
  private final Law law;
  private final Wills wills;
  private final Endings endings;

  DisconnectRules(Parts parts, Wills wills, Endings endings) {
    config = parts.config();
    law = parts.law();
    this.wills = wills;
    this.endings = endings;
  }

  /** DISCONNECT 0x00 discards the will, and the connection is closed [MQTT-3.14.4-3, both versions]; the session may last longer or shorter than CONNECT said [5.0 3.14.2.2.2]. */
  void onDisconnect(Connection from, Disconnect packet) {
    Session session = from.session();
    if (packet.properties().has(PropertyId.SESSION_EXPIRY_INTERVAL)) {
      long expirySeconds = packet.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0);
      if (law.holds(
          from,
          EXPIRY_AFTER_ZERO,
          from.askedForNoExpiry() && expirySeconds > 0,
          "Session Expiry Interval {} s, though CONNECT asked for 0",
          expirySeconds)) {
        endings.giveUp(
            from, ReasonCode.PROTOCOL_ERROR, "CONNECT asked for a Session Expiry Interval of 0");
        return;
      }
      if (law.holds(
          from, EXPIRY_REPLACED, true, "the session lasts for {} s from now on", expirySeconds)) {
        session.expireAfterSeconds(Math.min(expirySeconds, config.sessionExpiryMaxSeconds()));
      }
    }
    if (packet.reasonCode() == ReasonCode.SUCCESS) {
      wills.discard(session);
    } else {
      law.because(from, WILL_STAYS, "goodbye with {}: a will is published", packet.reasonCode());
    }
    law.because(from, CLOSED_AFTER_GOODBYE, "{} said goodbye: closed", from.name());
    endings.close(from);
  }
}
