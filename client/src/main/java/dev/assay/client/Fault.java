package dev.assay.client;

import dev.assay.codec.Sender;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What a {@link FaultProxy} does to some of the packets that one side sends.
 *
 * @param sender whose packets
 * @param type of the packets; all others pass
 * @param condition which of them
 * @param operation what is done to each of those
 */
public record Fault(
    Sender sender, PacketType type, Predicate<Passing> condition, Operation operation) {

  /** The fault that spares no packet of this type. */
  public static Fault of(Sender sender, PacketType type, Operation operation) {
    return new Fault(sender, type, passing -> true, operation);
  }

  /** The same fault, of those alone that {@code further} holds for, too. */
  public Fault when(Predicate<Passing> further) {
    return new Fault(sender, type, condition.and(further), operation);
  }

  /** The same fault, of the {@code n}-th packet of its type on each connection alone; the first has number 1. */
  public Fault ofNumber(int n) {
    return when(passing -> passing.number() == n);
  }

  /** What is done to a packet. */
  public sealed interface Operation {}

  /** It does not arrive. */
  public record Drop() implements Operation {}

  /** It arrives twice. */
  public record Duplicate() implements Operation {}

  /**
   * It arrives as another packet, newly written.
   *
   * @param change is given each packet that can be read; what it returns as it was passes as it came
   */
  public record Alter(UnaryOperator<Packet> change) implements Operation {}

  /**
   * It arrives as other bytes, also such as no packet has.
   *
   * @param change is given a copy of the packet's bytes, fixed header included
   */
  public record AlterBytes(UnaryOperator<byte[]> change) implements Operation {}

  /**
   * It arrives behind the next packet of its type. If none comes in time, or another type follows first, it goes on as it was: a
   * fault that did not come about.
   *
   * @param patience how long it waits
   */
  public record SwapWithNext(Duration patience) implements Operation {}

  /**
   * It arrives later, and so does all that its sender sends behind it.
   *
   * @param by how much
   */
  public record Delay(Duration by) implements Operation {}

  /** Other bytes arrive behind it. */
  public static final class Inject implements Operation {
    private final byte[] bytes;

    /** A packet or anything else; the bytes are copied. */
    public Inject(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    byte[] bytes() {
      return bytes;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Inject that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Objects.hash(Arrays.hashCode(bytes));
    }
  }
}
