package dev.assay.broker.deviant;

import dev.assay.broker.rules.ConnectRules;
import dev.assay.broker.rules.MqttBroker;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Properties;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import java.util.List;

/** What can go wrong between CONNECT and CONNACK. */
final class ConnectDeviants {
  private ConnectDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named("overlooks-second-connect", "Takes no notice of a second CONNECT.")
            .mustFail("connect/second-connect-is-refused", Mqtt5.MQTT_3_1_0_2, "close-connection")
            .mustFail("connect/second-connect-is-refused", Mqtt311.MQTT_3_1_0_2)
            .by(() -> Twists.deciding(MqttBroker.SECOND_CONNECT, false)),
        Deviant.named(
                "keeps-the-older-connection",
                "Leaves the older connection open when its client connects again.")
            .mustFail(
                "connect/second-connection-takes-over", Mqtt5.MQTT_3_1_4_3, Mqtt311.MQTT_3_1_4_2)
            .by(() -> Twists.deciding(ConnectRules.TAKEN_OVER, false)),
        Deviant.named(
                "never-says-session-present",
                "Answers every CONNECT with Session Present 0, though it resumes the session.")
            .mustFail(
                "connect/kept-session-is-answered-by-session-present-1",
                Mqtt5.MQTT_3_2_2_3,
                "session-present-1-with-state")
            .mustFail("connect/kept-session-is-answered-by-session-present-1", Mqtt311.MQTT_3_2_2_2)
            .by(() -> Twists.outgoing(
                ConnAck.class,
                (packet, connection, broker) ->
                    List.of(new ConnAck(false, packet.reasonCode(), packet.properties())))),
        Deviant.named(
                "accepts-reserved-connect-flag", "Accepts a CONNECT whose reserved flag is 1.")
            .mustFail(
                "connect/reserved-connect-flag-is-refused",
                Mqtt5.MQTT_3_1_2_3,
                Mqtt311.MQTT_3_1_2_3)
            .by(() -> Twists.both(
                acceptingConnectThatBreaks(Mqtt5.MQTT_3_1_2_3),
                acceptingConnectThatBreaks(Mqtt311.MQTT_3_1_2_3))),
        Deviant.named("answers-only-the-first-ping", "Answers the first PINGREQ and no other.")
            .mustFail("ping/each-pingreq-is-answered", Mqtt5.MQTT_3_12_4_1, Mqtt311.MQTT_3_12_4_1)
            .by(() -> Twists.decidingFromThe(2, MqttBroker.PING_ANSWERED, false)));
  }

  /** Accepts a CONNECT that breaks {@code statement}, as if a plain one had come. */
  static Twist acceptingConnectThatBreaks(Statement statement) {
    return Twists.tolerating(
        statement,
        (bytes, connection, broker) -> plainConnect(statement.version(), "tolerated" + connection));
  }

  private static Connect plainConnect(MqttVersion version, String clientId) {
    return new Connect(version, clientId, true, 0, null, null, null, Properties.NONE);
  }
}
