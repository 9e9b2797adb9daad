package dev.assay.broker.rules;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Law;
import dev.assay.broker.state.BrokerState;

/** What every rule has at hand. */
record Parts(BrokerConfig config, Choices choices, Law law, BrokerState state, Outgoing outgoing) {}
