package dev.assay.spec;

/**
 * Something that the probe found out about the target.
 *
 * @param version the version of MQTT in which it was found
 * @param name such as {@code Receive Maximum} or {@code Overlapping subscriptions}
 * @param value such as {@code 20} or {@code one copy}
 * @param source how it is known: {@code CONNACK}, {@code default of 3.2.2.3.4}, {@code observed}
 */
public record ProfileFact(MqttVersion version, String name, String value, String source) {}
