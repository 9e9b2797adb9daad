package dev.assay.bench;

import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The packet that all implementations encode and decode: PUBLISH at QoS 1, a Topic Name of seven levels, in 5.0 with a Message
 * Expiry Interval, a Content Type and a User Property. 101 bytes in 5.0.
 */
public final class SamePacket {
  public static final String TOPIC = "plant/7/hall/3/line/12/temperature";
  public static final int PACKET_ID = 1_234;
  public static final long EXPIRY_SECONDS = 3_600;
  public static final String CONTENT_TYPE = "text/plain";
  public static final String USER_NAME = "unit";
  public static final String USER_VALUE = "celsius";
  public static final byte[] PAYLOAD =
      "{\"t\":21.5,\"n\":7,\"ok\":true}".getBytes(StandardCharsets.US_ASCII);

  private SamePacket() {}

  /** Ours. */
  public static Publish publish(MqttVersion version) {
    return new Publish(
        false,
        Qos.AT_LEAST_ONCE,
        false,
        TopicName.of(TOPIC),
        PACKET_ID,
        version == MqttVersion.V5 ? properties() : Properties.NONE,
        Payload.copyOf(PAYLOAD));
  }

  private static Properties properties() {
    return Properties.builder()
        .with(PropertyId.MESSAGE_EXPIRY_INTERVAL, EXPIRY_SECONDS)
        .with(PropertyId.CONTENT_TYPE, CONTENT_TYPE)
        .withUser(USER_NAME, USER_VALUE)
        .build();
  }

  /** Its bytes. */
  public static byte[] bytes(MqttVersion version) {
    return PacketWriter.of(version).toBytes(publish(version));
  }

  /**
   * That an implementation wrote the same bytes as ours.
   *
   * @throws IllegalStateException if not: then it did other work, and its time says nothing
   */
  public static void checkBytes(String who, ByteBuf written, MqttVersion version) {
    String expected = HexFormat.of().formatHex(bytes(version));
    String found = ByteBufUtil.hexDump(written);
    if (!expected.equals(found)) {
      throw new IllegalStateException(who + " wrote " + found + ", expected " + expected);
    }
  }

  /**
   * That what was read is what was written.
   *
   * @throws IllegalStateException if not
   */
  public static void check(String what, Object found, Object expected) {
    if (!expected.equals(found)) {
      throw new IllegalStateException(what + ": expected " + expected + ", found " + found);
    }
  }
}
