package dev.assay.broker.state;

import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Will;
import dev.assay.spec.MqttVersion;

/**
 * An Application Message that the broker has taken over.
 *
 * @param publisher the Client Identifier of who published it
 * @param published the packet in which it came, with its topic and without Topic Alias; DUP and packet identifier belong to the
 *     publisher's exchange and mean nothing here
 * @param arrivedMillis when the broker took it over; its Message Expiry Interval counts from then
 */
public record Message(String publisher, Publish published, long arrivedMillis) {
  // no client has an empty identifier
  private static final String SERVER = "";

  /** What the server itself says on a topic that begins with {@code $} (4.7.2, both versions): retained, at QoS 0. */
  public static Message ofServer(TopicName topic, Payload payload, long nowMillis) {
    return of(SERVER, topic, Qos.AT_MOST_ONCE, true, Properties.NONE, payload, nowMillis);
  }

  /** How many bytes its topic, properties and payload have, as they were sent. */
  public long sizeBytes() {
    return (long) topic().encodedLength()
        + properties().encodedLength()
        + payload().length();
  }

  /** Whether the server itself says it. */
  public boolean isFromServer() {
    return publisher.equals(SERVER);
  }

  /** The message that a Will becomes when it is published at {@code nowMillis}. */
  public static Message of(String publisher, Will will, long nowMillis) {
    return of(
        publisher,
        will.topic(),
        will.qos(),
        will.retain(),
        will.properties().without(PropertyId.WILL_DELAY_INTERVAL),
        will.payload(),
        nowMillis);
  }

  /**
   * A message that did not come in a packet.
   *
   * @param properties what goes along to every subscriber: no Topic Alias, no Will Delay Interval
   */
  public static Message of(
      String publisher,
      TopicName topic,
      Qos qos,
      boolean retain,
      Properties properties,
      Payload payload,
      long arrivedMillis) {
    int id = qos == Qos.AT_MOST_ONCE ? PacketId.NONE : PacketId.MIN;
    return new Message(
        publisher, new Publish(false, qos, retain, topic, id, properties, payload), arrivedMillis);
  }

  public TopicName topic() {
    return published.topic();
  }

  public Qos qos() {
    return published.qos();
  }

  /** RETAIN as its publisher set it. */
  public boolean retain() {
    return published.retain();
  }

  /** What goes along to every subscriber: no Topic Alias, no Will Delay Interval. */
  public Properties properties() {
    return published.properties();
  }

  public Payload payload() {
    return published.payload();
  }

  /**
   * The packet that brings it to a client. At QoS 0 that is the packet in which it came, if nothing about it is to be different:
   * one packet for all subscribers.
   *
   * @param shown its topic, or {@link TopicName#NONE} beside a Topic Alias
   */
  public Publish packet(
      boolean dup, Qos qos, boolean retain, TopicName shown, int packetId, Properties properties) {
    boolean isTheSame = packetId == PacketId.NONE
        && qos() == Qos.AT_MOST_ONCE
        && retain() == retain
        && topic().equals(shown)
        && properties().equals(properties);
    return isTheSame
        ? published
        : new Publish(dup, qos, retain, shown, packetId, properties, payload());
  }

  /** Whether its Message Expiry Interval has passed; a message without one never expires. */
  public boolean hasExpired(long nowMillis) {
    return expires() && nowMillis >= expiresMillis();
  }

  /** Whether it has a Message Expiry Interval. */
  boolean expires() {
    return properties().has(PropertyId.MESSAGE_EXPIRY_INTERVAL);
  }

  /** When its Message Expiry Interval has passed, if it has one. */
  long expiresMillis() {
    return arrivedMillis + properties().number(PropertyId.MESSAGE_EXPIRY_INTERVAL, 0) * 1000;
  }

  /** The properties to send along now: the Message Expiry Interval is what is left of it, never less than 0. */
  public Properties propertiesFor(MqttVersion version, long nowMillis) {
    if (version == MqttVersion.V3_1_1) {
      return Properties.NONE;
    }
    Properties properties = properties();
    if (!properties.has(PropertyId.MESSAGE_EXPIRY_INTERVAL)) {
      return properties;
    }
    long waitedSeconds = (nowMillis - arrivedMillis) / 1000;
    if (waitedSeconds == 0) {
      return properties;
    }
    long leftSeconds =
        Math.max(0, properties.number(PropertyId.MESSAGE_EXPIRY_INTERVAL, 0) - waitedSeconds);
    return properties.with(PropertyId.MESSAGE_EXPIRY_INTERVAL, leftSeconds);
  }
}
