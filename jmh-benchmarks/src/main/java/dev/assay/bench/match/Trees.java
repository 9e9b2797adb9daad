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
public final class Trees {
  private static final int SAMPLES = 1_000;

  private Trees() {}

  /** Ours; what it keeps with a subscription is the QoS. */
  public static SubscriptionTree<String, Integer> assay(List<String> filters) {
    SubscriptionTree<String, Integer> tree = SubscriptionTree.withoutCache();
    for (int i = 0; i < filters.size(); i++) {
      tree.put("client" + i, TopicFilter.of(filters.get(i)), 1);
    }
    return tree;
  }

  /** HiveMQ Community Edition's. */
  public static LocalTopicTree hivemq(List<String> filters) {
    LocalTopicTree tree = new LocalTopicTree(new MetricsHolder(new MetricRegistry()));
    for (int i = 0; i < filters.size(); i++) {
      Topic topic = new Topic(filters.get(i), QoS.AT_LEAST_ONCE, false, false);
      tree.addTopic("client" + i, topic, (byte) 0, null);
    }
    return tree;
  }

  static MoquetteTree moquette(List<String> filters) {
    MoquetteTree tree = new MoquetteTree();
    for (int i = 0; i < filters.size(); i++) {
      tree.add("client" + i, filters.get(i));
    }
    return tree;
  }

  /**
   * That all find the same subscribers for the first of the topics.
   *
   * @throws IllegalStateException if not: then somebody does other work, and the times say nothing
   */
  static void check(
      List<String> topics,
      SubscriptionTree<String, Integer> assay,
      LocalTopicTree hivemq,
      MoquetteTree moquette) {
    for (String topic : topics.subList(0, Math.min(SAMPLES, topics.size()))) {
      TreeSet<String> ours = new TreeSet<>();
      assay.matching(TopicName.of(topic)).ordinary().forEach(match -> ours.add(match.subscriber()));
      TreeSet<String> hivemqs = new TreeSet<>();
      for (SubscriberWithIdentifiers found : hivemq.findTopicSubscribers(topic).getSubscribers()) {
        hivemqs.add(found.getSubscriber());
      }
      TreeSet<String> moquettes = new TreeSet<>();
      moquette.matching(topic).forEach(found -> moquettes.add(found.getClientId()));
      same("hivemq", topic, hivemqs, ours);
      same("moquette", topic, moquettes, ours);
    }
  }

  private static void same(String who, String topic, Set<String> found, Set<String> ours) {
    if (!found.equals(ours)) {
      throw new IllegalStateException(
          who + " found " + found + " for " + topic + ", expected as ours " + ours);
    }
  }
}
