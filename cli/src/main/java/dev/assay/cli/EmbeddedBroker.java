package dev.assay.cli;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.core.Choices;
import java.io.IOException;

/** The reference broker in this process, on a free loopback port, with somebody who notes what it cites. */
final class EmbeddedBroker implements AutoCloseable {
  private final ReferenceBroker broker;
  private final CitationCheck citations;

  private EmbeddedBroker(ReferenceBroker broker, CitationCheck citations) {
    this.broker = broker;
    this.citations = citations;
  }

  static EmbeddedBroker start(Choices choices) throws IOException {
    CitationCheck citations = new CitationCheck();
    ReferenceBroker broker = ReferenceBroker.start(ReferenceBroker.options()
        .withChoices(choices)
        .withWitness((peer, who, statements, reason, facts) ->
            citations.cited(peer, who.name(), statements)));
    return new EmbeddedBroker(broker, citations);
  }

  String url() {
    return broker.url();
  }

  CitationCheck citations() {
    return citations;
  }

  @Override
  public void close() {
    broker.close();
  }
}
