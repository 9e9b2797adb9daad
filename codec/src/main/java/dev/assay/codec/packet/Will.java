package dev.assay.codec.packet;

/**
 * What the server publishes for a client that goes without saying goodbye (3.1.2.5).
 *
 * @param properties of 5.0: Will Properties, {@link Properties#NONE} in 3.1.1
 */
public record Will(
    TopicName topic, Payload payload, Qos qos, boolean retain, Properties properties) {
  public Will {
    if (topic.isNone()) {
      throw new IllegalArgumentException("Will Topic must be at least one character long");
    }
    for (int i = 0; i < properties.count(); i++) {
      if (!properties.idAt(i).inWill()) {
        throw new IllegalArgumentException(
            properties.idAt(i).title() + " is not allowed in Will Properties");
      }
    }
  }

  /** How many bytes its topic, properties and payload have, as they are sent. */
  public long sizeBytes() {
    return (long) topic.encodedLength() + properties.encodedLength() + payload.length();
  }
}
