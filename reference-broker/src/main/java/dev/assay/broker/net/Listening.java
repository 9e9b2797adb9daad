package dev.assay.broker.net;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a broker listens and what a client passes before its first packet.
 *
 * @param listeners at least one; all of them lead to one core on one event loop
 * @param tls who the broker is; null if no listener is encrypted
 * @param webSocketPaths of the URLs at which a WebSocket is opened, others are answered 404
 * @param guest sees each pipeline
 * @param handshakeMillisMax how long the handshakes of TLS and WebSocket may take together, at least 1
 */
public record Listening(
    List<Listener> listeners,
    @Nullable ServerTls tls,
    Set<String> webSocketPaths,
    PipelineGuest guest,
    long handshakeMillisMax) {

  /** The path that clients use by custom; the standard names none. */
  public static final String WEB_SOCKET_PATH = "/mqtt";

  private static final long HANDSHAKE_MILLIS_MAX = 10_000;

  public Listening {
    listeners = List.copyOf(listeners);
    webSocketPaths = Set.copyOf(webSocketPaths);
    if (listeners.isEmpty()) {
      throw new IllegalArgumentException("a broker has to listen somewhere");
    }
    if (tls == null && listeners.stream().anyMatch(each -> each.transport().isEncrypted())) {
      throw new IllegalArgumentException("an encrypted listener needs a certificate");
    }
    if (handshakeMillisMax < 1) {
      throw new IllegalArgumentException(
          "a handshake takes at least 1 ms, was " + handshakeMillisMax);
    }
  }

  /** These listeners, WebSockets at {@code /mqtt} and {@code /}, ten seconds for a handshake. */
  public static Listening at(List<Listener> listeners, @Nullable ServerTls tls) {
    return new Listening(
        listeners, tls, Set.of(WEB_SOCKET_PATH, "/"), pipeline -> {}, HANDSHAKE_MILLIS_MAX);
  }

  /** Plain TCP alone. */
  public static Listening at(String host, int port) {
    return at(List.of(new Listener(Transport.TCP, host, port)), null);
  }

  public Listening withGuest(PipelineGuest changed) {
    return new Listening(listeners, tls, webSocketPaths, changed, handshakeMillisMax);
  }

  public Listening withWebSocketPaths(Set<String> changed) {
    return new Listening(listeners, tls, changed, guest, handshakeMillisMax);
  }

  public Listening withHandshakeMillisMax(long changed) {
    return new Listening(listeners, tls, webSocketPaths, guest, changed);
  }
}
