package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.ConnectRules;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Properties;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What goes wrong where a Client Identifier is connected already, or looks like one that is. */
final class ClientIdentifierDeviants {
  private static final int LONG_IDENTIFIER = 64;

  private ClientIdentifierDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "ends-only-the-first-of-several",
                "Ends the older connection of a Client Identifier the first time that a newer one comes, and never again.")
            .mustFail(
                "connect/each-takeover-ends-the-connection-before",
                Mqtt5.MQTT_3_1_4_3,
                Mqtt311.MQTT_3_1_4_2)
            .by(OnceForEach::new),
        Deviant.named(
                "keeps-clients-by-version",
                "Leaves the connection of a 5.0 client open when a client of 3.1.1 comes with its Client Identifier.")
            .mustFail("connect/takeover-by-3-1-1-ends-the-older-connection", Mqtt5.MQTT_3_1_4_3)
            .by(ByVersion::new),
        Deviant.named(
                "resumes-at-takeover",
                "Goes on with a session that is taken over, whatever Clean Start says, and says so.")
            .mustFail(
                "session/takeover-with-clean-start-begins-anew",
                Mqtt5.MQTT_3_2_2_2,
                "session-present-0")
            .mustFail(
                "session/takeover-with-clean-start-begins-anew",
                Mqtt311.MQTT_3_2_2_1,
                "session-present-0")
            .by(ClientIdentifierDeviants::resuming),
        Deviant.named(
                "resumes-at-takeover-in-secret",
                "Goes on with a session that is taken over, and says Session Present 0 where Clean Start is 1.")
            .mustFail(
                "session/takeover-with-clean-start-begins-anew",
                Mqtt5.MQTT_3_1_2_4,
                "discard-old-session")
            .mustFail(
                "session/takeover-with-clean-start-begins-anew",
                Mqtt311.MQTT_3_1_2_6,
                "discard-earlier-session")
            .by(() -> Twists.both(
                ConnectTwists.answering(
                    ClientIdentifierDeviants::takesOverClean,
                    sent -> List.of(
                        new Effect.Sent(sent.connection(), sent.version(), withoutSession((ConnAck)
                            sent.packet())))),
                resuming())),
        mistaking(
            "trims-identifiers",
            "Takes spaces off the end of Client Identifiers.",
            String::stripTrailing),
        mistaking(
            "removes-byte-order-marks-from-identifiers",
            "Removes U+FEFF from Client Identifiers.",
            id -> id.replace("\uFEFF", "")),
        mistaking(
            "normalizes-identifiers",
            "Takes Client Identifiers in their normal form.",
            id -> Normalizer.normalize(id, Normalizer.Form.NFC)),
        mistaking(
            "keeps-identifiers-of-the-first-plane",
            "Keeps a question mark for each character of a Client Identifier beyond U+FFFF.",
            id -> id.replaceAll("[\\x{10000}-\\x{10FFFF}]", "?")),
        mistaking(
            "cuts-identifiers-to-64-characters",
            "Uses the first 64 characters of a Client Identifier alone.",
            id -> id.length() > LONG_IDENTIFIER ? id.substring(0, LONG_IDENTIFIER) : id),
        mistaking(
            "cuts-identifiers-from-the-front",
            "Uses the last 64 characters of a Client Identifier alone.",
            id -> id.substring(Math.max(0, id.length() - LONG_IDENTIFIER))));
  }

  private static Deviant mistaking(
      String name, String description, UnaryOperator<String> identifier) {
    return Deviant.named(name, description)
        .mustFail("session/unlike-ids-are-told-apart", Mqtt5.MQTT_3_1_3_2, Mqtt311.MQTT_3_1_3_2)
        .by(() -> ConnectTwists.seeing(
            (connect, broker) -> !identifier.apply(connect.clientId()).equals(connect.clientId()),
            connect -> ConnectTwists.with(connect, identifier.apply(connect.clientId()))));
  }

  private static boolean takesOverClean(Connect connect, BrokerView broker) {
    return connect.cleanStart() && broker.connectionOf(connect.clientId()) != null;
  }

  private static Twist resuming() {
    return ConnectTwists.seeing(
        ClientIdentifierDeviants::takesOverClean,
        connect -> new Connect(
            connect.version(),
            connect.clientId(),
            false,
            connect.keepAliveSeconds(),
            connect.will(),
            connect.userName(),
            connect.password(),
            connect.properties()));
  }

  private static ConnAck withoutSession(ConnAck ack) {
    Properties properties = ack.properties();
    return new ConnAck(false, ack.reasonCode(), properties);
  }

  /** Of each Client Identifier the first takeover alone is noticed. */
  private static final class OnceForEach implements Twist {
    // lives as long as the broker, by Client Identifier
    private final Map<String, Integer> takeovers = new HashMap<>();

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      if (citation != ConnectRules.TAKEN_OVER || !condition) {
        return condition;
      }
      return takeovers.merge(who.name(), 1, Integer::sum) == 1;
    }
  }

  /** Who speaks 5.0 is not taken over by who speaks 3.1.1. */
  private static final class ByVersion implements Twist {
    // lives as long as an input
    private boolean isOlderVersion;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      isOlderVersion = connect != null && connect.version() == MqttVersion.V3_1_1;
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      boolean isOther = isOlderVersion && who.version() == MqttVersion.V5;
      return condition && !(citation == ConnectRules.TAKEN_OVER && isOther);
    }
  }
}
