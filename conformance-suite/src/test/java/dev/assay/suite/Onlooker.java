package dev.assay.suite;

import dev.assay.broker.core.Input;
import dev.assay.broker.core.Witness;
import dev.assay.broker.state.BrokerState;
import dev.assay.codec.packet.PacketType;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sees of a broker in memory what no client is told. */
interface Onlooker {

  /** Sees nothing: the broker decides in silence, as it does when nobody watches. */
  Onlooker NOBODY = new Onlooker() {};

  /** Hears the broker's decisions. */
  default Witness witness() {
    return Witness.SILENT;
  }

  /** What the broker remembers to begin with: nothing. */
  default BrokerState firstState() {
    return new BrokerState();
  }

  /** What the broker is told besides what its clients do, behind its {@code inputs}th input. */
  default List<Input> besides(long inputs) {
    return List.of();
  }

  /** Whether the broker's process ends behind its {@code inputs}th input, whoever is connected. */
  default boolean isKilledAfter(long inputs) {
    return false;
  }

  /** The broker sends these bytes on this connection, whether anybody is left there or not. */
  default void sent(long connection, PacketType type, byte[] bytes) {}

  /** The broker closes this connection, if it is still there. */
  default void closed(long connection) {}

  /** Nobody is connected. What the broker's next process remembers if this one ends here, or null if it goes on. */
  default @Nullable BrokerState stateOfNextProcess() {
    return null;
  }

  /**
   * The broker has dealt with what it was told.
   *
   * @param opened how many connections clients have opened so far
   * @param open the numbers of those that are open on the network's side
   */
  default void afterInput(BrokerState state, long opened, Collection<Long> open) {}
}
