package dev.assay.bench;

import dev.assay.codec.packet.PacketType;
import io.netty.buffer.ByteBuf;
import java.net.ProtocolException;
import org.fusesource.hawtbuf.Buffer;
import org.fusesource.mqtt.codec.CONNACK;
import org.fusesource.mqtt.codec.CONNECT;
import org.fusesource.mqtt.codec.DISCONNECT;
import org.fusesource.mqtt.codec.MQTTFrame;
import org.fusesource.mqtt.codec.MessageSupport;
import org.fusesource.mqtt.codec.PINGREQ;
import org.fusesource.mqtt.codec.PINGRESP;
import org.fusesource.mqtt.codec.PUBACK;
import org.fusesource.mqtt.codec.PUBCOMP;
import org.fusesource.mqtt.codec.PUBLISH;
import org.fusesource.mqtt.codec.PUBREC;
import org.fusesource.mqtt.codec.PUBREL;
import org.fusesource.mqtt.codec.SUBACK;
import org.fusesource.mqtt.codec.SUBSCRIBE;
import org.fusesource.mqtt.codec.UNSUBACK;
import org.fusesource.mqtt.codec.UNSUBSCRIBE;

/** The codec of fusesource's client with its frames, which its socket code would read and write. */
public final class Fusesource {
  private Fusesource() {}

  /** Reads one whole packet of 3.1.1; texts and payload are views into {@code packet}. */
  public static MessageSupport.Message decode(byte[] packet) throws ProtocolException {
    int remainingLength = 0;
    int bodyAt = 1;
    int shift = 0;
    int next;
    do {
      next = packet[bodyAt++];
      remainingLength |= (next & 0x7F) << shift;
      shift += 7;
    } while (next < 0);
    MQTTFrame frame = new MQTTFrame(new Buffer(packet, bodyAt, remainingLength)).header(packet[0]);
    return switch (PacketType.of((packet[0] & 0xFF) >> 4)) {
      case CONNECT -> new CONNECT().decode(frame);
      case CONNACK -> new CONNACK().decode(frame);
      case PUBLISH -> new PUBLISH().decode(frame);
      case PUBACK -> new PUBACK().decode(frame);
      case PUBREC -> new PUBREC().decode(frame);
      case PUBREL -> new PUBREL().decode(frame);
      case PUBCOMP -> new PUBCOMP().decode(frame);
      case SUBSCRIBE -> new SUBSCRIBE().decode(frame);
      case SUBACK -> new SUBACK().decode(frame);
      case UNSUBSCRIBE -> new UNSUBSCRIBE().decode(frame);
      case UNSUBACK -> new UNSUBACK().decode(frame);
      case PINGREQ -> new PINGREQ().decode(frame);
      case PINGRESP -> new PINGRESP().decode(frame);
      case DISCONNECT -> new DISCONNECT().decode(frame);
      case AUTH -> throw new ProtocolException("3.1.1 has no AUTH");
    };
  }

  /** Appends fixed header and body to {@code out}. */
  public static ByteBuf encode(MessageSupport.Message message, ByteBuf out) {
    MQTTFrame frame = message.encode();
    int rest = 0;
    for (Buffer part : frame.buffers()) {
      rest += part.length;
    }
    out.writeByte(frame.header());
    while (rest > 0x7F) {
      out.writeByte((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
    for (Buffer part : frame.buffers()) {
      out.writeBytes(part.data, part.offset, part.length);
    }
    return out;
  }
}
