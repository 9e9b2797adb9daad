package dev.assay.broker.interop;

import dev.assay.broker.net.Transport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/** Eclipse Paho for MQTT 5.0. */
final class PahoV5Client implements OtherClient {
  private static final long SESSION_EXPIRY_SECONDS = 3_600;
  /** Tells of each PUBREL otherwise; kept here, or its level would be forgotten. */
  private static final Logger LOGGER = Logger.getLogger("org.eclipse.paho.mqttv5");

  static {
    LOGGER.setLevel(Level.WARNING);
  }

  private final BrokerForOthers broker;
  private final Transport transport;
  private final MqttClient client;
  private final BlockingQueue<Message> arrived = new LinkedBlockingQueue<>();
  private final List<String> troubles = new CopyOnWriteArrayList<>();

  PahoV5Client(BrokerForOthers broker, Transport transport, String clientId) throws Exception {
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
      public void disconnected(MqttDisconnectResponse response) {
        troubles.add("disconnected: " + response.getReturnCode() + " " + response.getReasonString()
            + " " + response.getException());
      }

      @Override
      public void mqttErrorOccurred(MqttException exception) {
        troubles.add("error: " + exception);
      }

      @Override
      public void deliveryComplete(IMqttToken token) {}

      @Override
      public void connectComplete(boolean reconnect, String url) {}

      @Override
      public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    });
  }

  @Override
  public boolean connect(boolean clean, @Nullable Message will) throws Exception {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(clean);
    options.setSessionExpiryInterval(clean ? 0 : SESSION_EXPIRY_SECONDS);
    // no Topic Alias Maximum: 1.2.5 asks for aliases if told to, and then hands on an empty topic
    options.setConnectionTimeout((int) PATIENCE_SECONDS);
    if (will != null) {
      byte[] payload = will.payload().getBytes(StandardCharsets.UTF_8);
      options.setWill(
          will.topic(), new MqttMessage(payload, will.qos(), will.retain(), new MqttProperties()));
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
      throw new AssertionError("nothing arrived; " + troubles);
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
