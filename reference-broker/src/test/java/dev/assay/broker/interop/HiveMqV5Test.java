package dev.assay.broker.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.assay.broker.access.PasswordHash;
import dev.assay.broker.core.Access;
import dev.assay.broker.core.NonceSeed;
import dev.assay.broker.core.ScramCredentials;
import dev.assay.broker.net.ShellOptions;
import dev.assay.broker.net.Transport;
import dev.assay.codec.packet.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only 5.0 has, as HiveMQ's client does it. */
@Timeout(300)
class HiveMqV5Test {
  private static final byte[] SALT = "salt".getBytes(StandardCharsets.UTF_8);

  /** Ali, with the password "sesame", who has to prove that he knows it. */
  private static final Access ALI = new Access() {
    @Override
    public boolean admits(@Nullable String userName, @Nullable Payload password) {
      return false;
    }

    @Override
    public boolean offersScram() {
      return true;
    }

    @Override
    public @Nullable ScramCredentials scramCredentialsOf(String userName) {
      if (!userName.equals("ali")) {
        return null;
      }
      PasswordHash.ScramSha256 kept = PasswordHash.scramSha256(Payload.of("sesame"), SALT, 4096);
      return new ScramCredentials(
          kept.iterations(), kept.salt(), kept.storedKey(), kept.serverKey());
    }
  };

  private static ShellOptions askingForProof(ShellOptions options) {
    return options.withConfig(options.config().with(the -> {
      the.access = ALI;
      the.nonceSeed = new NonceSeed(Payload.of("0123456789abcdef"));
    }));
  }

  private BrokerForOthers broker;

