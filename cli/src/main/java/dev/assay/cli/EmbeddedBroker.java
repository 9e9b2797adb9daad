package dev.assay.cli;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Forbidding;
import dev.assay.broker.net.Listener;
import dev.assay.broker.net.Listening;
import dev.assay.broker.net.ServerTls;
import dev.assay.broker.net.Transport;
import dev.assay.cli.targets.Certificate;
import dev.assay.cli.targets.TargetException;
import dev.assay.codec.packet.Payload;
import dev.assay.suite.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reference broker in this process, on free loopback ports, with somebody who notes what it cites. */
final class EmbeddedBroker implements AutoCloseable {
  /** What it refuses, so that it can be seen to refuse it. */
  static final Setup SETUP = new Setup(
      Forbidding.NO_PUBLISHING, Forbidding.NO_SUBSCRIBING, Forbidding.STRANGER, Payload.of("any"));

  private final ReferenceBroker broker;
  private final CitationCheck citations;
  private final @Nullable Identity identity;

  private EmbeddedBroker(
      ReferenceBroker broker, CitationCheck citations, @Nullable Identity identity) {
    this.broker = broker;
    this.citations = citations;
    this.identity = identity;
  }

  /**
   * Starts one that listens for these, with a certificate made for it if any of them is encrypted.
   *
   * @param transports at least one
   * @param choices which of the standard's freedoms it takes
   * @param data where it keeps what it remembers; null for in memory
   * @throws dev.assay.broker.store.StoreException if that cannot be had, with one clear line
   */
  static EmbeddedBroker start(List<Transport> transports, Choices choices, @Nullable Path data)
      throws IOException {
    CitationCheck citations = new CitationCheck();
    Identity identity =
        transports.stream().anyMatch(Transport::isEncrypted) ? Identity.make() : null;
    try {
      ServerTls tls = identity == null ? null : identity.tls();
      List<Listener> listeners =
          transports.stream().map(each -> new Listener(each, "127.0.0.1", 0)).toList();
      ReferenceBroker broker = ReferenceBroker.start(ReferenceBroker.options()
          .withConfig(BrokerConfig.DEFAULT.with(the -> the.access = new Forbidding()))
          .withChoices(choices)
          .withListening(Listening.at(listeners, tls))
          .withData(data)
          .withWitness((peer, who, statements, reason, facts) ->
              citations.cited(peer, who.name(), statements)));
      return new EmbeddedBroker(broker, citations, identity);
    } catch (IOException e) {
      if (identity != null) {
        identity.delete();
      }
      throw e;
    }
  }

  String url(Transport transport) {
    return broker.url(transport);
  }

  /** What it shows on its encrypted listeners, PEM; null if it has none. */
  @Nullable
  Path certificate() {
    return identity == null ? null : identity.made().certificate();
  }

  CitationCheck citations() {
    return citations;
  }

  @Override
  public void close() {
    broker.close();
    if (identity != null) {
      identity.delete();
    }
  }

  /** A certificate in a directory of its own. */
  private record Identity(Path directory, Certificate made) {
    static Identity make() throws IOException {
      Path directory = Files.createTempDirectory("assay-broker");
      try {
        return new Identity(directory, Certificate.makeIn(directory));
      } catch (TargetException e) {
        Files.deleteIfExists(directory);
        throw new IOException(e.getMessage(), e);
      }
    }

    ServerTls tls() throws IOException {
      return ServerTls.of(made.certificate(), made.key(), null);
    }

    void delete() {
      for (Path file : List.of(made.certificate(), made.key(), made.keystore(), directory)) {
        try {
          Files.deleteIfExists(file);
        } catch (IOException e) {
          // a file of a temporary directory that stays behind harms nobody
          return;
        }
      }
    }
  }
}
