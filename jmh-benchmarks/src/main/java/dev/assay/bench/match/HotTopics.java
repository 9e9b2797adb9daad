package dev.assay.bench.match;

import dev.assay.broker.state.Matches;
import dev.assay.broker.state.SubscriptionTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Topics as publishers send them: drawn from 10,000 by Zipf's law, so that the most frequent one comes ten times as often as the
 * tenth. {@code assay} is ours as the broker uses it, with the results of up to 16,384 topics kept; {@code assayUncached} looks anew
 * each time, as the peers do, which keep nothing.
 *
 * <p>Baseline: {@code assayUncached}. Expect: {@code assay} below 60 ns, whatever the number of filters, and no bytes allocated. If
 * not, look at the hash of a topic: it has to be remembered with the topic.
 *
 * <p>Ours is at an advantage in that all topics fit into the cache, and that a topic that comes again is the same object, whose
 * hash is known: the packet reader hands out the same one while it recognises the topic.
 */
public class HotTopics extends Matching {
  static final int TOPICS = 10_000;
  static final int DRAWS = 1 << 17;
  private static final long SEED = 7;

  @Param({"1000", "100000"})
  public int filters;

  private final SubscriptionTree<String, Integer> cached = new SubscriptionTree<>();

  @Setup
  public void subscribe() {
    List<String> texts = Building.filters("mixed", filters);
    List<String> topics = zipf(Building.topics(TOPICS), DRAWS);
    prepare(texts, topics);
    Trees.fill(cached, texts);
    for (String topic : Trees.samples(topics)) {
      Set<String> ours = Trees.found(ours(), topic);
      Trees.same("results kept", topic, Trees.found(cached, topic), ours);
      Trees.same("results kept, the second time", topic, Trees.found(cached, topic), ours);
    }
  }

  /** Draws topics, the one of rank {@code r} in proportion to {@code 1 / r}. */
  static List<String> zipf(List<String> topics, int draws) {
    double[] upTo = new double[topics.size()];
    double sum = 0;
    for (int i = 0; i < upTo.length; i++) {
      sum += 1.0 / (i + 1);
      upTo[i] = sum;
    }
    Random random = new Random(SEED);
    List<String> drawn = new ArrayList<>(draws);
    for (int i = 0; i < draws; i++) {
      int place = Arrays.binarySearch(upTo, random.nextDouble() * sum);
      drawn.add(topics.get(place >= 0 ? place : -place - 1));
    }
    return drawn;
  }

  @Override
  SubscriptionTree<String, Integer> measured() {
    return cached;
  }

  @Benchmark
  public Matches<String, Integer> assayUncached() {
    return ours().matching(nextName());
  }
}
