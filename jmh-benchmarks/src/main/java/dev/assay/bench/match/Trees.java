package dev.assay.bench.match;

import com.codahale.metrics.MetricRegistry;
import com.hivemq.metrics.MetricsHolder;
import com.hivemq.mqtt.message.QoS;
import com.hivemq.mqtt.message.subscribe.Topic;
import com.hivemq.mqtt.topic.SubscriberWithIdentifiers;
import com.hivemq.mqtt.topic.tree.LocalTopicTree;
import dev.assay.broker.state.SubscriptionTree;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import io.moquette.broker.subscriptions.MoquetteTree;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The same subscriptions in each implementation's tree: filter {@code i} is that of {@code client<i>}, at QoS 1. */
final class Trees {
  private static final int SAMPLES = 1_000;
  private static final byte NO_FLAGS = 0;

  private Trees() {}

  static LocalTopicTree hivemq() {
    return new LocalTopicTree(new MetricsHolder(new MetricRegistry()));
  }

  static String client(int number) {
    return "client" + number;
  }

  // ---- subscribing

  /** What ours keeps with a subscription is the QoS. */
  static void fill(SubscriptionTree<String, Integer> assay, List<String> filters) {
    for (int i = 0; i < filters.size(); i++) {
      assay.put(client(i), TopicFilter.of(filters.get(i)), 1);
    }
  }

  static void fill(LocalTopicTree hivemq, List<String> filters) {
    for (int i = 0; i < filters.size(); i++) {
      add(hivemq, client(i), filters.get(i));
    }
  }

  static void add(LocalTopicTree hivemq, String client, String filter) {
    Topic topic = new Topic(filter, QoS.AT_LEAST_ONCE, false, false);
    hivemq.addTopic(client, topic, NO_FLAGS, null);
  }

  static void fill(MoquetteTree moquette, List<String> filters) {
    for (int i = 0; i < filters.size(); i++) {
      moquette.add(client(i), filters.get(i));
    }
  }

  // ---- who is found

  static Set<String> found(SubscriptionTree<String, Integer> assay, String topic) {
    Set<String> clients = new TreeSet<>();
    assay
        .matching(TopicName.of(topic))
        .ordinary()
        .forEach(match -> clients.add(match.subscriber()));
    return clients;
  }

  static Set<String> found(LocalTopicTree hivemq, String topic) {
    Set<String> clients = new TreeSet<>();
    for (SubscriberWithIdentifiers found : hivemq.findTopicSubscribers(topic).getSubscribers()) {
      clients.add(found.getSubscriber());
    }
    return clients;
  }

  static Set<String> found(MoquetteTree moquette, String topic) {
    Set<String> clients = new TreeSet<>();
    moquette.matching(topic).forEach(found -> clients.add(found.getClientId()));
    return clients;
  }

  /** Those topics for which it is checked that all find the same: as many as bear it. */
  static List<String> samples(List<String> topics) {
    return topics.subList(0, Math.min(SAMPLES, topics.size()));
  }

  /**
   * Compares what one of the peers found with what ours did.
   *
   * @throws IllegalStateException if it is not the same: then somebody does other work, and the times say nothing
   */
  static void same(String who, String topic, Set<String> found, Set<String> ours) {
    if (!found.equals(ours)) {
      throw new IllegalStateException(
          who + " found " + found + " for " + topic + ", expected as ours " + ours);
    }
  }
}
