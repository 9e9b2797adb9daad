package dev.assay.spec;

import java.util.List;

/**
 * One demand of the standard. Its identity is the enum constant: 121 identifiers exist in both versions and most of those
 * say something different in each, so the version is in the type.
 */
public sealed interface Statement permits Mqtt311, Mqtt5, Rule {

  /** The name of the only demand of a statement that lists none. */
  String WHOLE = "whole";

  /** The identifier within its version: {@code MQTT-3.1.0-2}, or {@code 5.0:duplicate-property} for a {@link Rule}. */
  String id();

  /** The version of the standard that says it. */
  MqttVersion version();

  /** The section of the standard in which it is said, such as {@code 3.1.2.4}. */
  String section();

  /** How strongly. */
  Level level();

  /** Who would violate it. */
  Party party();

  /** What it asks for, in one sentence of our own. */
  String gist();

  /**
   * The obligations that can be broken one by one, as kebab-case names. Never empty: a statement with a single obligation
   * has the demand {@link #WHOLE}.
   */
  List<String> demands();

  /** The constant's Java name. */
  String name();

  /** Version and identifier, the form that is unique over both versions: {@code 5.0 MQTT-3.1.0-2}. */
  default String citation() {
    return this instanceof Rule ? id() : version().text() + " " + id();
  }

  /** {@code MQTT_3_1_0_2} to {@code MQTT-3.1.0-2}: the last part is the number, the others are the section. */
  static String idOf(String constantName) {
    String dotted = constantName.substring("MQTT_".length()).replace('_', '.');
    int last = dotted.lastIndexOf('.');
    return "MQTT-" + dotted.substring(0, last) + "-" + dotted.substring(last + 1);
  }
}
