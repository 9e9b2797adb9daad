package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.Deviation;
import dev.assay.codec.PacketReader;
import dev.assay.codec.Sender;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Reading;
import dev.assay.spec.MqttVersion;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A twist of how clients are refused that have a session in the broker. */
abstract class RefusingThoseWithSession implements Twist {
  // in the body of a CONNECT
  private static final int LEVEL_AT = 6;

  // live as long as the broker
  private final Set<Long> withSession = new HashSet<>();
  private final Set<Long> refused = new HashSet<>();

  @Override
  public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
    Connect connect = input instanceof Input.BytesMalformed malformed
        ? readAsVersion311(malformed.bytes())
        : ConnectTwists.firstConnect(input, broker);
    if (connect != null && broker.hasSession(connect.clientId())) {
      withSession.add(connectionOf(input));
    }
    return List.of(input);
  }

  private static long connectionOf(Input input) {
    return input instanceof Input.BytesMalformed malformed
        ? malformed.connection()
        : ((Input.PacketArrived) input).connection();
  }

  /** The CONNECT that it would be if its level were that of 3.1.1. */
  private static @Nullable Connect readAsVersion311(Payload bytes) {
    String hex = HexFormat.of().formatHex(bytes.toBytes());
    if (!hex.startsWith("10") || bytes.length() < LEVEL_AT + 3) {
      return null;
    }
    Deviation read = Deviation.ofHex(hex);
    byte[] right = read.replace(
            read.headerBytes() + LEVEL_AT,
            1,
            String.format("%02X", MqttVersion.V3_1_1.protocolLevel()))
        .bytes();
    Reading reading = PacketReader.of(MqttVersion.V3_1_1, Sender.CLIENT).read(right);
    return reading instanceof Connect connect ? connect : null;
  }

  @Override
  public List<Effect> effects(Effect effect, BrokerView broker) {
    if (!withSession.contains(effect.connection())) {
      return List.of(effect);
    }
    if (effect instanceof Effect.Sent sent
        && sent.packet() instanceof ConnAck ack
        && ack.reasonCode().isError()) {
      refused.add(sent.connection());
      return refusal(sent);
    }
    if (effect instanceof Effect.Closed closed && refused.contains(closed.connection())) {
      return close(closed);
    }
    return List.of(effect);
  }

  /** What goes out in place of the CONNACK that refuses. */
  List<Effect> refusal(Effect.Sent sent) {
    return List.of(sent);
  }

  /** What is done in place of closing behind it. */
  List<Effect> close(Effect.Closed closed) {
    return List.of(closed);
  }
}
