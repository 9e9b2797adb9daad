package dev.assay.codec;

import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.MqttVersion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * UNSUBSCRIBE (3.10).
 * <pre>
 *   +-------------------------+
 *   | Packet Identifier (2)   |
 *   | Properties              |   5.0
 *   +-------------------------+
 *   | Topic Filter (text)     |   at least one
 *   +-------------------------+
 * </pre>
 */
final class UnsubscribeFormat {
  private UnsubscribeFormat() {}

  static Unsubscribe read(PacketInput in) throws BrokenPacket {
    int packetId = PacketIdFormat.read(in, Breach.PACKET_IDENTIFIER_ZERO);
    Properties properties = in.isVersion5() ? PropertiesFormat.read(in) : Properties.NONE;
    in.requirePresent("Topic Filter", Breach.UNSUBSCRIBE_EMPTY);
    List<TopicFilter> filters = new ArrayList<>();
    while (in.hasMore()) {
      filters.add(TopicFormat.readFilter(in, Breach.ILL_FORMED_UNSUBSCRIBE_FILTER));
    }
    return new Unsubscribe(packetId, properties, filters);
  }

  static int bodySize(MqttVersion version, Unsubscribe unsubscribe) {
    int size = 2;
    size += version == MqttVersion.V5 ? PropertiesFormat.sizeOf(unsubscribe.properties()) : 0;
    for (TopicFilter filter : unsubscribe.filters()) {
      size += DataTypes.sizeOfText(filter.text());
    }
    return size;
  }

  static void writeBody(MqttVersion version, Unsubscribe unsubscribe, ByteBuffer out) {
    out.putShort((short) unsubscribe.packetId());
    if (version == MqttVersion.V5) {
      PropertiesFormat.write(unsubscribe.properties(), out);
    }
    unsubscribe.filters().forEach(filter -> DataTypes.writeText(filter.text(), out));
  }
}
