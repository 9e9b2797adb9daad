package dev.assay.broker;

import dev.assay.broker.net.Listener;
import dev.assay.broker.net.Observing;
import dev.assay.broker.net.Shell;
import dev.assay.broker.net.ShellOptions;
import dev.assay.broker.net.Transport;
import dev.assay.broker.rules.MqttBroker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A running broker:
 *
 * <pre>{@code
 * try (ReferenceBroker broker = ReferenceBroker.start(ReferenceBroker.options())) {
 *   // clients connect to broker.url()
 * }
 * }</pre>
 */
public final class ReferenceBroker implements AutoCloseable {
  private final Shell.Running shell;

  private ReferenceBroker(Shell.Running shell) {
    this.shell = shell;
  }

  /** An honest broker on a free port of the loopback address; the {@code with} methods change that. */
  public static ShellOptions options() {
    return ShellOptions.of(MqttBroker::honest);
  }

  /**
   * Starts a broker; it listens when this returns.
   *
   * @throws dev.assay.broker.store.StoreException if the directory of its data cannot be had, with one clear line
   * @throws IOException if the address cannot be had, with one clear line
   */
  public static ReferenceBroker start(ShellOptions options) throws IOException {
    return new ReferenceBroker(Shell.start(options));
  }

  /** Where clients find its first listener: {@code mqtt://127.0.0.1:40112}. */
  public String url() {
    return shell.listeners().get(0).url();
  }

  /** Where it listens, with the ports that it really has. */
  public List<Listener> listeners() {
    return shell.listeners();
  }

  /**
   * Where clients find its first listener of this kind.
   *
   * @throws IllegalArgumentException if it has none
   */
  public String url(Transport transport) {
    return shell.listeners().stream()
        .filter(each -> each.transport() == transport)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no listener for " + transport.text()))
        .url();
  }

  /** Where it listens, with the port that it really has. */
  public InetSocketAddress address() {
    return shell.address();
  }

  /** The port that it really has. */
  public int port() {
    return shell.address().getPort();
  }

  /** Where HTTP clients find its figures, {@code http://127.0.0.1:40112/metrics}; null if nowhere. */
  public @Nullable String metricsUrl() {
    Observing.Address metrics = shell.metrics();
    return metrics == null ? null : metrics.url();
  }

  /**
   * Waits until the broker has stopped.
   *
   * @throws IOException if it stopped because its store cannot be written, with one clear line
   */
  public void awaitEnd() throws IOException, InterruptedException {
    shell.awaitEnd();
  }

  /** Closes the port and all connections; the port is free when this returns. */
  public void stop() {
    shell.stop();
  }

  /** The same as {@link #stop()}. */
  @Override
  public void close() {
    stop();
  }
}
