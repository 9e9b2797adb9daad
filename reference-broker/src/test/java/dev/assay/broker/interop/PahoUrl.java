package dev.assay.broker.interop;

import dev.assay.broker.net.Transport;

/** URLs as Paho writes them. */
final class PahoUrl {
  private PahoUrl() {}

  /** {@code tcp://127.0.0.1:40112}, {@code ssl://...}, {@code ws://127.0.0.1:40113/mqtt}, {@code wss://...}. */
  static String of(BrokerForOthers broker, Transport transport) {
    return broker.url(transport).replaceFirst("^mqtts:", "ssl:").replaceFirst("^mqtt:", "tcp:");
  }
}
