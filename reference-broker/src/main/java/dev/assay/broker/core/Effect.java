package dev.assay.broker.core;

import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.spec.MqttVersion;

/** A call on the {@link Outbox} as a value. */
public sealed interface Effect extends Happening {

  long connection();

  /** Makes the call that this effect stands for. */
  void applyTo(Outbox outbox);

  /** {@link Outbox#send}. */
  record Sent(long connection, MqttVersion version, Packet packet) implements Effect {
    @Override
    public void applyTo(Outbox outbox) {
      outbox.send(connection, version, packet);
    }
  }

  /** {@link Outbox#sendBytes}. */
  record SentBytes(long connection, Payload bytes) implements Effect {
    @Override
    public void applyTo(Outbox outbox) {
      outbox.sendBytes(connection, bytes);
    }
  }

  /** {@link Outbox#close}. */
  record Closed(long connection) implements Effect {
    @Override
    public void applyTo(Outbox outbox) {
      outbox.close(connection);
    }
  }
}
