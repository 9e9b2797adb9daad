package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.Statement;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The twists that most deviants are made of. */
final class Twists {
  private Twists() {}

  /** The branch of {@code citation} always goes this way: {@code false} is "does not obey". */
  static Twist deciding(Citation citation, boolean outcome) {
    return decidingWhere(citation, who -> true, outcome);
  }

  /** The branch of {@code citation} goes this way for those whom {@code where} picks. */
  static Twist decidingWhere(Citation citation, Predicate<Subject> where, boolean outcome) {
    return new Twist() {
      @Override
      public boolean outcome(Citation asked, Subject who, boolean condition, BrokerView broker) {
        return (asked == citation && where.test(who)) ? outcome : condition;
      }
    };
  }

  /** The branch of {@code citation} goes this way from its {@code n}th honest time on, counted from 1. */
  static Twist decidingFromThe(int n, Citation citation, boolean outcome) {
    return new Twist() {
      private int times;

      @Override
      public boolean outcome(Citation asked, Subject who, boolean condition, BrokerView broker) {
        if (asked != citation || !condition) {
          return condition;
        }
        times++;
        return times < n || outcome;
      }
    };
  }

  /** Two twists for one fault: {@code second} sees what {@code first} has left. */
  static Twist both(Twist first, Twist second) {
    return new Twist() {
      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        return first.inputs(input, broker, outbox).stream()
            .flatMap(left -> second.inputs(left, broker, outbox).stream())
            .toList();
      }

      @Override
      public List<Effect> effects(Effect effect, BrokerView broker) {
        return first.effects(effect, broker).stream()
            .flatMap(left -> second.effects(left, broker).stream())
            .toList();
      }

      @Override
      public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
        return second.outcome(
            citation, who, first.outcome(citation, who, condition, broker), broker);
      }
    };
  }

  /** A packet that came in, as the core is to see it; null if it is not to see it. */
  @FunctionalInterface
  interface Incoming<P extends Packet> {
    @Nullable
    Packet seen(P packet, long connection, BrokerView broker);
  }

  /** Packets of this kind come in as {@code change} says. */
  static <P extends Packet> Twist incoming(Class<P> kind, Incoming<P> change) {
    return new Twist() {
      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        if (input instanceof Input.PacketArrived arrived && kind.isInstance(arrived.packet())) {
          long connection = arrived.connection();
          Packet seen = change.seen(kind.cast(arrived.packet()), connection, broker);
          return seen == null ? List.of() : List.of(new Input.PacketArrived(connection, seen));
        }
        return List.of(input);
      }
    };
  }

  /** Packets of this kind are not noticed. */
  static Twist ignoring(Class<? extends Packet> kind) {
    return incoming(kind, (packet, connection, broker) -> null);
  }

  /** What leaves in place of a packet: none, one or several. */
  @FunctionalInterface
  interface Outgoing<P extends Packet> {
    List<Packet> sent(P packet, long connection, BrokerView broker);
  }

  /** Packets of this kind go out as {@code change} says. */
  static <P extends Packet> Twist outgoing(Class<P> kind, Outgoing<P> change) {
    return new Twist() {
      @Override
      public List<Effect> effects(Effect effect, BrokerView broker) {
        if (effect instanceof Effect.Sent sent && kind.isInstance(sent.packet())) {
          return change.sent(kind.cast(sent.packet()), sent.connection(), broker).stream()
              .map(packet -> (Effect) new Effect.Sent(sent.connection(), sent.version(), packet))
              .toList();
        }
        return List.of(effect);
      }
    };
  }

  /** Packets of this kind are never sent. */
  static Twist swallowing(Class<? extends Packet> kind) {
    return outgoing(kind, (packet, connection, broker) -> List.of());
  }

  /** Packets of this kind are sent twice. */
  static <P extends Packet> Twist repeating(Class<P> kind) {
    return outgoing(kind, (packet, connection, broker) -> List.of(packet, packet));
  }

  /** Bytes in place of a packet. */
  @FunctionalInterface
  interface Wrong<P extends Packet> {
    /** What leaves; made by {@link dev.assay.codec.Deviation}. */
    byte[] bytes(P packet, Effect.Sent sent);
  }

  /** Packets of this kind go out as other bytes, which the standard need not allow. */
  static <P extends Packet> Twist outgoingBytes(Class<P> kind, Wrong<P> change) {
    return new Twist() {
      @Override
      public List<Effect> effects(Effect effect, BrokerView broker) {
        if (effect instanceof Effect.Sent sent && kind.isInstance(sent.packet())) {
          byte[] bytes = change.bytes(kind.cast(sent.packet()), sent);
          return List.of(new Effect.SentBytes(sent.connection(), Payload.owning(bytes)));
        }
        return List.of(effect);
      }
    };
  }

  /** What the core is told in place of malformed bytes: a packet as which to read them, or null to overlook them. */
  @FunctionalInterface
  interface Tolerance {
    @Nullable
    Packet read(Payload bytes, long connection, BrokerView broker);
  }

  /** Bytes that break {@code statement} are overlooked, or taken for the packet that {@code tolerance} makes of them. */
  static Twist tolerating(Statement statement, Tolerance tolerance) {
    return toleratingWhere(violation -> violation.statement() == statement, tolerance);
  }

  /** Bytes whose violation {@code where} picks are overlooked, or taken for the packet that {@code tolerance} makes of them. */
  static Twist toleratingWhere(Predicate<Violation> where, Tolerance tolerance) {
    return new Twist() {
      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        if (input instanceof Input.BytesMalformed malformed && where.test(malformed.violation())) {
          long connection = malformed.connection();
          Packet packet = tolerance.read(malformed.bytes(), connection, broker);
          return packet == null ? List.of() : List.of(new Input.PacketArrived(connection, packet));
        }
        return List.of(input);
      }
    };
  }

  /** Closes the connection of whoever sends a packet of this kind, before the core sees it. */
  static Twist closingOn(PacketType type) {
    return new Twist() {
      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        if (input instanceof Input.PacketArrived arrived && arrived.packet().type() == type) {
          outbox.close(arrived.connection());
          return List.of(new Input.ConnectionLost(arrived.connection()));
        }
        return List.of(input);
      }
    };
  }
}
