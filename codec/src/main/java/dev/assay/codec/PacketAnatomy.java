package dev.assay.codec;

import dev.assay.spec.MqttVersion;
import java.util.List;

/** Where each field of a packet stands: for transcripts and for people. */
public final class PacketAnatomy {
  private PacketAnatomy() {}

  /**
   * The fields of {@code packet}, in the order of its bytes, as far as they can be told; a broken packet yields those before
   * the break and the rest as one span.
   *
   * @param packet one whole packet, or a broken one
   */
  public static List<FieldSpan> of(MqttVersion version, Sender sender, byte[] packet) {
    throw new UnsupportedOperationException();
  }
}
