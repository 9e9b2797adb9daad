package dev.assay.suite.cases;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Qos;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.Packets;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** SUBSCRIBE and UNSUBSCRIBE with Topic Filters that no right packet can have. */
final class Filters {
  private static final int PACKET_IDENTIFIER_BYTES = 2;
  private static final int PROPERTY_LENGTH_BYTES = 1;

  private Filters() {}

  /** Bytes of the body ahead of the first Topic Filter, where there are no properties. */
  static int bytesBefore(Bench bench) {
    return PACKET_IDENTIFIER_BYTES + (bench.isV5() ? PROPERTY_LENGTH_BYTES : 0);
  }

  /** A SUBSCRIBE at QoS 0 to one filter, whatever its text. */
  static Deviation subscribe(Bench bench, CaseClient client, String filter) {
    Deviation right = Deviation.of(
        bench.version(),
        Packets.subscribe(client.nextPacketId(), bench.topic("a"), Qos.AT_MOST_ONCE));
    return right.cutBodyTo(bytesBefore(bench)).append(text(filter) + "00");
  }

  /** An UNSUBSCRIBE from one filter, whatever its text. */
  static Deviation unsubscribe(Bench bench, CaseClient client, String filter) {
    Deviation right =
        Deviation.of(bench.version(), Packets.unsubscribe(client.nextPacketId(), bench.topic("a")));
    return right.cutBodyTo(bytesBefore(bench)).append(text(filter));
  }

  private static String text(String filter) {
    byte[] bytes = filter.getBytes(StandardCharsets.UTF_8);
    return String.format("%04X", bytes.length) + HexFormat.of().formatHex(bytes);
  }
}
