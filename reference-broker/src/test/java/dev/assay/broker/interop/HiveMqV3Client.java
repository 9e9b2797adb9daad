package dev.assay.broker.interop;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.MqttClientStateException;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient.Mqtt3Publishes;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3ConnectBuilder;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import dev.assay.broker.net.Transport;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** HiveMQ's client for MQTT 3.1.1. */
final class HiveMqV3Client implements OtherClient {
  private final Mqtt3BlockingClient client;
  private final Mqtt3Publishes arrived;

  HiveMqV3Client(BrokerForOthers broker, Transport transport, String clientId) throws Exception {
    client =
        HiveMqTransport.builder(broker, transport, clientId).useMqttVersion3().buildBlocking();
    arrived = client.publishes(MqttGlobalPublishFilter.ALL);
  }

  @Override
  public boolean connect(boolean clean, @Nullable Message will) {
    Mqtt3ConnectBuilder connect = Mqtt3Connect.builder().cleanSession(clean);
    if (will != null) {
      connect = connect.willPublish(packet(will));
    }
    return client.connect(connect.build()).isSessionPresent();
  }

  private static Mqtt3Publish packet(Message message) {
    return Mqtt3Publish.builder()
        .topic(message.topic())
        .payload(message.payload().getBytes(StandardCharsets.UTF_8))
        .qos(MqttQos.fromCode(message.qos()))
        .retain(message.retain())
        .build();
  }

  @Override
  public void subscribe(String filter, int qos) {
    client.subscribeWith().topicFilter(filter).qos(MqttQos.fromCode(qos)).send();
  }

  @Override
  public void publish(Message message) {
    client.publish(packet(message));
  }

  @Override
  public Message receive() throws Exception {
    Mqtt3Publish publish = arrived
        .receive(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .orElseThrow(() -> new AssertionError("nothing arrived"));
    return new Message(
        publish.getTopic().toString(),
        new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8),
        publish.getQos().getCode(),
        publish.isRetain());
  }

  @Override
  public void disconnect() {
    client.disconnect();
  }

  @Override
  public void close() {
    arrived.close();
    if (client.getState().isConnected()) {
      try {
        client.disconnect();
      } catch (MqttClientStateException | ConnectionClosedException e) {
        // the broker closed it meanwhile, as where another client took over
      }
    }
  }
}
