package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Which malformed packets a deviant gets wrong, and how. */
final class Faults {
  private final Predicate<Input.BytesMalformed> meant;

  private Faults(Predicate<Input.BytesMalformed> meant) {
    this.meant = meant;
  }

  /** Packets that break one of these statements. */
  static Faults against(Statement... statements) {
    Set<Statement> these = Set.of(statements);
    return where(malformed -> these.contains(malformed.violation().statement()));
  }

  /** Those that {@code meant} picks. */
  static Faults where(Predicate<Input.BytesMalformed> meant) {
    return new Faults(meant);
  }

  /** Those among them that are of these types. */
  Faults in(PacketType... only) {
    List<PacketType> types = List.of(only);
    return where(meant.and(
        malformed -> types.stream().anyMatch(type -> type.number() == typeOf(malformed.bytes()))));
  }

  private static int typeOf(Payload bytes) {
    return (bytes.at(0) & 0xFF) >> 4;
  }

  /** The packet is thrown away and the connection goes on. */
  Twist overlooked() {
    return new Wrongly() {
      @Override
      List<Input> told(Input.BytesMalformed malformed, Outbox outbox) {
        return List.of();
      }
    };
  }

  /** 5.0: a DISCONNECT says what is wrong, and the connection goes on. 3.1.1: as {@link #overlooked}. */
  Twist complainedOfAndLeftOpen() {
    return new Wrongly() {
      @Override
      List<Input> told(Input.BytesMalformed malformed, Outbox outbox) {
        if (malformed.violation().statement().version() == MqttVersion.V5) {
          outbox.send(
              malformed.connection(),
              MqttVersion.V5,
              new Disconnect(malformed.violation().reasonCode()));
        }
        return List.of();
      }
    };
  }

  /** A CONNECT of 5.0 is refused by its CONNACK, and the connection stays open. */
  Twist refusedAndLeftOpen() {
    return new Wrongly() {
      @Override
      List<Input> told(Input.BytesMalformed malformed, Outbox outbox) {
        ReasonCode code = malformed.violation().reasonCode();
        outbox.send(
            malformed.connection(), MqttVersion.V5, new ConnAck(false, code, Properties.NONE));
        return List.of();
      }
    };
  }

  /** A CONNECT is accepted, as if a plain one had come. */
  Twist accepted() {
    return new Wrongly() {
      @Override
      List<Input> told(Input.BytesMalformed malformed, Outbox outbox) {
        return List.of(new Input.PacketArrived(
            malformed.connection(),
            new Connect(
                malformed.violation().statement().version(),
                "tolerated" + malformed.connection(),
                true,
                0,
                null,
                null,
                null,
                Properties.NONE)));
      }
    };
  }

  /** A PUBLISH of QoS 0 reaches its subscribers byte for byte as it came. Only then is its sender dealt with as it should be. */
  Twist passedOn() {
    return new PassedOn();
  }

  /** Tells the core something else in place of the malformed packets meant, and nothing else otherwise. */
  private abstract class Wrongly implements Twist {
    abstract List<Input> told(Input.BytesMalformed malformed, Outbox outbox);

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      return input instanceof Input.BytesMalformed malformed && meant.test(malformed)
          ? told(malformed, outbox)
          : List.of(input);
    }
  }

  private final class PassedOn extends Wrongly {
    private static final String MARK = "passed on as it came, number ";

    // by the payload of the right message that the core sees in place of the wrong one
    private final Map<Payload, Payload> bytesByMark = new HashMap<>();

    @Override
    List<Input> told(Input.BytesMalformed malformed, Outbox outbox) {
      Payload mark = Payload.of(MARK + bytesByMark.size());
      bytesByMark.put(mark, malformed.bytes());
      Publish seen = new Publish(
          false,
          Qos.AT_MOST_ONCE,
          false,
          TopicName.of(topicOf(malformed.bytes().toBytes())),
          PacketId.NONE,
          Properties.NONE,
          mark);
      return List.of(new Input.PacketArrived(malformed.connection(), seen), malformed);
    }

    /** The Topic Name with what is wrong in it mended; of a short packet, so that it begins behind two bytes. */
    private String topicOf(byte[] publish) {
      int at = publish[1] < 0 ? 3 : 2;
      int length = ((publish[at] & 0xFF) << 8) | (publish[at + 1] & 0xFF);
      return new String(publish, at + 2, length, StandardCharsets.UTF_8).replace('\0', '?');
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent && sent.packet() instanceof Publish publish) {
        Payload bytes = bytesByMark.get(publish.payload());
        if (bytes != null) {
          return List.of(new Effect.SentBytes(sent.connection(), bytes));
        }
      }
      return List.of(effect);
    }
  }
}
