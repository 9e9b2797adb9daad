package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Subscribe;
import java.util.List;

/** What comes behind the first retained message that is left out is left out as well, whatever it is. */
final class StoppingAtTheFirst implements Twist {
  private final Citation reason;
  // live as long as an input
  private boolean subscribing;
  private boolean stopped;

  /**
   * @param reason for which the first one is left out; who is left out for it has had its turn, and is not sent later
   */
  StoppingAtTheFirst(Citation reason) {
    this.reason = reason;
  }

  @Override
  public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
    subscribing =
        input instanceof Input.PacketArrived arrived && arrived.packet() instanceof Subscribe;
    stopped = false;
    return List.of(input);
  }

  @Override
  public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
    if (citation != reason || !subscribing) {
      return condition;
    }
    stopped |= condition;
    return stopped;
  }
}
