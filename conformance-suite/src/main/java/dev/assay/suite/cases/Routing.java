package dev.assay.suite.cases;

import dev.assay.codec.packet.Qos;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A publisher and a subscriber, and which topics the subscriptions bring that the latter has. All at QoS 1. */
record Routing(Bench bench, CaseClient subscriber, CaseClient publisher) {

  /** Connects both and makes one subscription. */
  static Routing through(Bench bench, String filter) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(filter, Qos.AT_LEAST_ONCE);
    return new Routing(bench, subscriber, publisher);
  }

  /**
   * Publishes on each of these topics, and says from which a message came, without waiting for what does not come (see {@link
   * CaseClient#publicationsBeforeFences}). Afterwards the subscriber subscribes to each of them, so call this once.
   *
   * @param suffixes of topics of the bench
   * @return those of {@code suffixes} whose messages came, in their order
   */
  List<String> brought(String... suffixes) {
    List<String> topics = Arrays.stream(suffixes).map(bench::topic).toList();
    topics.forEach(topic -> publisher.publish(Qos.AT_LEAST_ONCE, topic, "message"));
    Set<String> came = new HashSet<>();
    subscriber
        .publicationsBeforeFences(publisher, topics)
        .forEach(publish -> came.add(publish.topic().text()));
    return Arrays.stream(suffixes)
        .filter(suffix -> came.contains(bench.topic(suffix)))
        .toList();
  }
}
