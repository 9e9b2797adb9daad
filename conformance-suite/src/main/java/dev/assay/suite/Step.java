package dev.assay.suite;

import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.UnsubAck;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** One thing that the broker does in an {@link Outcomes outcome}: it sends a packet, closes, stays, or stays silent. */
public sealed interface Step {

  /** A packet comes for which {@code test} holds. */
  record Comes<P extends Packet>(Class<P> type, Predicate<? super P> test) implements Step {
    boolean accepts(Packet packet) {
      return type.isInstance(packet) && test.test(type.cast(packet));
    }
  }

  /** These bytes come, whether or not they are a packet of the version spoken. */
  record Bytes(String hex) implements Step {
    boolean begins(byte[] bytes) {
      String actual = HexFormat.of().formatHex(bytes);
      if (actual.length() < hex.length()) {
        return false;
      }
      for (int i = 0; i < hex.length(); i++) {
        if (hex.charAt(i) != '?' && hex.charAt(i) != actual.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }

  /** The connection ends, by end of stream or by reset. */
  record Closes() implements Step {}

  /** The connection stays open and the broker goes on reading it: shown by a PINGREQ that it answers. */
  record StaysOpen() implements Step {}

  /** Nothing comes for a quiet window. */
  record StaysSilent() implements Step {}

  /** Nothing comes, neither a close nor the answer to a PINGREQ, though others are served. */
  record StaysMute() implements Step {}

  /** The connection ends, by end of stream or by reset. */
  static Step closed() {
    return new Closes();
  }

  /** The connection stays open: the judge sends a PINGREQ, which the broker answers. For an established connection. */
  static Step leftOpen() {
    return new StaysOpen();
  }

  /**
   * The connection stays, and nothing is read or said on it any more: as one is left by a broker that has taken a DISCONNECT and waits for
   * the client to close. Stands beside an outcome with {@link #leftOpen} or {@link #closed}.
   */
  static Step mute() {
    return new StaysMute();
  }

  /** Nothing comes for a quiet window. Only where no fence can be made; the judgement declares {@code bySilence}. */
  static Step silence() {
    return new StaysSilent();
  }

  /**
   * These bytes come first, whether or not they are a packet of the version spoken: for answers to a CONNECT whose version the
   * broker does not know. Nothing can be read behind them but the end of the connection.
   *
   * @param hex what they begin with, with any white space; {@code ?} for any digit
   */
  static Step bytes(String hex) {
    return new Bytes(hex.replaceAll("\\s", "").toLowerCase(Locale.ROOT));
  }

  /** A packet of this type, whatever it holds. */
  static Step any(Class<? extends Packet> type) {
    return new Comes<>(type, packet -> true);
  }

  /** A packet of this type for which {@code test} holds. */
  static <P extends Packet> Step packet(Class<P> type, Predicate<? super P> test) {
    return new Comes<>(type, test);
  }

  /** CONNACK with one of these codes. */
  static Step connAck(ReasonCode... codes) {
    return new Comes<>(ConnAck.class, ack -> List.of(codes).contains(ack.reasonCode()));
  }

  /** CONNACK with 0x00 and this Session Present. */
  static Step connAck(boolean sessionPresent) {
    return new Comes<>(
        ConnAck.class,
        ack -> ack.reasonCode() == ReasonCode.SUCCESS && ack.sessionPresent() == sessionPresent);
  }

  /** CONNACK with any code that refuses. */
  static Step connAckRefusing() {
    return new Comes<>(ConnAck.class, ack -> ack.reasonCode().isError());
  }

  /** DISCONNECT with one of these codes. 5.0 only: in 3.1.1 no server sends it. */
  static Step disconnect(ReasonCode... codes) {
    return new Comes<>(
        Disconnect.class, disconnect -> List.of(codes).contains(disconnect.reasonCode()));
  }

  /** DISCONNECT with any code that says that something failed. 5.0 only. */
  static Step disconnectWithError() {
    return new Comes<>(Disconnect.class, disconnect -> disconnect.reasonCode().isError());
  }

  /** PUBLISH for which {@code test} holds. */
  static Step publish(Predicate<? super Publish> test) {
    return new Comes<>(Publish.class, test);
  }

  /** PUBLISH with this payload text at this QoS. */
  static Step publish(Qos qos, String payload) {
    return new Comes<>(
        Publish.class,
        publish -> publish.qos() == qos && publish.payload().asText().equals(payload));
  }

  /** PUBACK with this Packet Identifier and a code that does not refuse. */
  static Step pubAck(int packetId) {
    return new Comes<>(
        PubAck.class, ack -> ack.packetId() == packetId && !ack.reasonCode().isError());
  }

  /** PUBREC with this Packet Identifier and a code that does not refuse. */
  static Step pubRec(int packetId) {
    return new Comes<>(
        PubRec.class, rec -> rec.packetId() == packetId && !rec.reasonCode().isError());
  }

  /** PUBREL with this Packet Identifier. */
  static Step pubRel(int packetId) {
    return new Comes<>(PubRel.class, rel -> rel.packetId() == packetId);
  }

  /** PUBCOMP with this Packet Identifier, whatever its code. */
  static Step pubComp(int packetId) {
    return new Comes<>(PubComp.class, comp -> comp.packetId() == packetId);
  }

  /** SUBACK with this Packet Identifier and exactly these codes. */
  static Step subAck(int packetId, ReasonCode... codes) {
    return new Comes<>(
        SubAck.class,
        ack -> ack.packetId() == packetId && ack.reasonCodes().equals(List.of(codes)));
  }

  /** UNSUBACK with this Packet Identifier and, in 5.0, exactly these codes. In 3.1.1 give none. */
  static Step unsubAck(int packetId, ReasonCode... codes) {
    return new Comes<>(
        UnsubAck.class,
        ack -> ack.packetId() == packetId && ack.reasonCodes().equals(List.of(codes)));
  }

  /** PINGRESP. */
  static Step pingResp() {
    return any(PingResp.class);
  }
}
