package dev.assay.bench.match;

import com.google.common.collect.ImmutableSet;
import com.hivemq.mqtt.message.QoS;
import com.hivemq.mqtt.message.subscribe.Topic;
import com.hivemq.mqtt.topic.SubscriberWithQoS;
import com.hivemq.mqtt.topic.SubscriptionFlag;
import com.hivemq.mqtt.topic.tree.LocalTopicTree;
import dev.assay.broker.state.Matches;
import dev.assay.broker.state.SubscriptionTree;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
 * Shared Subscriptions of ten members each (5.0 4.8.2), topics in turn as in {@link ColdTopics}: one operation finds the groups that
 * match and the members of each, from whom the broker chooses one.
 *
 * <p>Baseline: HiveMQ CE. Expect: as in {@link ColdTopics}, and about ten references more for each group that is found. If it costs
 * more, look at how the members are copied.
 *
 * <p>Moquette's tree knows no Shared Subscriptions. HiveMQ's names the groups that match and leads to their members by a second
 * walk, which its broker makes at another time: it is measured here, since ours has found them in the first.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 3, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class SharedSubscriptions {
  private static final int MEMBERS = 10;
  private static final String TEAM = "team";

  /** Shared Subscriptions. */
  @Param({"1000", "10000"})
  public int groups;

  private final SubscriptionTree<String, Integer> assay = SubscriptionTree.withoutCache();
  private final LocalTopicTree hivemq = Trees.hivemq();
  private final List<String> topics = Building.topics(ColdTopics.TOPICS);
  private final List<TopicName> names = topics.stream().map(TopicName::of).toList();
  private int last = -1;

  /** Everybody has to find the same members. */
  @Setup
  public void subscribe() {
    List<String> filters = Building.filters("mixed", groups);
    byte shared = SubscriptionFlag.getDefaultFlags(true, false, false);
    for (int i = 0; i < MEMBERS * groups; i++) {
      String filter = filters.get(i / MEMBERS);
      assay.putShared(Trees.client(i), TopicFilter.of("$share/" + TEAM + "/" + filter), 1);
      Topic topic = new Topic(filter, QoS.AT_LEAST_ONCE, false, false);
      hivemq.addTopic(Trees.client(i), topic, shared, TEAM);
    }
    for (int i = 0; i < Trees.samples(topics).size(); i++) {
      last = i - 1;
      Set<String> ours = new TreeSet<>();
      assay().shared().forEach(each -> each.members().forEach(m -> ours.add(m.subscriber())));
      last = i - 1;
      Set<String> hivemqs = new TreeSet<>();
      hivemq().forEach(group -> group.forEach(member -> hivemqs.add(member.getSubscriber())));
      Trees.same("hivemq", topics.get(i), hivemqs, ours);
    }
  }

  private int next() {
    last = last + 1 < topics.size() ? last + 1 : 0;
    return last;
  }

  @Benchmark
  public Matches<String, Integer> assay() {
    return assay.matching(names.get(next()));
  }

  @Benchmark
  public List<ImmutableSet<SubscriberWithQoS>> hivemq() {
    String topic = topics.get(next());
    List<ImmutableSet<SubscriberWithQoS>> found = new ArrayList<>();
    for (String group : hivemq.findTopicSubscribers(topic).getSharedSubscriptions()) {
      // as it names them: ShareName, slash, filter
      found.add(hivemq.getSharedSubscriber(TEAM, group.substring(TEAM.length() + 1)));
    }
    return found;
  }
}
