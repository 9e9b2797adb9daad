package dev.assay.broker.interop;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import dev.assay.broker.net.Transport;
import java.util.concurrent.TimeUnit;

/** A client of HiveMQ's library that will connect over this transport. */
final class HiveMqTransport {
  private HiveMqTransport() {}

  static MqttClientBuilder builder(BrokerForOthers broker, Transport transport, String clientId)
      throws Exception {
    MqttClientBuilder builder = MqttClient.builder()
        .identifier(clientId)
        .serverHost("127.0.0.1")
        .serverPort(broker.port(transport));
    if (transport.isEncrypted()) {
      builder = builder
          .sslConfig()
          .trustManagerFactory(broker.trust())
          .handshakeTimeout(OtherClient.PATIENCE_SECONDS, TimeUnit.SECONDS)
          .applySslConfig();
    }
    if (transport.isWebSocket()) {
      builder = builder
          .webSocketConfig()
          .serverPath("mqtt")
          .handshakeTimeout(OtherClient.PATIENCE_SECONDS, TimeUnit.SECONDS)
          .applyWebSocketConfig();
    }
    return builder;
  }
}
