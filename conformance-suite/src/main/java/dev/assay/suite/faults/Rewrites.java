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

  /** A PUBLISH whose Packet Identifier is this one, also 0. */
  static UnaryOperator<byte[]> publishIdentifier(int id) {
    return bytes -> {
      int lengthBytes = 1;
      while ((bytes[lengthBytes] & 0x80) != 0) {
        lengthBytes++;
      }
      int topic = 1 + lengthBytes;
      int at = topic + 2 + (((bytes[topic] & 0xFF) << 8) | (bytes[topic + 1] & 0xFF));
      bytes[at] = (byte) (id >> 8);
      bytes[at + 1] = (byte) id;
      return bytes;
    };
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
