package dev.assay.suite.cases;

import static dev.assay.spec.MqttVersion.V3_1_1;
import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.any;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.connAckRefusing;
import static dev.assay.suite.Step.disconnectWithError;
import static dev.assay.suite.Step.pingResp;

import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Outcomes;
import dev.assay.suite.Packets;
import dev.assay.suite.Values;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** What section 6 adds where packets travel over a WebSocket: judged on ws:// and wss://. */
final class WebSocketCases {

  /** A browser gives up on a handshake that does not select what it offered. */
  @ConformanceCase(
      id = "websocket/subprotocol-is-mqtt",
      title = "The broker selects the WebSocket subprotocol mqtt that the client offers.",
      advice = "Look for a handshake without Sec-WebSocket-Protocol in its answer.",
      needs = Need.WEB_SOCKET)
  void subprotocolIsMqtt(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_6_0_0_4, v311 = Mqtt311.MQTT_6_0_0_4) Judged selected) {
    CaseClient client = bench.connect("client");

    bench.judge(
        selected,
        client.subprotocol().orElse("none"),
        Values.best("Sec-WebSocket-Protocol: mqtt", "mqtt"));
  }

  /** Every kind of answer that a short conversation brings, and a payload that would be at home in a text frame. */
  @ConformanceCase(
      id = "websocket/packets-come-in-binary-frames",
      title = "What the broker sends over a WebSocket comes in binary frames.",
      advice = "Look for frames that are text because the payload is.",
      needs = {Need.WEB_SOCKET, Need.QOS_1})
  void packetsComeInBinaryFrames(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_6_0_0_1,
              demandV5 = "send-binary-frames",
              v311 = Mqtt311.MQTT_6_0_0_1,
              demandV311 = "send-binary-frames-only")
          Judged binary) {
    bench.expectViolationOf(binary);
    String topic = bench.topic("a");
    CaseClient client = bench.connect("client");
    client.subscribe(topic, Qos.AT_LEAST_ONCE);
    client.publish(Qos.AT_LEAST_ONCE, topic, "{\"temperature\": 21.5}");
    client.receive();
    client.ping();

    client.send(Packets.unsubscribe(client.nextPacketId(), topic));

    client.judge(
        binary,
        onBoth().best("UNSUBACK, as all before it, in a binary frame", any(UnsubAck.class)));
  }

  /** The bytes would be a right CONNECT, and are valid UTF-8 too: the frame's kind alone is wrong. */
  @ConformanceCase(
      id = "websocket/connect-in-text-frame-is-refused",
      title = "A client whose CONNECT comes in a text frame is not let in.",
      advice = "Look for a frame handler that takes the content without asking for the opcode.",
      needs = Need.WEB_SOCKET)
  void connectInTextFrameIsRefused(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_6_0_0_1,
              demandV5 = "close-on-other-frame",
              v311 = Mqtt311.MQTT_6_0_0_1,
              demandV311 = "close-on-other-data-frame")
          Judged closes) {
    CaseClient client = bench.open("client");

    client.sendTextFrame(bytes(bench, bench.hello("client").packet()));

    client.judge(
        closes,
        onBoth()
            .best("close", closed())
            .acceptable("refusing CONNACK, then close", connAckRefusing(), closed()));
  }

  /** The bytes would be a right PUBLISH, and are valid UTF-8 too: the frame's kind alone is wrong. */
  @ConformanceCase(
      id = "websocket/text-frame-closes-the-connection",
      title = "A text frame costs its sender the connection, whatever it holds.",
      advice = "Look for text frames that are read as if they were binary, or passed over.",
      needs = Need.WEB_SOCKET)
  void textFrameClosesTheConnection(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_6_0_0_1,
              demandV5 = "close-on-other-frame",
              v311 = Mqtt311.MQTT_6_0_0_1,
              demandV311 = "close-on-other-data-frame")
          Judged closes) {
    CaseClient client = bench.connect("client");

    client.sendTextFrame(bytes(bench, Packets.publish(bench.topic("a"), "plain text")));

    client.judge(closes, closesInAnyWay());
  }

  /** Section 6 asks for the close alone; a DISCONNECT that says why does no harm. */
  private static Outcomes closesInAnyWay() {
    return on(V5)
        .best("close", closed())
        .acceptable("DISCONNECT with an error code, then close", disconnectWithError(), closed())
        .and(V3_1_1)
        .best("close", closed());
  }

  /** Frames do not say where packets end: three of them in one. */
  @ConformanceCase(
      id = "websocket/frame-may-hold-several-packets",
      title = "All packets of one frame are read.",
      advice = "Look for a decoder that is called once for each frame.",
      needs = {Need.WEB_SOCKET, Need.QOS_1})
  void frameMayHoldSeveralPackets(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_6_0_0_2,
              demandV5 = "accept-several-packets-per-frame",
              v311 = Mqtt311.MQTT_6_0_0_2,
              demandV311 = "accept-several-packets-per-frame")
          Judged allRead) {
    CaseClient client = bench.connect("client");
    int packetId = client.nextPacketId();
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(bytes(bench, new PingReq()));
    frame.writeBytes(
        bytes(bench, Packets.publish(Qos.AT_LEAST_ONCE, packetId, bench.topic("a"), "second")));
    frame.writeBytes(bytes(bench, new PingReq()));

    client.sendBytes(frame.toByteArray());

    client.judge(
        allRead,
        onBoth()
            .best("PINGRESP, PUBACK, PINGRESP", pingResp(), any(PubAck.class), pingResp())
            .acceptable("both PINGRESP, then PUBACK", pingResp(), pingResp(), any(PubAck.class))
            .acceptable("PUBACK, then both PINGRESP", any(PubAck.class), pingResp(), pingResp()));
  }

  /** Cut in its fixed header, and where the next packet begins in the frame that ends this one. */
  @ConformanceCase(
      id = "websocket/packet-may-span-frames",
      title = "A packet is read whole though it comes in several frames.",
      advice = "Look for a decoder that begins anew, or gives up, where a frame ends.",
      needs = {Need.WEB_SOCKET, Need.QOS_1})
  void packetMaySpanFrames(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_6_0_0_2,
              demandV5 = "accept-packet-across-frames",
              v311 = Mqtt311.MQTT_6_0_0_2,
              demandV311 = "accept-split-packets")
          Judged readWhole) {
    CaseClient client = bench.connect("client");
    int packetId = client.nextPacketId();
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes(
        bytes(bench, Packets.publish(Qos.AT_LEAST_ONCE, packetId, bench.topic("a"), "whole")));
    int end = stream.size();
    stream.writeBytes(bytes(bench, new PingReq()));
    byte[] all = stream.toByteArray();

    client.sendBytes(Arrays.copyOfRange(all, 0, 1));
    client.sendBytes(Arrays.copyOfRange(all, 1, end / 2));
    client.sendBytes(Arrays.copyOfRange(all, end / 2, end + 1));
    client.sendBytes(Arrays.copyOfRange(all, end + 1, all.length));

    client.judge(
        readWhole,
        onBoth()
            .best("PUBACK, PINGRESP", any(PubAck.class), pingResp())
            .acceptable("PINGRESP, PUBACK", pingResp(), any(PubAck.class)));
  }

  private static byte[] bytes(Bench bench, Packet packet) {
    return PacketWriter.of(bench.version()).toBytes(packet);
  }
}
