package dev.assay.broker.net;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Step;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a broker runs.
 *
 * @param listening where, and for what
 * @param config what the broker offers
 * @param choices which of the standard's freedoms it takes
 * @param cores makes its core
 * @param witness hears its decisions; null if nobody does, so that they cost nothing
 * @param steps hears each input and what came of it, on the event loop; null if nobody does
 * @param limits what connections may cost
 * @param data the directory that keeps what is to outlast the process; null if nothing is to
 * @param observing how it lets others see how it is
 */
public record ShellOptions(
    Listening listening,
    BrokerConfig config,
    Choices choices,
    CoreFactory cores,
    @Nullable PeerWitness witness,
    @Nullable Consumer<Step> steps,
    ConnectionLimits limits,
    @Nullable Path data,
    Observing observing) {

  /** A free port of the loopback address, everything else as it comes. */
  public static ShellOptions of(CoreFactory cores) {
    return new ShellOptions(
        Listening.at("127.0.0.1", 0),
        BrokerConfig.DEFAULT,
        Choices.DEFAULT,
        cores,
        null,
        null,
        ConnectionLimits.DEFAULT,
        null,
        Observing.NOTHING);
  }

  /** Plain TCP at this address alone; port 0 takes a free one. */
  public ShellOptions withAddress(String host, int port) {
    return withListening(Listening.at(host, port));
  }

  public ShellOptions withListening(Listening changed) {
    return new ShellOptions(
        changed, config, choices, cores, witness, steps, limits, data, observing);
  }

  public ShellOptions withConfig(BrokerConfig changed) {
    return new ShellOptions(
        listening, changed, choices, cores, witness, steps, limits, data, observing);
  }

  public ShellOptions withChoices(Choices changed) {
    return new ShellOptions(
        listening, config, changed, cores, witness, steps, limits, data, observing);
  }

  public ShellOptions withCores(CoreFactory changed) {
    return new ShellOptions(
        listening, config, choices, changed, witness, steps, limits, data, observing);
  }

  public ShellOptions withWitness(@Nullable PeerWitness changed) {
    return new ShellOptions(
        listening, config, choices, cores, changed, steps, limits, data, observing);
  }

  public ShellOptions withSteps(@Nullable Consumer<Step> changed) {
    return new ShellOptions(
        listening, config, choices, cores, witness, changed, limits, data, observing);
  }

  public ShellOptions withLimits(ConnectionLimits changed) {
    return new ShellOptions(
        listening, config, choices, cores, witness, steps, changed, data, observing);
  }

  public ShellOptions withData(@Nullable Path changed) {
    return new ShellOptions(
        listening, config, choices, cores, witness, steps, limits, changed, observing);
  }

  public ShellOptions withObserving(Observing changed) {
    return new ShellOptions(
        listening, config, choices, cores, witness, steps, limits, data, changed);
  }
}
