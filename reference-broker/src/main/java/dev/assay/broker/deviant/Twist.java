package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.state.BrokerView;
import java.util.List;

/**
 * The one point in which a deviant differs from the honest core. It may remember things: each broker gets a twist of its own.
 * Ready-made ones are in {@link Twists}.
 */
public interface Twist {

  /**
   * What the core is told in place of {@code input}.
   *
   * @param broker as it was before the input
   * @param outbox for what the twist does by itself; it does not come through {@link #effects}
   */
  default List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
    return List.of(input);
  }

  /** What is done in place of {@code effect}. */
  default List<Effect> effects(Effect effect, BrokerView broker) {
    return List.of(effect);
  }

  /** What the core takes {@code condition} for at the branch of {@code citation}. */
  default boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
    return condition;
  }
}
