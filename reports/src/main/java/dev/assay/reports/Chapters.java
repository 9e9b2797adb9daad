package dev.assay.reports;

import dev.assay.spec.MqttVersion;
import java.util.Map;

/** Headings under which a page groups statements: the first two numbers of a section. */
final class Chapters {
  private static final Map<String, String> PACKETS = Map.ofEntries(
      Map.entry("3.1", "CONNECT"),
      Map.entry("3.2", "CONNACK"),
      Map.entry("3.3", "PUBLISH"),
      Map.entry("3.4", "PUBACK"),
      Map.entry("3.5", "PUBREC"),
      Map.entry("3.6", "PUBREL"),
      Map.entry("3.7", "PUBCOMP"),
      Map.entry("3.8", "SUBSCRIBE"),
      Map.entry("3.9", "SUBACK"),
      Map.entry("3.10", "UNSUBSCRIBE"),
      Map.entry("3.11", "UNSUBACK"),
      Map.entry("3.12", "PINGREQ"),
      Map.entry("3.13", "PINGRESP"),
      Map.entry("3.14", "DISCONNECT"),
      Map.entry("3.15", "AUTH"));

  private static final Map<String, String> COMMON = Map.ofEntries(
      Map.entry("1.5", "Data representation"),
      Map.entry("2.1", "Packet structure"),
      Map.entry("4.2", "Network Connections"),
      Map.entry("4.3", "Quality of Service"),
      Map.entry("4.4", "Message delivery retry"),
      Map.entry("4.5", "Message receipt"),
      Map.entry("4.6", "Message ordering"),
      Map.entry("4.7", "Topic Names and Topic Filters"),
      Map.entry("5.4", "Security: implementation notes"),
      Map.entry("6", "WebSocket"),
      Map.entry("6.0", "WebSocket"),
      Map.entry("7", "Conformance"),
      Map.entry("7.1", "Conformance"));

  private static final Map<MqttVersion, Map<String, String>> OWN = Map.of(
      MqttVersion.V3_1_1,
      Map.of(
          "2.2", "Fixed header",
          "2.3", "Variable header",
          "2.4", "Payload",
          "4.1", "Storing state",
          "4.8", "Handling errors"),
      MqttVersion.V5,
      Map.of(
          "2.2", "Variable header",
          "2.3", "Payload",
          "2.4", "Reason Codes",
          "4.1", "Session State",
          "4.8", "Subscriptions",
          "4.9", "Flow Control",
          "4.10", "Request / Response",
          "4.11", "Server redirection",
          "4.12", "Enhanced authentication",
          "4.13", "Handling errors"));

  private Chapters() {}

  /** {@code 3.1.2.4} to {@code 3.1}. */
  static String number(String section) {
    int first = section.indexOf('.');
    int second = first < 0 ? -1 : section.indexOf('.', first + 1);
    return second < 0 ? section : section.substring(0, second);
  }

  /** What the chapter is about; empty for one that this table does not know. */
  static String title(MqttVersion version, String number) {
    String common = PACKETS.getOrDefault(number, COMMON.getOrDefault(number, ""));
    return OWN.getOrDefault(version, Map.of()).getOrDefault(number, common);
  }
}
