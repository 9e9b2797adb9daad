package dev.assay.bench.match;

import com.hivemq.mqtt.topic.tree.LocalTopicTree;
import com.hivemq.mqtt.topic.tree.TopicSubscribers;
import dev.assay.broker.state.Matches;
import dev.assay.broker.state.SubscriptionTree;
import dev.assay.codec.packet.TopicName;
import io.moquette.broker.subscriptions.MoquetteTree;
import io.moquette.broker.subscriptions.Subscription;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One topic after the other of 100,000 distinct ones of seven levels: nothing that was found before helps.
 *
 * <p>Baseline: HiveMQ CE, the fastest of the peers. Expect: cost grows with the nodes that a topic reaches, not with the number
 * of filters, so from 1,000 filters to 100,000 by less than four times; the rest is what caches of the processor miss. If it
 * grows in step with the filters, look for a walk over siblings.
 *
 * <p>The trees answer from the text of the topic and split it themselves. Ours is at an advantage in that its Topic Names were
 * validated when they were read, beforehand, and that it serves one thread; HiveMQ's tree may be changed while it is read, takes
 * locks for that, and joins the subscriptions of one client, of which there are none to join here. Moquette's copies what it
 * changes, and joins as well. {@code exact} filters are hit seldom: it is the shape for misses.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class ColdTopics {
  private static final int TOPICS = 100_000;

  @Param({"10", "100", "1000", "10000", "100000", "1000000"})
  private int filters;

  @Param({"mixed", "exact", "plus", "hash"})
  private String shape = "mixed";

  private final List<String> topics = Building.topics(TOPICS);
  private final List<TopicName> names = topics.stream().map(TopicName::of).toList();
  private SubscriptionTree<String, Integer> assay = Trees.assay(List.of());
  private LocalTopicTree hivemq = Trees.hivemq(List.of());
  private MoquetteTree moquette = Trees.moquette(List.of());
  private int last = -1;

  /** Everybody has to find the same subscribers. */
  @Setup
  public void subscribe() {
    List<String> texts = Building.filters(shape, filters);
    assay = Trees.assay(texts);
    hivemq = Trees.hivemq(texts);
    moquette = Trees.moquette(texts);
    Trees.check(topics, assay, hivemq, moquette);
  }

  private int next() {
    last = last + 1 < TOPICS ? last + 1 : 0;
    return last;
  }

  @Benchmark
  public Matches<String, Integer> assay() {
    return assay.matching(names.get(next()));
  }

  @Benchmark
  public TopicSubscribers hivemq() {
    return hivemq.findTopicSubscribers(topics.get(next()));
  }

  @Benchmark
  public List<Subscription> moquette() {
    return moquette.matching(topics.get(next()));
  }
}
