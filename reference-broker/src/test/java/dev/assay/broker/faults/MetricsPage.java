package dev.assay.broker.faults;

import dev.assay.broker.ReferenceBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What a broker shows of itself at {@code /metrics}. */
final class MetricsPage {
  private MetricsPage() {}

  /** The answer as it came, with its header. */
  static String of(ReferenceBroker broker, Duration patience) throws IOException {
    URI url = URI.create(broker.metricsUrl());
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
      socket.setSoTimeout((int) patience.toMillis());
      String request = "GET " + url.getPath() + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
