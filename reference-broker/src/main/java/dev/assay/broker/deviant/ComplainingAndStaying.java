package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.Endings;
import dev.assay.broker.state.BrokerView;
import java.util.List;

/** Says by DISCONNECT, or by CONNACK, that something is wrong, and does not close. */
final class ComplainingAndStaying implements Twist {
  private final Citation about;
  private final Citation closing;
  private boolean isAbout;

  /**
   * A broker that does so about one error of an established client.
   *
   * @param about the branch at which it notices the error
   */
  ComplainingAndStaying(Citation about) {
    this(about, Endings.ERROR_CLOSES);
  }

  /**
   * A broker that does so about one error.
   *
   * @param about the branch at which it notices the error
   * @param closing the branch at which it would close
   */
  ComplainingAndStaying(Citation about, Citation closing) {
    this.about = about;
    this.closing = closing;
  }

  @Override
  public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
    isAbout = false;
    return List.of(input);
  }

  @Override
  public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
    if (citation == about) {
      isAbout = condition;
    }
    return condition && !(isAbout && citation == closing);
  }
}
