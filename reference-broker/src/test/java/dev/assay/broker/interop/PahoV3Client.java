package dev.assay.broker.interop;

import dev.assay.broker.net.Transport;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;

/** Eclipse Paho for MQTT 3.1.1. */
final class PahoV3Client implements OtherClient {
  private static final int IN_FLIGHT_MAX = 1_000;

  private final BrokerForOthers broker;
  private final Transport transport;
  private final MqttClient client;
  private final BlockingQueue<Message> arrived = new LinkedBlockingQueue<>();

  PahoV3Client(BrokerForOthers broker, Transport transport, String clientId) throws Exception {
    this.broker = broker;
    this.transport = transport;
    client = new MqttClient(PahoUrl.of(broker, transport), clientId, new MemoryPersistence());
    client.setTimeToWait(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    client.setCallback(new MqttCallback() {
      @Override
      public void messageArrived(String topic, MqttMessage message) {
        String payload = new String(message.getPayload(), StandardCharsets.UTF_8);
        arrived.add(new Message(topic, payload, message.getQos(), message.isRetained()));
      }

      @Override
      public void connectionLost(Throwable cause) {}

      @Override
      public void deliveryComplete(IMqttDeliveryToken token) {}
    });
  }

  @Override
  public boolean connect(boolean clean, @Nullable Message will) throws Exception {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setCleanSession(clean);
    options.setConnectionTimeout((int) PATIENCE_SECONDS);
    // a blocking publish returns a moment before the library no longer counts it as under way
    options.setMaxInflight(IN_FLIGHT_MAX);
    if (will != null) {
      options.setWill(
          will.topic(), will.payload().getBytes(StandardCharsets.UTF_8), will.qos(), will.retain());
    }
    if (transport.isEncrypted()) {
      options.setSocketFactory(broker.tls().getSocketFactory());
    }
    return client.connectWithResult(options).getSessionPresent();
  }

  @Override
  public void subscribe(String filter, int qos) throws Exception {
    client.subscribe(filter, qos);
  }

  @Override
  public void publish(Message message) throws Exception {
    byte[] payload = message.payload().getBytes(StandardCharsets.UTF_8);
    client.publish(message.topic(), payload, message.qos(), message.retain());
  }

  @Override
  public Message receive() throws Exception {
    Message message = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("nothing arrived");
    }
    return message;
  }

  @Override
  public void disconnect() throws Exception {
    client.disconnect();
  }

  @Override
  public void close() {
    try {
      if (client.isConnected()) {
        client.disconnect();
      }
      client.close();
    } catch (MqttException e) {
      throw new IllegalStateException(e);
    }
  }
}
