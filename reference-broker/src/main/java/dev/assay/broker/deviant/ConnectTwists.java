package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.UserProperty;
import dev.assay.codec.packet.Will;
import dev.assay.spec.MqttVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Twists that go by what a client said in its CONNECT. */
final class ConnectTwists {
  private ConnectTwists() {}

  /** Picks CONNECTs, by what they say and by what the broker knows before. */
  @FunctionalInterface
  interface Which {
    boolean picks(Connect connect, BrokerView broker);
  }

  /** The first CONNECT of a connection, if this is one; a second one is none. */
  static @Nullable Connect firstConnect(Input input, BrokerView broker) {
    return input instanceof Input.PacketArrived arrived
            && arrived.packet() instanceof Connect connect
            && broker.clientOf(arrived.connection()) == null
        ? connect
        : null;
  }

  /** A CONNECT that goes on with a session, and lacks this numeric property, is seen with what the CONNECT before had. */
  static Twist keepingFromBefore(PropertyId id) {
    return keepingFromBefore(
        id, (connect, broker) -> !connect.cleanStart() && broker.hasSession(connect.clientId()));
  }

  /** The same for CONNECTs that {@code which} picks. */
  static Twist keepingFromBefore(PropertyId id, Which which) {
    Map<String, Long> before = new HashMap<>();
    return Twists.incoming(Connect.class, (packet, connection, broker) -> {
      if (packet.version() != MqttVersion.V5) {
        return packet;
      }
      long declared = packet.properties().number(id, 0);
      Long kept =
          declared == 0 && which.picks(packet, broker) ? before.get(packet.clientId()) : null;
      before.put(packet.clientId(), declared);
      return kept == null || kept == 0
          ? packet
          : withProperties(
              packet, packet.properties().toBuilder().with(id, kept).build());
    });
  }

  /** The CONNECT with other properties. */
  static Connect withProperties(Connect packet, Properties properties) {
    return new Connect(
        packet.version(),
        packet.clientId(),
        packet.cleanStart(),
        packet.keepAliveSeconds(),
        packet.will(),
        packet.userName(),
        packet.password(),
        properties);
  }

  /** CONNACKs to those whom {@code which} picks go out as {@code change} says. */
  static Twist answering(Which which, Function<Effect.Sent, List<Effect>> change) {
    return new Twist() {
      // lives as long as the broker
      private final Map<Long, Boolean> picked = new HashMap<>();

      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        Connect connect = firstConnect(input, broker);
        if (connect != null && input instanceof Input.PacketArrived arrived) {
          picked.put(arrived.connection(), which.picks(connect, broker));
        }
        return List.of(input);
      }

      @Override
      public List<Effect> effects(Effect effect, BrokerView broker) {
        boolean changed = effect instanceof Effect.Sent sent
            && sent.packet() instanceof ConnAck
            && Boolean.TRUE.equals(picked.get(effect.connection()));
        return changed ? change.apply((Effect.Sent) effect) : List.of(effect);
      }
    };
  }

  /** The CONNACK with another property in place of, or besides, those that it has. */
  static List<Effect> withProperties(Effect.Sent sent, Properties properties) {
    ConnAck ack = (ConnAck) sent.packet();
    return List.of(new Effect.Sent(
        sent.connection(),
        sent.version(),
        new ConnAck(ack.sessionPresent(), ack.reasonCode(), properties)));
  }

  /** These bytes in place of a packet. */
  static List<Effect> bytes(Effect.Sent sent, int... bytes) {
    byte[] instead = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      instead[i] = (byte) bytes[i];
    }
    return List.of(new Effect.SentBytes(sent.connection(), Payload.owning(instead)));
  }

  /** Those whom {@code which} picks are refused. */
  static Twist refusing(Which which, ReasonCode code) {
    return new Twist() {
      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        Connect connect = firstConnect(input, broker);
        if (connect == null || !which.picks(connect, broker)) {
          return List.of(input);
        }
        long connection = ((Input.PacketArrived) input).connection();
        outbox.send(connection, connect.version(), new ConnAck(false, code, Properties.NONE));
        outbox.close(connection);
        return List.of(new Input.ConnectionLost(connection));
      }
    };
  }

  /** CONNECTs that {@code which} picks are seen as {@code change} says. */
  static Twist seeing(Which which, Function<Connect, Connect> change) {
    return Twists.incoming(
        Connect.class,
        (connect, connection, broker) ->
            broker.clientOf(connection) == null && which.picks(connect, broker)
                ? change.apply(connect)
                : connect);
  }

  static boolean isBack(Connect connect, BrokerView broker) {
    return broker.hasSession(connect.clientId()) && broker.connectionOf(connect.clientId()) == null;
  }

  static Connect with(Connect connect, String clientId) {
    return new Connect(
        connect.version(),
        clientId,
        connect.cleanStart(),
        connect.keepAliveSeconds(),
        connect.will(),
        connect.userName(),
        connect.password(),
        connect.properties());
  }

  static Connect with(Connect connect, Properties properties) {
    return new Connect(
        connect.version(),
        connect.clientId(),
        connect.cleanStart(),
        connect.keepAliveSeconds(),
        connect.will(),
        connect.userName(),
        connect.password(),
        properties);
  }

  static Connect startingClean(Connect connect) {
    return new Connect(
        connect.version(),
        connect.clientId(),
        true,
        connect.keepAliveSeconds(),
        connect.will(),
        connect.userName(),
        connect.password(),
        connect.properties());
  }

  static Connect withKeepAlive(Connect connect, int seconds) {
    return new Connect(
        connect.version(),
        connect.clientId(),
        connect.cleanStart(),
        seconds,
        connect.will(),
        connect.userName(),
        connect.password(),
        connect.properties());
  }

  static Connect withWill(Connect connect, @Nullable Will will) {
    return new Connect(
        connect.version(),
        connect.clientId(),
        connect.cleanStart(),
        connect.keepAliveSeconds(),
        will,
        connect.userName(),
        connect.password(),
        connect.properties());
  }

  static Connect withoutSessionExpiry(Connect connect) {
    return new Connect(
        connect.version(),
        connect.clientId(),
        connect.cleanStart(),
        connect.keepAliveSeconds(),
        connect.will(),
        connect.userName(),
        connect.password(),
        without(connect.properties(), PropertyId.SESSION_EXPIRY_INTERVAL));
  }

  /** The properties without one of them, the others in their order. */
  static Properties without(Properties properties, PropertyId unwanted) {
    Properties.Builder rest = Properties.builder();
    for (int i = 0; i < properties.count(); i++) {
      PropertyId id = properties.idAt(i);
      if (id == unwanted) {
        continue;
      }
      switch (id.type()) {
        case UTF_8_STRING -> rest.with(id, (String) properties.objectAt(i));
        case BINARY_DATA -> rest.with(id, (Payload) properties.objectAt(i));
        case UTF_8_STRING_PAIR -> {
          UserProperty pair = (UserProperty) properties.objectAt(i);
          rest.withUser(pair.name(), pair.value());
        }
        case BYTE, TWO_BYTE_INTEGER, FOUR_BYTE_INTEGER, VARIABLE_BYTE_INTEGER ->
          rest.with(id, properties.numberAt(i));
      }
    }
    return rest.build();
  }
}
