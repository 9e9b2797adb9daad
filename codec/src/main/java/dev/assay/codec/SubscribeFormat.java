package dev.assay.codec;

import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.spec.MqttVersion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * SUBSCRIBE (3.8).
 * <pre>
 *   +-------------------------+
 *   | Packet Identifier (2)   |
 *   | Properties              |   5.0
 *   +-------------------------+
 *   | Topic Filter (text)     |   at least one pair
 *   | Subscription Options (1)|   3.1.1: Requested QoS
 *   +-------------------------+
 *
 *   Subscription Options
 *   bit    7..6        5..4              3                      2          1..0
 *        +----------+-----------------+---------------------+----------+-------+
 *        | reserved | Retain Handling | Retain As Published | No Local | QoS   |
 *        +----------+-----------------+---------------------+----------+-------+
 *        | reserved: all 0 in 3.1.1                                    | QoS   |
 *        +-------------------------------------------------------------+-------+
 * </pre>
 */
final class SubscribeFormat {
  private static final int QOS = 0b0000_0011;
  private static final int NO_LOCAL = 0b0000_0100;
  private static final int RETAIN_AS_PUBLISHED = 0b0000_1000;
  private static final int RETAIN_HANDLING_SHIFT = 4;
  private static final int RESERVED = 0b1100_0000;
  private static final int RESERVED_3_1_1 = 0b1111_1100;

  private SubscribeFormat() {}

  static Subscribe read(PacketInput in) throws BrokenPacket {
    int packetId = PacketIdFormat.read(in, Breach.PACKET_IDENTIFIER_ZERO);
    Properties properties = in.isVersion5() ? PropertiesFormat.read(in) : Properties.NONE;
    in.requirePresent("Topic Filter", Breach.SUBSCRIBE_EMPTY);
    List<Subscription> subscriptions = new ArrayList<>();
    while (in.hasMore()) {
      TopicFilter filter = TopicFormat.readFilter(in, Breach.ILL_FORMED_SUBSCRIBE_FILTER);
      subscriptions.add(in.isVersion5() ? readOptions(in, filter) : readQos(in, filter));
    }
    return new Subscribe(packetId, properties, subscriptions);
  }

  static int bodySize(MqttVersion version, Subscribe subscribe) {
    int size = 2;
    size += version == MqttVersion.V5 ? PropertiesFormat.sizeOf(subscribe.properties()) : 0;
    for (Subscription subscription : subscribe.subscriptions()) {
      size += DataTypes.sizeOfText(subscription.filter().text()) + 1;
    }
    return size;
  }

  static void writeBody(MqttVersion version, Subscribe subscribe, ByteBuffer out) {
    out.putShort((short) subscribe.packetId());
    if (version == MqttVersion.V5) {
      PropertiesFormat.write(subscribe.properties(), out);
    }
    for (Subscription subscription : subscribe.subscriptions()) {
      int options = optionsOf(subscription);
      if (version == MqttVersion.V3_1_1 && (options & RESERVED_3_1_1) != 0) {
        throw new IllegalArgumentException("3.1.1 has no Subscription Options but the QoS");
      }
      DataTypes.writeText(subscription.filter().text(), out);
      out.put((byte) options);
    }
  }

  private static Subscription readQos(PacketInput in, TopicFilter filter) throws BrokenPacket {
    int from = in.offset();
    int value = in.readByte("Requested QoS");
    in.note("Requested QoS", from, value);
    if ((value & RESERVED_3_1_1) != 0) {
      throw in.broken(
          Breach.SUBSCRIPTION_RESERVED_BITS,
          "Requested QoS",
          from,
          "bits 7 to 2 all 0",
          String.format("0x%02X", value));
    }
    return Subscription.of(filter, qosOf(in, "Requested QoS", from, value));
  }

  private static Subscription readOptions(PacketInput in, TopicFilter filter) throws BrokenPacket {
    String field = "Subscription Options";
    int from = in.offset();
    int options = in.readByte(field);
    if (in.isHeard()) {
      in.note(field, from, describe(options));
    }
    if ((options & RESERVED) != 0) {
      throw in.broken(
          Breach.SUBSCRIPTION_RESERVED_BITS,
          field,
          from,
          "bits 7 and 6 both 0",
          String.format("0x%02X", options));
    }
    Qos qos = qosOf(in, field, from, options);
    int retainHandling = retainHandlingOf(options);
    if (retainHandling == 3) {
      throw in.broken(Breach.RETAIN_HANDLING_3, field, from, "Retain Handling 0, 1 or 2", "3");
    }
    boolean noLocal = (options & NO_LOCAL) != 0;
    if (noLocal && filter.isShared()) {
      throw in.broken(
          Breach.NO_LOCAL_ON_SHARED, field, from, "No Local 0 on a Shared Subscription", "1");
    }
    return new Subscription(
        filter,
        qos,
        noLocal,
        (options & RETAIN_AS_PUBLISHED) != 0,
        RetainHandling.of(retainHandling));
  }

  private static Qos qosOf(PacketInput in, String field, int from, int options)
      throws BrokenPacket {
    int level = options & QOS;
    if (level == 3) {
      throw in.broken(Breach.SUBSCRIPTION_QOS_3, field, from, "QoS 0, 1 or 2", "3");
    }
    return Qos.of(level);
  }

  private static int retainHandlingOf(int options) {
    return (options >> RETAIN_HANDLING_SHIFT) & 0b11;
  }

  private static int optionsOf(Subscription subscription) {
    return subscription.qos().level()
        | (subscription.noLocal() ? NO_LOCAL : 0)
        | (subscription.retainAsPublished() ? RETAIN_AS_PUBLISHED : 0)
        | (subscription.retainHandling().value() << RETAIN_HANDLING_SHIFT);
  }

  private static String describe(int options) {
    return "QoS " + (options & QOS)
        + ", No Local " + ((options & NO_LOCAL) == 0 ? 0 : 1)
        + ", Retain As Published " + ((options & RETAIN_AS_PUBLISHED) == 0 ? 0 : 1)
        + ", Retain Handling " + retainHandlingOf(options)
        + ", reserved " + (options >> 6);
  }
}
