package dev.assay.bench.match;

import com.hivemq.mqtt.topic.tree.TopicSubscribers;
import dev.assay.broker.state.Matches;
import dev.assay.broker.state.SubscriptionTree;
import io.moquette.broker.subscriptions.Subscription;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/** One operation is the search for one topic's subscribers; what helps and hinders the peers, {@link Subscribed} says. */
public abstract class Matching extends Subscribed {
  /** The tree of ours that is measured: the one without kept results, unless a benchmark is about those. */
  SubscriptionTree<String, Integer> measured() {
    return ours();
  }

  @Benchmark
  public Matches<String, Integer> assay() {
    return measured().matching(nextName());
  }

  @Benchmark
  public TopicSubscribers hivemq() {
    return hivemqs().findTopicSubscribers(nextText());
  }

  @Benchmark
  public List<Subscription> moquette() {
    return moquettes().matching(nextText());
  }
}
