package dev.assay.broker.interop;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.MqttClientStateException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.assay.broker.net.Transport;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** HiveMQ's client for MQTT 5.0. */
final class HiveMqV5Client implements OtherClient {
  private static final long SESSION_EXPIRY_SECONDS = 3_600;
  private static final int TOPIC_ALIAS_MAXIMUM = 5;
  /** Less than a test has waiting; of QoS 0 the library keeps twice as many and drops the others. */
  private static final int RECEIVE_MAXIMUM = 40;

  private final Mqtt5BlockingClient client;
  private final Mqtt5Publishes arrived;

  HiveMqV5Client(BrokerForOthers broker, Transport transport, String clientId) throws Exception {
    client =
        HiveMqTransport.builder(broker, transport, clientId).useMqttVersion5().buildBlocking();
    arrived = client.publishes(MqttGlobalPublishFilter.ALL);
  }

  @Override
  public boolean connect(boolean clean, @Nullable Message will) {
    Mqtt5ConnectBuilder connect = Mqtt5Connect.builder()
        .cleanStart(clean)
        .sessionExpiryInterval(clean ? 0 : SESSION_EXPIRY_SECONDS)
        .restrictions()
        .topicAliasMaximum(TOPIC_ALIAS_MAXIMUM)
        .receiveMaximum(RECEIVE_MAXIMUM)
        .applyRestrictions();
    if (will != null) {
      connect = connect.willPublish(packet(will).asWill());
    }
    return client.connect(connect.build()).isSessionPresent();
  }

  private static Mqtt5Publish packet(Message message) {
    return Mqtt5Publish.builder()
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
    Mqtt5Publish publish = arrived
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
