package dev.assay.broker.net;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.PacketSizes;
import dev.assay.broker.core.Witness;
import dev.assay.broker.state.BrokerState;

/**
 * Makes the core that a shell runs: the honest one, or a deviant. What the core remembers to begin with comes from a store, or is
 * nothing.
 */
@FunctionalInterface
public interface CoreFactory {
  BrokerCore create(
      BrokerState memory,
      BrokerConfig config,
      Choices choices,
      PacketSizes sizes,
      Outbox outbox,
      Witness witness);
}
