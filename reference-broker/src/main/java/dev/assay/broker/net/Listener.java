package dev.assay.broker.net;

/**
 * Where a broker listens, and for what.
 *
 * @param host a name or an address; one of IPv6 without its brackets
 * @param port 0 to 65,535, of which 0 takes a free one
 */
public record Listener(Transport transport, String host, int port) {
  public Listener {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0..65535, was " + port);
    }
  }

  /** Where clients find it: {@code mqtt://127.0.0.1:40112}, {@code ws://127.0.0.1:40113/mqtt}. */
  public String url() {
    return transport.scheme() + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":"
        + port + (transport.isWebSocket() ? Listening.WEB_SOCKET_PATH : "");
  }
}
