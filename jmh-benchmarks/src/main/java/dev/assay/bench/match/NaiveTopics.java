package dev.assay.bench.match;

import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The trees beside a matcher that asks one filter after the other whether it matches, which is the definition.
 *
 * <p>Baseline: {@code naive}. Expect: with 10 filters it is about as fast as a tree, with 10,000 it is slower by three orders of
 * magnitude. If it is not, the tree looks where nothing can match. {@link Subscribed} says what helps and hinders the peers.
 */
public class NaiveTopics extends Matching {
  @Param({"10", "100", "1000", "10000"})
  public int filters;

  private List<TopicFilter> all = List.of();

  @Setup
  public void subscribe() {
    List<String> texts = Building.filters("mixed", filters);
    List<String> topics = Building.topics(ColdTopics.TOPICS);
    all = texts.stream().map(TopicFilter::of).toList();
    prepare(texts, topics);
    for (String topic : Trees.samples(topics)) {
      Set<String> found = new TreeSet<>();
      matching(TopicName.of(topic)).forEach(number -> found.add(Trees.client(number)));
      Trees.same("naive", topic, found, Trees.found(ours(), topic));
    }
  }

  @Benchmark
  public List<Integer> naive() {
    return matching(nextName());
  }

  /** The numbers of the filters that match. */
  private List<Integer> matching(TopicName topic) {
    List<Integer> matching = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).matches(topic)) {
        matching.add(i);
      }
    }
    return matching;
  }
}
