package dev.assay.bench.match;

import dev.assay.broker.state.SubscriptionTree;
import dev.assay.codec.packet.TopicFilter;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Subscriptions that come and go while messages are published. One operation: a client unsubscribes, four topics are matched, it
 * subscribes to the same filter again, four topics are matched. Clients take turns, topics are drawn as in {@link HotTopics}.
 *
 * <p>Baseline: {@code assayUncached}, which keeps no results. Expect: {@code assay} below it, since a filter drops only the results
 * of topics that it matches. If it is above, look at how those topics are found.
 *
 * <p>Each is given a filter as its broker has it: ours as a checked Topic Filter, HiveMQ's and Moquette's in an object with its
 * options, which is made anew. For the rest see {@link Subscribed}.
 */
public class Changes extends Subscribed {
  private static final int MATCHES = 4;
  private static final int ROUND = 100;

  @Param({"1000", "100000"})
  public int filters;

  private final SubscriptionTree<String, Integer> cached = new SubscriptionTree<>();
  private List<String> clients = List.of();
  private List<String> texts = List.of();
  private List<TopicFilter> checked = List.of();
  private int last = -1;

  /** Everybody has to find the same subscribers before and after some changes. */
  @Setup
  public void subscribe() {
    texts = Building.filters("mixed", filters);
    checked = texts.stream().map(TopicFilter::of).toList();
    clients = IntStream.range(0, filters).mapToObj(Trees::client).toList();
    List<String> topics = HotTopics.zipf(Building.topics(HotTopics.TOPICS), HotTopics.DRAWS);
    prepare(texts, topics);
    Trees.fill(cached, texts);
    for (int i = 0; i < ROUND; i++) {
      assay();
      assayUncached();
      hivemq();
      moquette();
    }
    check();
    for (String topic : Trees.samples(topics)) {
      Trees.same("results kept", topic, Trees.found(cached, topic), Trees.found(ours(), topic));
    }
  }

  private int next() {
    last = last + 1 < filters ? last + 1 : 0;
    return last;
  }

  /** How many subscribers were found. */
  @Benchmark
  public int assay() {
    return change(cached);
  }

  @Benchmark
  public int assayUncached() {
    return change(ours());
  }

  private int change(SubscriptionTree<String, Integer> tree) {
    int client = next();
    tree.remove(clients.get(client), checked.get(client));
    int found = match(tree);
    tree.put(clients.get(client), checked.get(client), 1);
    return found + match(tree);
  }

  private int match(SubscriptionTree<String, Integer> tree) {
    int found = 0;
    for (int i = 0; i < MATCHES; i++) {
      found += tree.matching(nextName()).ordinary().size();
    }
    return found;
  }

  @Benchmark
  public int hivemq() {
    int client = next();
    hivemqs().removeSubscriber(clients.get(client), texts.get(client), null);
    int found = matchInHivemqs();
    Trees.add(hivemqs(), clients.get(client), texts.get(client));
    return found + matchInHivemqs();
  }

  private int matchInHivemqs() {
    int found = 0;
    for (int i = 0; i < MATCHES; i++) {
      found += hivemqs().findTopicSubscribers(nextText()).getSubscribers().size();
    }
    return found;
  }

  @Benchmark
  public int moquette() {
    int client = next();
    moquettes().remove(clients.get(client), texts.get(client));
    int found = matchInMoquettes();
    moquettes().add(clients.get(client), texts.get(client));
    return found + matchInMoquettes();
  }

  private int matchInMoquettes() {
    int found = 0;
    for (int i = 0; i < MATCHES; i++) {
      found += moquettes().matching(nextText()).size();
    }
    return found;
  }
}
