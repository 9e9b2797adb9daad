package dev.assay.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Topics and filters made so that all have one hash: whoever keeps them by hash alone looks at each for each. */
class CollidingTopicsTest {
  private static final int COUNT = 1 << 16;

  private static String text(int number) {
    StringBuilder text = new StringBuilder();
    for (int bit = 1; bit < COUNT; bit <<= 1) {
      text.append((number & bit) == 0 ? "Aa" : "BB");
    }
    return text.toString();
  }

  private static <T> List<T> all(Function<String, T> of) {
    return IntStream.range(0, COUNT).mapToObj(CollidingTopicsTest::text).map(of).toList();
  }

  /** Tens of milliseconds; looking at each for each takes minutes. */
  @Test
  @Timeout(20)
  void subscribingAndUnsubscribingThemEnds() {
    BrokerState state = new BrokerState();
    Session session = new Session("client", MqttVersion.V5);
    state.add(session);
    List<TopicFilter> filters = all(TopicFilter::of);

    for (TopicFilter filter : filters) {
      Subscription granted = Subscription.of(filter, Qos.AT_MOST_ONCE);
      state.subscribe(
          session, new SessionSubscription(granted, SessionSubscription.NO_IDENTIFIER, false));
    }
    int subscribed = session.subscriptions().size();
    filters.forEach(filter -> state.unsubscribe(session, filter));

    assertThat(filters).extracting(Object::hashCode).containsOnly(filters.get(0).hashCode());
    assertThat(subscribed).isEqualTo(COUNT);
    assertThat(session.subscriptions()).isEmpty();
  }

  @Test
  @Timeout(20)
  void lookingThemUpEnds() {
    Map<TopicName, Integer> byTopic = new HashMap<>();
    List<TopicName> topics = all(TopicName::of);

    for (TopicName topic : topics) {
      byTopic.put(topic, byTopic.size());
    }

    assertThat(byTopic).hasSize(COUNT);
    assertThat(byTopic.get(TopicName.of(text(COUNT - 1)))).isEqualTo(COUNT - 1);
  }
}
