package dev.assay.broker.rules;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.PacketSizes;
import dev.assay.broker.core.Ruling;
import dev.assay.broker.core.Witness;

/** The broker. */
public final class MqttBroker implements BrokerCore {

  public MqttBroker(
      BrokerConfig config,
      Choices choices,
      PacketSizes sizes,
      Outbox outbox,
      Witness witness,
      Ruling ruling) {}

  /** A broker that keeps the standard in everything that it does. */
  public static MqttBroker honest(
      BrokerConfig config, Choices choices, PacketSizes sizes, Outbox outbox, Witness witness) {
    return new MqttBroker(config, choices, sizes, outbox, witness, Ruling.HONEST);
  }

  @Override
  public void on(Input input) {}
}
