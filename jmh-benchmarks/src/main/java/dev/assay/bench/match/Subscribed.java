package dev.assay.bench.match;

import com.hivemq.mqtt.topic.tree.LocalTopicTree;
import dev.assay.broker.state.SubscriptionTree;
import dev.assay.codec.packet.TopicName;
import io.moquette.broker.subscriptions.MoquetteTree;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What all comparisons of trees share: the same filters in ours, HiveMQ CE's and Moquette's tree, and the same topics in the
 * same order for all.
 *
 * <p>The trees answer from the text of the topic and split it themselves. Ours is at an advantage in that its Topic Names were
 * validated when they were read, beforehand, and that it serves one thread; HiveMQ's tree may be changed while it is read, takes
 * locks for that, and joins the subscriptions of one client, of which there are none to join here. Moquette's copies what it
 * changes, and joins as well. Client {@code i} holds filter {@code i}: no two filters have one subscriber.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 3, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public abstract class Subscribed {
  private final SubscriptionTree<String, Integer> assay = SubscriptionTree.withoutCache();
  private final LocalTopicTree hivemq = Trees.hivemq();
  private final MoquetteTree moquette = new MoquetteTree();
  private String[] topics = {};
  private TopicName[] names = {};
  private int last = -1;

  /** Subscribes to the filters; then the topics come in this order, and again from the first. */
  final void prepare(List<String> filters, List<String> topics) {
    Trees.fill(assay, filters);
    Trees.fill(hivemq, filters);
    Trees.fill(moquette, filters);
    // a topic that comes again is the same object, as from a reader that recognises it
    Map<String, TopicName> known = new HashMap<>();
    this.names = topics.stream()
        .map(topic -> known.computeIfAbsent(topic, TopicName::of))
        .toArray(TopicName[]::new);
    this.topics = Arrays.stream(names).map(TopicName::text).toArray(String[]::new);
    check();
  }

  private int next() {
    last = last + 1 < topics.length ? last + 1 : 0;
    return last;
  }

  /** The next topic, for who reads texts. */
  final String nextText() {
    return topics[next()];
  }

  /** The next topic, as ours has read it. */
  final TopicName nextName() {
    return names[next()];
  }

  /** Ours, which keeps no results. */
  final SubscriptionTree<String, Integer> ours() {
    return assay;
  }

  final LocalTopicTree hivemqs() {
    return hivemq;
  }

  final MoquetteTree moquettes() {
    return moquette;
  }

  /** Everybody has to find the same subscribers. */
  final void check() {
    for (String topic : Trees.samples(Arrays.asList(topics))) {
      Set<String> ours = Trees.found(assay, topic);
      Trees.same("hivemq", topic, Trees.found(hivemq, topic), ours);
      Trees.same("moquette", topic, Trees.found(moquette, topic), ours);
    }
  }
}
