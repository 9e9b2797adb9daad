package dev.assay.broker.deviant;

import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import java.util.List;

/** What can go wrong between WebSocket frames and packets. */
final class WebSocketDeviants {
  private static final String TEXT_FRAME = "websocket/text-frame-closes-the-connection";
  private static final String CONNECT_IN_TEXT = "websocket/connect-in-text-frame-is-refused";

  private WebSocketDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "forgets-subprotocol", "Opens a WebSocket without selecting the subprotocol mqtt.")
            .mustFail("websocket/subprotocol-is-mqtt", Mqtt5.MQTT_6_0_0_4, Mqtt311.MQTT_6_0_0_4)
            .by(WebSocketFault.SELECTS_NO_SUBPROTOCOL),
        Deviant.named("reads-text-frames", "Takes a text frame of a WebSocket for a binary one.")
            .mustFail(TEXT_FRAME, Mqtt5.MQTT_6_0_0_1, "close-on-other-frame")
            .mustFail(TEXT_FRAME, Mqtt311.MQTT_6_0_0_1, "close-on-other-data-frame")
            .mustFail(CONNECT_IN_TEXT, Mqtt5.MQTT_6_0_0_1, "close-on-other-frame")
            .mustFail(CONNECT_IN_TEXT, Mqtt311.MQTT_6_0_0_1, "close-on-other-data-frame")
            .by(WebSocketFault.READS_TEXT_FRAMES),
        Deviant.named(
                "passes-over-text-frames",
                "Throws a text frame of a WebSocket away and leaves the connection open.")
            .mustFail(TEXT_FRAME, Mqtt5.MQTT_6_0_0_1, "close-on-other-frame")
            .mustFail(TEXT_FRAME, Mqtt311.MQTT_6_0_0_1, "close-on-other-data-frame")
            .mayFail(CONNECT_IN_TEXT)
            .by(WebSocketFault.PASSES_OVER_TEXT_FRAMES),
        Deviant.named(
                "sends-json-in-text-frames",
                "Sends a PUBLISH whose payload looks like JSON in a text frame.")
            .mustFail(
                "websocket/packets-come-in-binary-frames", Mqtt5.MQTT_6_0_0_1, "send-binary-frames")
            .mustFail(
                "websocket/packets-come-in-binary-frames",
                Mqtt311.MQTT_6_0_0_1,
                "send-binary-frames-only")
            .by(WebSocketFault.SENDS_JSON_AS_TEXT),
        Deviant.named(
                "reads-one-packet-per-frame",
                "Reads the first packet of a WebSocket frame and throws the rest away.")
            .mustFail(
                "websocket/frame-may-hold-several-packets",
                Mqtt5.MQTT_6_0_0_2,
                "accept-several-packets-per-frame")
            .mustFail(
                "websocket/frame-may-hold-several-packets",
                Mqtt311.MQTT_6_0_0_2,
                "accept-several-packets-per-frame")
            .mayFail("websocket/packet-may-span-frames", "ping/behind-connect-is-answered")
            .by(WebSocketFault.READS_ONE_PACKET_PER_FRAME),
        Deviant.named(
                "begins-anew-with-each-frame",
                "Forgets a packet that does not end in the WebSocket frame in which it began.")
            .mustFail(
                "websocket/packet-may-span-frames",
                Mqtt5.MQTT_6_0_0_2,
                "accept-packet-across-frames")
            .mustFail(
                "websocket/packet-may-span-frames", Mqtt311.MQTT_6_0_0_2, "accept-split-packets")
            .by(WebSocketFault.FORGETS_PACKETS_THAT_SPAN_FRAMES));
  }
}
