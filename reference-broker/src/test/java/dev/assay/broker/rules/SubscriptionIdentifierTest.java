package dev.assay.broker.rules;

import static dev.assay.broker.rules.Stage.publish;
import static dev.assay.broker.rules.Stage.retained;
import static dev.assay.broker.rules.Stage.subscribe;
import static dev.assay.codec.packet.Qos.AT_MOST_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Choices.Overlap;
import dev.assay.broker.rules.Stage.Actor;
import dev.assay.broker.rules.Stage.Hello;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriptionIdentifierTest {
  private final Stage stage = new Stage();

  private static Subscribe numbered(int identifier, String filter) {
    return new Subscribe(
        1,
        Properties.builder()
            .with(PropertyId.SUBSCRIPTION_IDENTIFIER, identifier)
            .build(),
        List.of(Subscription.of(TopicFilter.of(filter), AT_MOST_ONCE)));
  }

  private static List<List<Integer>> identifiersOf(Actor client) {
    return client.publications().stream()
        .map(Publish::properties)
        .map(Properties::subscriptionIdentifiers)
        .toList();
  }

  @Test
  void oneCopyHasTheIdentifiersOfAllSubscriptionsThatMatchEqualOnesRepeated() {
    Actor client = stage.client(MqttVersion.V5, "client");
    client.send(
        numbered(7, "a"), numbered(8, "#"), numbered(8, "+"), subscribe(2, "a/#", AT_MOST_ONCE));
    client.received();

    client.send(publish("a", "x"));

    assertThat(identifiersOf(client))
        .singleElement()
        .satisfies(found -> assertThat(found).containsExactlyInAnyOrder(7, 8, 8));
    assertThat(stage.cited()).contains(Mqtt5.MQTT_3_3_4_3, Mqtt5.MQTT_3_3_4_4);
  }

  @Test
  void eachCopyHasTheIdentifierOfItsSubscription() {
    Stage copying = new Stage(
        BrokerConfig.DEFAULT,
        Choices.DEFAULT.with(the -> the.overlap = Overlap.COPY_PER_SUBSCRIPTION));
    Actor client = copying.client(MqttVersion.V5, "client");
    client.send(numbered(7, "a"), numbered(8, "#"), subscribe(2, "a/#", AT_MOST_ONCE));
    client.received();

    client.send(publish("a", "x"));

    assertThat(identifiersOf(client)).containsExactlyInAnyOrder(List.of(7), List.of(8), List.of());
    assertThat(copying.cited()).contains(Mqtt5.MQTT_3_3_4_5);
  }

  @Test
  void subscribingAgainWithoutAnIdentifierTakesItAway() {
    Actor client = stage.client(MqttVersion.V5, "client");
    client.send(numbered(7, "a"), subscribe(2, "a", AT_MOST_ONCE));
    client.received();

    client.send(publish("a", "x"));

    assertThat(identifiersOf(client)).containsExactly(List.of());
  }

  @Test
  void anIdentifierOutlastsTheConnectionWithItsSession() {
    Hello hello = Hello.of(MqttVersion.V5, "client").with(PropertyId.SESSION_EXPIRY_INTERVAL, 100);
    Actor before = stage.client(hello);
    before.send(numbered(7, "a"));
    before.drop();
    Actor after = stage.client(hello.resuming());

    after.send(publish("a", "x"));

    assertThat(identifiersOf(after)).containsExactly(List.of(7));
  }

  @Test
  void whatIsRetainedComesWithTheIdentifierOfTheSubscriptionThatBringsIt() {
    Actor client = stage.client(MqttVersion.V5, "client");
    client.send(retained(AT_MOST_ONCE, 0, "a", "kept"));

    client.send(numbered(7, "a"));

    assertThat(identifiersOf(client)).containsExactly(List.of(7));
  }
}
