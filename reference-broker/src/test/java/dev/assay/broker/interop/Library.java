package dev.assay.broker.interop;

import dev.assay.broker.net.Transport;
import dev.assay.spec.MqttVersion;

/** The libraries for Java, each with the version of MQTT that it speaks. */
enum Library {
  PAHO_V3(MqttVersion.V3_1_1, PahoV3Client::new),
  PAHO_V5(MqttVersion.V5, PahoV5Client::new),
  HIVEMQ_V3(MqttVersion.V3_1_1, HiveMqV3Client::new),
  HIVEMQ_V5(MqttVersion.V5, HiveMqV5Client::new);

  private interface Maker {
    OtherClient make(BrokerForOthers broker, Transport transport, String clientId) throws Exception;
  }

  private final MqttVersion version;
  private final Maker maker;

  Library(MqttVersion version, Maker maker) {
    this.version = version;
    this.maker = maker;
  }

  MqttVersion version() {
    return version;
  }

  /** A client that is not connected yet. */
  OtherClient client(BrokerForOthers broker, Transport transport, String clientId)
      throws Exception {
    return maker.make(broker, transport, clientId);
  }

  /** A client that is connected over TCP, with a session that ends with its connection. */
  OtherClient connected(BrokerForOthers broker, String clientId) throws Exception {
    OtherClient client = client(broker, Transport.TCP, clientId);
    client.connect(true, null);
    return client;
  }
}
