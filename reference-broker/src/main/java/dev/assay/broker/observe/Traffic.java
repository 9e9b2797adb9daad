package dev.assay.broker.observe;

import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import java.util.Arrays;

/** The packets that went one way since the broker started. Counting makes no garbage. */
public final class Traffic {
  private final long[] packets = new long[PacketType.values().length];
  private final long[] bytes = new long[PacketType.values().length];
  private final long[] messages = new long[Qos.values().length];
  private long payloadBytes;

  /**
   * Counts a packet.
   *
   * @param sizeBytes the whole packet, fixed header included
   */
  public void add(Packet packet, int sizeBytes) {
    int type = packet.type().ordinal();
    packets[type]++;
    bytes[type] += sizeBytes;
    if (packet instanceof Publish publish) {
      messages[publish.qos().ordinal()]++;
      payloadBytes += publish.payload().length();
    }
  }

  /** How many packets of this type. */
  public long packets(PacketType type) {
    return packets[type.ordinal()];
  }

  /** How many packets of all types. */
  public long packets() {
    return Arrays.stream(packets).sum();
  }

  /** How many bytes the packets of this type had, fixed headers included. */
  public long bytes(PacketType type) {
    return bytes[type.ordinal()];
  }

  /** How many bytes all packets had, fixed headers included; what TLS and WebSocket add is not counted. */
  public long bytes() {
    return Arrays.stream(bytes).sum();
  }

  /** How many PUBLISH packets of this QoS, repeats included. */
  public long messages(Qos qos) {
    return messages[qos.ordinal()];
  }

  /** How many PUBLISH packets, repeats included. */
  public long messages() {
    return packets(PacketType.PUBLISH);
  }

  /** How many bytes the payloads of all PUBLISH packets had. */
  public long payloadBytes() {
    return payloadBytes;
  }
}