  @BeforeEach
  void start() throws Exception {
    broker = BrokerForOthers.start();
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private static Mqtt5BlockingClient client(BrokerForOthers broker, String clientId)
      throws Exception {
    return HiveMqTransport.builder(broker, Transport.TCP, clientId)
        .useMqttVersion5()
        .buildBlocking();
  }

  @Test
  void passwordIsProvedByScramWithoutBeingSentAndAgainOnTheSameConnection() throws Exception {
    try (BrokerForOthers strict = BrokerForOthers.start(HiveMqV5Test::askingForProof)) {
      Mqtt5BlockingClient client = client(strict, "ali");
      ScramMechanism mechanism = new ScramMechanism("ali", "sesame");

      client.connect(Mqtt5Connect.builder().enhancedAuth(mechanism).build());

      assertThat(mechanism.proofs()).isEqualTo(1);
      client.reauth();
      assertThat(mechanism.proofs()).isEqualTo(2);
      client.disconnect();
    }
  }

  @Test
  void wrongPasswordIsRefused() throws Exception {
    try (BrokerForOthers strict = BrokerForOthers.start(HiveMqV5Test::askingForProof)) {
      Mqtt5BlockingClient client = client(strict, "ali");
      Mqtt5Connect wrong =
          Mqtt5Connect.builder().enhancedAuth(new ScramMechanism("ali", "open")).build();

      assertThatThrownBy(() -> client.connect(wrong))
          .isInstanceOfSatisfying(
              Mqtt5ConnAckException.class,
              refused -> assertThat(refused.getMqttMessage().getReasonCode())
                  .isEqualTo(Mqtt5ConnAckReasonCode.NOT_AUTHORIZED));
    }
  }

  @Test
  void propertiesArriveAsTheyWereSentAndUserPropertiesInTheirOrder() throws Exception {
    Mqtt5BlockingClient publisher = client(broker, "publisher");
    Mqtt5BlockingClient subscriber = client(broker, "subscriber");
    try (Mqtt5Publishes arrived = subscriber.publishes(MqttGlobalPublishFilter.ALL)) {
      publisher.connect();
      subscriber.connect();
      subscriber.subscribeWith().topicFilter("p").qos(MqttQos.EXACTLY_ONCE).send();
      Mqtt5Publish sent = Mqtt5Publish.builder()
          .topic("p")
          .payload("{}".getBytes(StandardCharsets.UTF_8))
          .qos(MqttQos.EXACTLY_ONCE)
          .messageExpiryInterval(1_000)
          .payloadFormatIndicator(Mqtt5PayloadFormatIndicator.UTF_8)
          .contentType("application/json")
          .responseTopic("answers/p")
          .correlationData(new byte[] {0, 1, 2})
          .userProperties()
          .add("b", "1")
          .add("a", "2")
          .add("b", "3")
          .applyUserProperties()
          .build();

      publisher.publish(sent);

      Mqtt5Publish received =
          arrived.receive(OtherClient.PATIENCE_SECONDS, TimeUnit.SECONDS).orElseThrow();
      assertThat(List.<Mqtt5UserProperty>copyOf(received.getUserProperties().asList()))
          .containsExactly(
              Mqtt5UserProperty.of("b", "1"),
              Mqtt5UserProperty.of("a", "2"),
              Mqtt5UserProperty.of("b", "3"));
      assertThat(received.getContentType()).isEqualTo(sent.getContentType());
      assertThat(received.getResponseTopic()).isEqualTo(sent.getResponseTopic());
      assertThat(received.getCorrelationData())
          .isEqualTo(Optional.of(ByteBuffer.wrap(new byte[] {0, 1, 2})));
      assertThat(received.getPayloadFormatIndicator()).contains(Mqtt5PayloadFormatIndicator.UTF_8);
      // less the time that it waited in the broker [5.0 MQTT-3.3.2-6]
      assertThat(received.getMessageExpiryInterval().orElseThrow()).isBetween(800L, 1_000L);
    }
    publisher.disconnect();
    subscriber.disconnect();
  }

  @Test
  void noLocalKeepsOwnMessagesAwayAndRetainAsPublishedKeepsTheFlag() throws Exception {
    Mqtt5BlockingClient client = client(broker, "client");
    try (Mqtt5Publishes arrived = client.publishes(MqttGlobalPublishFilter.ALL)) {
      client.connect();
      client
          .subscribeWith()
          .topicFilter("own")
          .qos(MqttQos.AT_LEAST_ONCE)
          .noLocal(true)
          .send();
      client
          .subscribeWith()
          .topicFilter("flag")
          .qos(MqttQos.AT_LEAST_ONCE)
          .retainAsPublished(true)
          .send();

      client.publish(publish("own", false));
      client.publish(publish("flag", true));

      Mqtt5Publish received =
          arrived.receive(OtherClient.PATIENCE_SECONDS, TimeUnit.SECONDS).orElseThrow();
      assertThat(received.getTopic().toString()).isEqualTo("flag");
      assertThat(received.isRetain()).isTrue();
    }
    client.disconnect();
  }

  private static Mqtt5Publish publish(String topic, boolean retain) {
    return Mqtt5Publish.builder()
        .topic(topic)
        .qos(MqttQos.AT_LEAST_ONCE)
        .retain(retain)
        .build();
  }

  @Test
  void goodbyeCanAskForTheWill() throws Exception {
    Mqtt5BlockingClient watcher = client(broker, "watcher");
    Mqtt5BlockingClient leaving = client(broker, "leaving");
    try (Mqtt5Publishes arrived = watcher.publishes(MqttGlobalPublishFilter.ALL)) {
      watcher.connect();
      watcher.subscribeWith().topicFilter("will").qos(MqttQos.AT_LEAST_ONCE).send();
      leaving.connect(
          Mqtt5Connect.builder().willPublish(publish("will", false).asWill()).build());

      leaving
          .disconnectWith()
          .reasonCode(Mqtt5DisconnectReasonCode.DISCONNECT_WITH_WILL_MESSAGE)
          .send();

      assertThat(arrived
              .receive(OtherClient.PATIENCE_SECONDS, TimeUnit.SECONDS)
              .orElseThrow()
              .getTopic()
              .toString())
          .isEqualTo("will");
    }
    watcher.disconnect();
  }

  @Test
  void namelessClientIsGivenAnIdentifier() throws Exception {
    Mqtt5BlockingClient client = MqttClient.builder()
        .useMqttVersion5()
        .serverHost("127.0.0.1")
        .serverPort(broker.port(Transport.TCP))
        .buildBlocking();

    Mqtt5ConnAck connAck = client.connect();

    assertThat(connAck.getAssignedClientIdentifier()).isPresent();
    client.disconnect();
  }
}
