package dev.assay.client;

import dev.assay.codec.packet.Packet;
import dev.assay.spec.MqttVersion;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A packet on its way through a {@link FaultProxy}.
 *
 * @param version of the connection, as its CONNECT says
 * @param number which of its type it is on this connection and in this direction, from 1
 * @param firstByte of its fixed header: packet type and flags
 * @param packet null if it breaks a rule and cannot be read
 */
public record Passing(
    MqttVersion version,
    int number,
    int firstByte,
    @Nullable Packet packet) {

  /** Whether it can be read and is a {@code type} for which this holds. */
  public <P extends Packet> boolean is(Class<P> type, Predicate<P> holds) {
    return type.isInstance(packet) && holds.test(type.cast(packet));
  }
}
