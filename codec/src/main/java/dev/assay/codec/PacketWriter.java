package dev.assay.codec;

import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.codec.packet.Will;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;

/** Writes packets of one version, each in its shortest form. Has no state: one writer serves all connections. */
public final class PacketWriter {
  private static final PacketWriter WRITER_3_1_1 = new PacketWriter(MqttVersion.V3_1_1);
  private static final PacketWriter WRITER_5 = new PacketWriter(MqttVersion.V5);

  private final MqttVersion version;

  private PacketWriter(MqttVersion version) {
    this.version = version;
  }

  /** The writer of this version. */
  public static PacketWriter of(MqttVersion version) {
    return switch (version) {
      case V3_1_1 -> WRITER_3_1_1;
      case V5 -> WRITER_5;
    };
  }

  /** What it writes. */
  public MqttVersion version() {
    return version;
  }

  /**
   * How many bytes the packet takes, fixed header included: what Maximum Packet Size counts (3.1.2.11.4 of 5.0).
   *
   * @throws IllegalArgumentException if this version cannot express it
   */
  public int sizeOf(Packet packet) {
    return sizeWith(bodySize(packet));
  }

  /**
   * Appends the packet.
   * <pre>
   *   bit    7 ... 4        3 ... 0
   *        +--------------+--------------+
   *        | packet type  | flags        |
   *        +--------------+--------------+
   *        | Remaining Length (1..4)     |   of the body
   *        +-----------------------------+
   * </pre>
   *
   * @throws IllegalArgumentException if this version cannot express it; {@code out} is as it was then
   */
  public void write(Packet packet, ByteBuf out) {
    int bodySize = bodySize(packet);
    int size = sizeWith(bodySize);
    out.ensureWritable(size);
    if (out.nioBufferCount() != 1) {
      // in several pieces: rare, and not worth a second way to write
      out.writeBytes(toBytes(packet));
      return;
    }
    int at = out.writerIndex();
    write(packet, bodySize, out.internalNioBuffer(at, size));
    out.writerIndex(at + size);
  }

  /**
   * The packet in a new buffer of exactly its size, which the caller releases.
   *
   * @throws IllegalArgumentException if this version cannot express it
   */
  public ByteBuf toBuffer(Packet packet, ByteBufAllocator allocator) {
    int bodySize = bodySize(packet);
    int size = sizeWith(bodySize);
    ByteBuf buffer = allocator.ioBuffer(size);
    try {
      write(packet, bodySize, buffer.internalNioBuffer(0, size));
      buffer.writerIndex(size);
    } catch (IllegalArgumentException e) {
      buffer.release();
      throw e;
    }
    return buffer;
  }

  /**
   * The packet's bytes.
   *
   * @throws IllegalArgumentException if this version cannot express it
   */
  public byte[] toBytes(Packet packet) {
    int bodySize = bodySize(packet);
    byte[] bytes = new byte[sizeWith(bodySize)];
    write(packet, bodySize, ByteBuffer.wrap(bytes));
    return bytes;
  }

  private void write(Packet packet, int bodySize, ByteBuffer out) {
    out.put((byte) ((packet.type().number() << 4) | flagsOf(packet)));
    DataTypes.writeVariableByteInteger(bodySize, out);
    writeBody(packet, out);
  }

  private static int sizeWith(int bodySize) {
    return 1 + DataTypes.sizeOfVariableByteInteger(bodySize) + bodySize;
  }

