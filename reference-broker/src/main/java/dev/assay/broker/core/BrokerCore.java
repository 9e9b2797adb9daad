package dev.assay.broker.core;

/**
 * A broker without sockets, threads, clock or chance: the same inputs always lead to the same effects. One thread at a time may
 * tell it something.
 */
public interface BrokerCore {

  /** Takes in what happened. All effects of it have reached the {@link Outbox} when this returns. */
  void on(Input input);
}
