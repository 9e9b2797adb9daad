package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.KeepAlive;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** What can go wrong with what Keep Alive measures. */
final class KeepAliveTrafficDeviants {
  private static final String ANY_TYPE = "keep-alive/any-type-of-packet-counts";
  private static final String ACKNOWLEDGEMENTS = "keep-alive/acknowledgements-count";
  private static final String DEMAND_311 = "close-after-keep-alive-and-half";
  private static final int LARGEST_SIGNED = 32_767;

  private KeepAliveTrafficDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "counts-from-connect", "Closes a 3.1.1 client 1.5 Keep Alives after its CONNECT.")
            .mustFail(ANY_TYPE, Mqtt311.MQTT_3_1_2_24, DEMAND_311)
            .mustFail(ACKNOWLEDGEMENTS, Mqtt311.MQTT_3_1_2_24, DEMAND_311)
            .by(() -> new NotCounting((version, packet) -> version == MqttVersion.V3_1_1)),
        Deviant.named(
                "counts-publications-only",
                "Closes a 5.0 client that sends packets, but no PUBLISH, by Keep Alive.")
            .mustFail(ANY_TYPE, Mqtt5.MQTT_3_2_2_22)
            .mustFail(ACKNOWLEDGEMENTS, Mqtt5.MQTT_3_2_2_22)
            .by(() -> new NotCounting((version, packet) ->
                version == MqttVersion.V5 && packet.type() != PacketType.PUBLISH)),
        notCounting("does-not-count-pings", ANY_TYPE, "PINGREQ", PacketType.PINGREQ),
        notCounting(
            "does-not-count-subscriptions",
            ANY_TYPE,
            "SUBSCRIBE and UNSUBSCRIBE",
            PacketType.SUBSCRIBE,
            PacketType.UNSUBSCRIBE),
        notCounting("does-not-count-releases", ANY_TYPE, "PUBREL", PacketType.PUBREL),
        notCounting(
            "does-not-count-acknowledgements",
            ACKNOWLEDGEMENTS,
            "PUBACK, PUBREC and PUBCOMP",
            PacketType.PUBACK,
            PacketType.PUBREC,
            PacketType.PUBCOMP),
        Deviant.named(
                "does-not-count-qos-0", "Does not take a PUBLISH of QoS 0 for a sign of life.")
            .mustFail(ANY_TYPE, Mqtt5.MQTT_3_2_2_22)
            .mustFail(ANY_TYPE, Mqtt311.MQTT_3_1_2_24, DEMAND_311)
            .mayFail("keep-alive/any-packet-counts")
            .by(() -> new NotCounting((version, packet) ->
                packet instanceof Publish publish && publish.qos() == Qos.AT_MOST_ONCE)),
        Deviant.named(
                "reads-keep-alive-as-signed",
                "Closes a client whose Keep Alive is above 32,767 after 1.5 s of silence.")
            .mustFail("keep-alive/largest-is-used", Mqtt5.MQTT_3_2_2_22)
            .mustFail("keep-alive/largest-is-used", Mqtt311.MQTT_3_1_2_24, DEMAND_311)
            .by(() -> ConnectTwists.seeing(
                (connect, broker) -> connect.keepAliveSeconds() > LARGEST_SIGNED,
                connect -> ConnectTwists.withKeepAlive(connect, 1))),
        Deviant.named(
                "keeps-keep-alive-with-the-session",
                "Uses the larger Keep Alive of before for a client that resumes its session with a smaller one.")
            .mustFail(
                "keep-alive/of-the-new-connection-is-used",
                Mqtt5.MQTT_3_1_2_22,
                "close-silent-connection")
            .mustFail("keep-alive/of-the-new-connection-is-used", Mqtt311.MQTT_3_1_2_24, DEMAND_311)
            .by(KeepingTheLargest::new));
  }

  private static Deviant notCounting(
      String name, String caseId, String what, PacketType first, PacketType... others) {
    Set<PacketType> types = EnumSet.of(first, others);
    return Deviant.named(name, "Does not take " + what + " for a sign of life.")
        .mustFail(caseId, Mqtt5.MQTT_3_2_2_22)
        .mustFail(caseId, Mqtt311.MQTT_3_1_2_24, DEMAND_311)
        .by(() -> new NotCounting((version, packet) -> types.contains(packet.type())));
  }

  /** Packets of some kinds do not set the Keep Alive back. */
  private static final class NotCounting extends Attentive {
    private final BiPredicate<MqttVersion, Packet> ignored;
    // lives as long as the broker
    private final Map<Long, Long> heardMillis = new HashMap<>();

    NotCounting(BiPredicate<MqttVersion, Packet> ignored) {
      this.ignored = ignored;
    }

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      Connect connect = connectOf(connection);
      if (packet instanceof Connect
          || (connect != null && !ignored.test(connect.version(), packet))) {
        heardMillis.put(connection, broker.nowMillis());
      }
      return true;
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      Connect connect = connectOf(who.connection());
      Long heard = heardMillis.get(who.connection());
      boolean isLost = citation == KeepAlive.SILENT_TOO_LONG
          && connect != null
          && heard != null
          && broker.nowMillis() - heard >= connect.keepAliveSeconds() * 1_500L;
      return condition || isLost;
    }
  }

  private static final class KeepingTheLargest extends Attentive {
    // by Client Identifier; lives as long as the broker
    private final Map<String, Integer> before = new HashMap<>();
    // by connection; lives as long as the broker
    private final Map<Long, Integer> largest = new HashMap<>();

    @Override
    boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
      if (packet instanceof Connect connect && broker.clientOf(connection) == null) {
        int seconds = connect.keepAliveSeconds();
        int kept = broker.hasSession(connect.clientId()) && !connect.cleanStart()
            ? before.getOrDefault(connect.clientId(), 0)
            : 0;
        if (seconds > 0 && kept > seconds) {
          largest.put(connection, kept);
        }
        before.put(connect.clientId(), Math.max(seconds, kept));
      }
      return true;
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition
          && !(citation == KeepAlive.SILENT_TOO_LONG && largest.containsKey(who.connection()));
    }
  }
}
