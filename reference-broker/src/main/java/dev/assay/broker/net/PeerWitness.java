package dev.assay.broker.net;

import dev.assay.broker.core.Subject;
import dev.assay.spec.Statement;
import java.util.List;

/** Hears every decision of a running broker together with the address of the client it is about. Called on the event loop. */
@FunctionalInterface
public interface PeerWitness {

  /** What {@code peer} is when the decision is about the session of a client that is away. */
  String AWAY = "";

  /**
   * A decision.
   *
   * @param peer the client's address such as {@code 127.0.0.1:40112}, or {@link #AWAY}
   * @param who whom it is about
   * @param statements what it obeys, never empty
   * @param reason a template in which each {@code {}} stands for the next of {@code facts}
   * @param facts may hold text from the network
   */
  void because(
      String peer, Subject who, List<Statement> statements, String reason, Object... facts);
}