  private int bodySize(Packet packet) {
    return switch (packet.type()) {
      case CONNECT -> ConnectFormat.bodySize(ofThisVersion((Connect) packet));
      case CONNACK -> {
        ConnAck connAck = (ConnAck) packet;
        expressible(connAck.properties());
        yield ConnAckFormat.bodySize(version, connAck);
      }
      case PUBLISH -> {
        Publish publish = (Publish) packet;
        expressible(publish.properties());
        yield PublishFormat.bodySize(version, publish);
      }
      case PUBACK -> {
        PubAck ack = (PubAck) packet;
        yield AckFormat.bodySize(version, ack.reasonCode(), expressible(ack.properties()));
      }
      case PUBREC -> {
        PubRec ack = (PubRec) packet;
        yield AckFormat.bodySize(version, ack.reasonCode(), expressible(ack.properties()));
      }
      case PUBREL -> {
        PubRel ack = (PubRel) packet;
        yield AckFormat.bodySize(version, ack.reasonCode(), expressible(ack.properties()));
      }
      case PUBCOMP -> {
        PubComp ack = (PubComp) packet;
        yield AckFormat.bodySize(version, ack.reasonCode(), expressible(ack.properties()));
      }
      case SUBSCRIBE -> {
        Subscribe subscribe = (Subscribe) packet;
        expressible(subscribe.properties());
        yield SubscribeFormat.bodySize(version, subscribe);
      }
      case SUBACK -> {
        SubAck subAck = (SubAck) packet;
        yield SubAckFormat.bodySize(
            version, expressible(subAck.properties()), subAck.reasonCodes());
      }
      case UNSUBSCRIBE -> {
        Unsubscribe unsubscribe = (Unsubscribe) packet;
        expressible(unsubscribe.properties());
        yield UnsubscribeFormat.bodySize(version, unsubscribe);
      }
      case UNSUBACK -> {
        UnsubAck unsubAck = (UnsubAck) packet;
        yield SubAckFormat.bodySize(
            version, expressible(unsubAck.properties()), unsubAck.reasonCodes());
      }
      case PINGREQ, PINGRESP -> 0;
      case DISCONNECT -> {
        Disconnect disconnect = (Disconnect) packet;
        expressible(disconnect.properties());
        yield DisconnectFormat.bodySize(version, disconnect);
      }
      case AUTH -> {
        if (version == MqttVersion.V3_1_1) {
          throw new IllegalArgumentException("3.1.1 has no AUTH");
        }
        yield DisconnectFormat.bodySize((Auth) packet);
      }
    };
  }

  private void writeBody(Packet packet, ByteBuffer out) {
    switch (packet.type()) {
      case CONNECT -> ConnectFormat.writeBody((Connect) packet, out);
      case CONNACK -> ConnAckFormat.writeBody(version, (ConnAck) packet, out);
      case PUBLISH -> PublishFormat.writeBody(version, (Publish) packet, out);
      case PUBACK -> {
        PubAck ack = (PubAck) packet;
        AckFormat.writeBody(
            version, ack.type(), ack.packetId(), ack.reasonCode(), ack.properties(), out);
      }
      case PUBREC -> {
        PubRec ack = (PubRec) packet;
        AckFormat.writeBody(
            version, ack.type(), ack.packetId(), ack.reasonCode(), ack.properties(), out);
      }
      case PUBREL -> {
        PubRel ack = (PubRel) packet;
        AckFormat.writeBody(
            version, ack.type(), ack.packetId(), ack.reasonCode(), ack.properties(), out);
      }
      case PUBCOMP -> {
        PubComp ack = (PubComp) packet;
        AckFormat.writeBody(
            version, ack.type(), ack.packetId(), ack.reasonCode(), ack.properties(), out);
      }
      case SUBSCRIBE -> SubscribeFormat.writeBody(version, (Subscribe) packet, out);
      case SUBACK -> SubAckFormat.writeSubAck(version, (SubAck) packet, out);
      case UNSUBSCRIBE -> UnsubscribeFormat.writeBody(version, (Unsubscribe) packet, out);
      case UNSUBACK -> SubAckFormat.writeUnsubAck(version, (UnsubAck) packet, out);
      case PINGREQ, PINGRESP -> {}
      case DISCONNECT -> DisconnectFormat.writeBody(version, (Disconnect) packet, out);
      case AUTH -> DisconnectFormat.writeBody((Auth) packet, out);
    }
  }

  private static int flagsOf(Packet packet) {
    return packet.type() == PacketType.PUBLISH
        ? PublishFormat.flagsOf((Publish) packet)
        : packet.type().flags();
  }

  private Connect ofThisVersion(Connect connect) {
    if (connect.version() != version) {
      throw new IllegalArgumentException(
          "a writer of " + version + " got a CONNECT of " + connect.version());
    }
    Will will = connect.will();
    if (will != null) {
      expressible(will.properties());
    }
    return connect;
  }

  private Properties expressible(Properties properties) {
    if (version == MqttVersion.V3_1_1 && !properties.isEmpty()) {
      throw new IllegalArgumentException("3.1.1 has no properties: " + properties);
    }
    return properties;
  }
}
