package dev.assay.bench.decode;

import dev.assay.codec.PacketReader;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.Sender;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Reading;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.NettyMqtt;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * UTF-8 validation: a DISCONNECT of 5.0 whose Reason String has about {@code size} bytes of letters from one, two, three or four
 * bytes each.
 *
 * <p>Baseline: {@code floor} copies the packet into a new array. Expect: at {@code size} 4096 no slower than {@code naive}, the
 * JDK's own strict decoder with a look for U+0000. If not, look at the scanner's step for letters of that length.
 *
 * <p>Netty does not validate (it puts U+FFFD where a sequence is ill-formed): an advantage. Ours validates and keeps the bytes,
 * the text is made for who asks; Netty and naive make it at once: a disadvantage for them, in time and in bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class Utf8Text {
  @Param({"ascii", "latin", "cjk", "emoji"})
  public String letters = "ascii";

  /** Of the text, in bytes. */
  @Param({"16", "256", "4096"})
  public int size = 16;

  private final PacketReader reader = PacketReader.of(MqttVersion.V5, Sender.CLIENT);
  private final NettyMqtt nettyCodec =
      new NettyMqtt(PooledByteBufAllocator.DEFAULT, MqttVersion.V5);
  private final CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
  private byte[] bytes = new byte[0];
  private int textBytes;
  private ByteBuf in = Unpooled.EMPTY_BUFFER;

  /** Everybody has to find the same text. */
  @Setup
  public void prepareAndCheck() throws Exception {
    String letter = switch (letters) {
      case "ascii" -> "a";
      case "latin" -> "\u00E9";
      case "cjk" -> "\u6E29";
      case "emoji" -> "\uD83C\uDF21";
      default -> throw new IllegalArgumentException("no such letters: " + letters);
    };
    String text = letter.repeat(size / letter.getBytes(StandardCharsets.UTF_8).length);
    textBytes = text.getBytes(StandardCharsets.UTF_8).length;
    bytes = PacketWriter.of(MqttVersion.V5)
        .toBytes(new Disconnect(
            ReasonCode.SUCCESS,
            Properties.builder().with(PropertyId.REASON_STRING, text).build()));
    in = Unpooled.directBuffer(bytes.length).writeBytes(bytes);

    Disconnect ours = (Disconnect) assay();
    check("assay", text, ours.properties().text(PropertyId.REASON_STRING));
    MqttReasonCodeAndPropertiesVariableHeader nettys =
        (MqttReasonCodeAndPropertiesVariableHeader) ((MqttMessage) netty()).variableHeader();
    check(
        "netty",
        text,
        nettys.properties().getProperty(MqttProperties.REASON_STRING).value());
    check("naive", text, naive());
  }

  private static void check(String who, String expected, @Nullable Object found) {
    if (!Objects.equals(expected, found)) {
      throw new IllegalStateException(who + " read " + found + ", expected " + expected);
    }
  }

  @Benchmark
  public byte[] floor() {
    return ByteBufUtil.getBytes(in, 0, bytes.length, true);
  }

  @Benchmark
  public Reading assay() {
    return reader.read(in.readerIndex(0));
  }

  @Benchmark
  public Object netty() throws Exception {
    return nettyCodec.decode(in.readerIndex(0));
  }

  /** The text alone, whose place it is told. */
  @Benchmark
  public String naive() throws CharacterCodingException {
    byte[] copy = new byte[textBytes];
    in.getBytes(bytes.length - textBytes, copy);
    String text = strict.decode(ByteBuffer.wrap(copy)).toString();
    if (text.indexOf('\0') >= 0) {
      throw new CharacterCodingException();
    }
    return text;
  }
}
