package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.rules.DisconnectRules;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What can go wrong with DISCONNECT, from either side. */
final class DisconnectDeviants {
  private DisconnectDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "takes-every-disconnect-for-a-goodbye", "Removes the Will also at DISCONNECT 0x04.")
            .mustFail(
                "disconnect/with-will-publishes-it", Mqtt5.MQTT_3_1_2_8, "publish-after-will-delay")
            .mayFail("disconnect/with-will-at-the-end-of-the-session")
            .by(() -> Twists.incoming(
                Disconnect.class,
                (packet, connection, broker) ->
                    packet.reasonCode() == ReasonCode.DISCONNECT_WITH_WILL_MESSAGE
                        ? new Disconnect(ReasonCode.SUCCESS, packet.properties())
                        : packet)),
        Deviant.named(
                "revives-sessions-by-disconnect",
                "Keeps a session whose CONNECT had no expiry if DISCONNECT gives it one.")
            .mustFail(
                "disconnect/no-session-out-of-nothing", Rule.V5_DISCONNECT_CANNOT_REVIVE_EXPIRY)
            .mayFail("disconnect/invalid-one-leaves-the-will")
            .by(() -> Twists.deciding(DisconnectRules.EXPIRY_AFTER_ZERO, false)),
        Deviant.named(
                "lets-no-session-be-prolonged",
                "Takes any Session Expiry Interval in DISCONNECT for a Protocol Error.")
            .mustFail("disconnect/may-prolong-a-session", Rule.V5_DISCONNECT_REPLACES_EXPIRY)
            .mayFail("session/disconnect-ends-it")
            .mayFail("session/disconnect-keeps-it-for-ever", "session/disconnect-with-will-ends-it")
            .by(() -> Twists.deciding(DisconnectRules.EXPIRY_AFTER_ZERO, true)),
        Deviant.named(
                "overlooks-a-wrong-goodbye",
                "Takes no notice of a DISCONNECT that would prolong the session.")
            .mustFail(
                "disconnect/no-session-out-of-nothing",
                Mqtt5.MQTT_4_13_1_1,
                "close-on-protocol-error")
            .mayFail("session/disconnect-keeps-it-for-ever")
            .by(() -> Twists.incoming(
                Disconnect.class,
                (packet, connection, broker) ->
                    packet.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0) > 0
                        ? null
                        : packet)),
        Deviant.named(
                "sends-session-expiry-in-disconnect",
                "Puts a Session Expiry Interval behind the Reason String of the DISCONNECT for a second CONNECT.")
            .mustFail("disconnect/is-the-brokers-last-word", Mqtt5.MQTT_3_14_2_2)
            .by(() -> new LastWord() {
              @Override
              void sayTo(long connection, Outbox outbox) {
                outbox.sendBytes(connection, Payload.copyOf(WITH_SESSION_EXPIRY));
                outbox.close(connection);
              }
            }),
        Deviant.named("talks-after-its-goodbye", "Answers PINGREQs behind its own DISCONNECT.")
            .mustFail("disconnect/is-the-brokers-last-word", Mqtt5.MQTT_3_14_4_1)
            .by(() -> new LastWord() {
              @Override
              void sayTo(long connection, Outbox outbox) {
                outbox.send(connection, MqttVersion.V5, FAREWELL);
                outbox.send(connection, MqttVersion.V5, new PingResp());
                outbox.close(connection);
              }
            }),
        Deviant.named("repeats-its-goodbye", "Sends a second DISCONNECT behind its own DISCONNECT.")
            .mustFail("disconnect/is-the-brokers-last-word", Mqtt5.MQTT_3_14_4_1)
            .by(() -> new LastWord() {
              @Override
              void sayTo(long connection, Outbox outbox) {
                outbox.send(connection, MqttVersion.V5, FAREWELL);
                outbox.send(connection, MqttVersion.V5, FAREWELL);
                outbox.close(connection);
              }
            }),
        Deviant.named(
                "stays-after-its-goodbye",
                "Leaves the connection open behind its DISCONNECT if the client goes on talking.")
            .mustFail("disconnect/is-the-brokers-last-word", Mqtt5.MQTT_3_14_4_2)
            .mayFail("auth/auth-without-method-is-not-answered")
            .by(() -> new LastWord() {
              @Override
              void sayTo(long connection, Outbox outbox) {
                outbox.send(connection, MqttVersion.V5, FAREWELL);
              }
            }));
  }

  /**
   * DISCONNECT 0x82 and the close behind it wait until time passes, so that it is known whether a PINGREQ came behind what was
   * wrong. Then {@link #sayTo} goes its own way; else all is as it should be.
   */
  private abstract static class LastWord implements Twist {
    static final Disconnect FAREWELL = new Disconnect(ReasonCode.PROTOCOL_ERROR);
    // Reason Code 0x82, Session Expiry Interval 60
    static final byte[] WITH_SESSION_EXPIRY = {
      (byte) 0xE0, 0x0C, (byte) 0x82, 0x0A, 0x1F, 0x00, 0x02, 'n', 'o', 0x11, 0x00, 0x00, 0x00, 0x3C
    };

    // live until time passes
    private final Set<Long> leaving = new LinkedHashSet<>();
    private final Set<Long> talking = new HashSet<>();

    abstract void sayTo(long connection, Outbox outbox);

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.TimePassed) {
        leaving.forEach(connection -> end(connection, outbox));
        leaving.clear();
        talking.clear();
      } else if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof PingReq
          && leaving.contains(arrived.connection())) {
        talking.add(arrived.connection());
      }
      return List.of(input);
    }

    private void end(long connection, Outbox outbox) {
      if (talking.contains(connection)) {
        sayTo(connection, outbox);
      } else {
        outbox.send(connection, MqttVersion.V5, FAREWELL);
        outbox.close(connection);
      }
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent
          && sent.packet() instanceof Disconnect disconnect
          && disconnect.reasonCode() == ReasonCode.PROTOCOL_ERROR) {
        leaving.add(sent.connection());
        return List.of();
      }
      boolean held = effect instanceof Effect.Closed && leaving.contains(effect.connection());
      return held ? List.of() : List.of(effect);
    }
  }
}
