package dev.assay.suite.faults;

import dev.assay.codec.PacketReader;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.Sender;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.UserProperty;
import dev.assay.spec.MqttVersion;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Changes to packets, of which faults are made. */
final class Rewrites {
  // of a packet shorter than 128 bytes
  private static final int BODY = 2;

  private Rewrites() {}

  /** Sets bits of the byte at {@code offset}. */
  static UnaryOperator<byte[]> setting(int offset, int bits) {
    return bytes -> {
      bytes[offset] |= (byte) bits;
      return bytes;
    };
  }

  /** Puts a byte in the place of the one at {@code offset}. */
  static UnaryOperator<byte[]> replacing(int offset, int value) {
    return bytes -> {
      bytes[offset] = (byte) value;
      return bytes;
    };
  }

  /** Another Packet Identifier in a packet that begins with it. */
  static UnaryOperator<byte[]> otherIdentifier() {
    return bytes -> {
      bytes[BODY + 1] ^= 0x40;
      return bytes;
    };
  }

  /** The acknowledgement with this Reason Code and no properties. */
  static UnaryOperator<byte[]> reason(int code) {
    return bytes -> new byte[] {bytes[0], 3, bytes[BODY], bytes[BODY + 1], (byte) code};
  }

  /** The acknowledgement without its last Reason Code. */
  static UnaryOperator<byte[]> withoutLastByte() {
    return bytes -> {
      byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
      shorter[1]--;
      return shorter;
    };
  }

  /** Its Remaining Length in two bytes, where one would do. */
  static UnaryOperator<byte[]> longLength() {
    return bytes -> {
      byte[] longer = new byte[bytes.length + 1];
      longer[0] = bytes[0];
      longer[1] = (byte) (bytes[1] | 0x80);
      System.arraycopy(bytes, BODY, longer, BODY + 1, bytes.length - BODY);
      return longer;
    };
  }

  /** An acknowledgement with three zero bytes behind it, of which a Reason Code and a Property Length that were left out take two at most. */
  static UnaryOperator<byte[]> longer() {
    return bytes -> {
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 3);
      longer[1] = (byte) (longer[1] + 3);
      return longer;
    };
  }

  /** A PUBLISH whose Packet Identifier is this one, also 0. */
  static UnaryOperator<byte[]> publishIdentifier(int id) {
    return bytes -> {
      int at = topicEnd(bytes);
      bytes[at] = (byte) (id >> 8);
      bytes[at + 1] = (byte) id;
      return bytes;
    };
  }

  /** A PUBLISH whose Topic Name has no characters. */
  static UnaryOperator<byte[]> publishWithoutTopic() {
    return bytes -> {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.write(0);
      body.write(0);
      int at = topicEnd(bytes);
      body.write(bytes, at, bytes.length - at);
      return packet(bytes[0], body);
    };
  }

  /** A PUBLISH whose Topic Name ends with a wildcard, unless it has no characters. */
  static UnaryOperator<byte[]> publishWithWildcard() {
    return bytes -> {
      int end = topicEnd(bytes);
      if (end > topic(bytes) + 2) {
        bytes[end - 1] = '+';
      }
      return bytes;
    };
  }

  /** A PUBLISH of 5.0 with one more property, which the standard may not allow, in the place of any of that kind. */
  static UnaryOperator<byte[]> publishProperty(PropertyId id, int... propertyBytes) {
    return bytes -> {
      if (!(PacketReader.of(MqttVersion.V5, Sender.SERVER).read(bytes) instanceof Publish was)) {
        return bytes;
      }
      byte[] without = PacketWriter.of(MqttVersion.V5)
          .toBytes(change(was, draft -> draft.properties = was.properties().without(id)));
      int properties = topicEnd(without) + (was.qos() == Qos.AT_MOST_ONCE ? 0 : 2);
      int length = without[properties] + propertyBytes.length;
      if (without[properties] < 0 || length >= 128) {
        return bytes;
      }
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      int topic = topic(without);
      body.write(without, topic, properties - topic);
      body.write(length);
      for (int each : propertyBytes) {
        body.write(each);
      }
      body.write(without, properties + 1, without.length - properties - 1);
      return packet(without[0], body);
    };
  }

  /** Where the Topic Name of a PUBLISH begins, with its length. */
  private static int topic(byte[] publish) {
    int lengthBytes = 1;
    while ((publish[lengthBytes] & 0x80) != 0) {
      lengthBytes++;
    }
    return 1 + lengthBytes;
  }

  private static int topicEnd(byte[] publish) {
    int topic = topic(publish);
    return topic + 2 + (((publish[topic] & 0xFF) << 8) | (publish[topic + 1] & 0xFF));
  }

  private static byte[] packet(byte first, ByteArrayOutputStream body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(first);
    int left = body.size();
    do {
      out.write(left >= 128 ? (left & 0x7F) | 0x80 : left);
      left >>= 7;
    } while (left > 0);
    out.writeBytes(body.toByteArray());
    return out.toByteArray();
  }

  /** A CONNACK of 5.0 with one more property, which the standard may not allow, in the place of any of that kind. */
  static UnaryOperator<byte[]> connAckProperty(PropertyId id, int... propertyBytes) {
    return bytes -> {
      if (!(PacketReader.of(MqttVersion.V5, Sender.SERVER).read(bytes) instanceof ConnAck was)) {
        return bytes;
      }
      byte[] without = PacketWriter.of(MqttVersion.V5)
          .toBytes(new ConnAck(
              was.sessionPresent(), was.reasonCode(), was.properties().without(id)));
      int properties = BODY + 2;
      if (without.length + propertyBytes.length >= 128) {
        return bytes;
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(without[0]);
      out.write(without[1] + propertyBytes.length);
      out.write(without, BODY, 2);
      out.write(without[properties] + propertyBytes.length);
      for (int each : propertyBytes) {
        out.write(each);
      }
      out.write(without, properties + 1, without.length - properties - 1);
      return out.toByteArray();
    };
  }

  /** The same properties, the User Properties in the opposite order. */
  static Properties userPropertiesReversed(Properties properties) {
    Properties.Builder builder = properties.without(PropertyId.USER_PROPERTY).toBuilder();
    List<UserProperty> users = new ArrayList<>(properties.userProperties());
    Collections.reverse(users);
    users.forEach(user -> builder.withUser(user.name(), user.value()));
    return builder.build();
  }

  /** The same PUBLISH with some fields changed. */
  static Publish change(Publish was, Consumer<Draft> change) {
    Draft draft = new Draft(was);
    change.accept(draft);
    return new Publish(
        draft.dup,
        draft.qos,
        draft.retain,
        draft.topic,
        draft.qos == Qos.AT_MOST_ONCE ? 0 : was.packetId(),
        draft.properties,
        draft.payload);
  }

  /** The fields of a PUBLISH, to be changed. */
  static final class Draft {
    boolean dup;
    Qos qos;
    boolean retain;
    TopicName topic;
    Properties properties;
    Payload payload;

    Draft(Publish was) {
      dup = was.dup();
      qos = was.qos();
      retain = was.retain();
      topic = was.topic();
      properties = was.properties();
      payload = was.payload();
    }
  }
}
