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
  private static final int COPIES_MAX = 1_000;

  /** Connects both and makes one subscription. */
  static Routing through(Bench bench, String filter) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(filter, Qos.AT_LEAST_ONCE);
    return new Routing(bench, subscriber, publisher);
  }

  /** As {@link #broughtOn}, for topics of the bench. */
  List<String> brought(String... suffixes) {
    List<String> came = broughtOn(Arrays.stream(suffixes).map(bench::topic).toList());
    return Arrays.stream(suffixes)
        .filter(suffix -> came.contains(bench.topic(suffix)))
        .toList();
  }

  /**
   * Publishes on each of these topics, and says from which a message came, without waiting for what does not come (see {@link
   * CaseClient#publicationsBeforeFences}). Afterwards the subscriber subscribes to each of them, so call this once.
   *
   * <p>Before that, a witness who had subscribed to these topics must have got the messages: a broker may look for subscribers
   * when its PUBACK is long gone, and then finds those as well who came meanwhile (4.3.2, where ownership is passed on).
   *
   * @return those of {@code topics} whose messages came, in their order
   */
  List<String> broughtOn(List<String> topics) {
    CaseClient witness = bench.connect("witness of " + subscriber.name());
    witness.subscribeToAll(topics, Qos.AT_LEAST_ONCE);
    topics.forEach(topic -> publisher.publish(Qos.AT_LEAST_ONCE, topic, "message"));
    Set<String> unseen = new HashSet<>(topics);
    for (int i = 0; i < COPIES_MAX && !unseen.isEmpty(); i++) {
      unseen.remove(witness.receive().topic().text());
    }
    bench.inconclusiveUnless(unseen.isEmpty(), "no message came to a witness on " + unseen);
    Set<String> came = new HashSet<>();
    subscriber
        .publicationsBeforeFences(publisher, topics)
        .forEach(publish -> came.add(publish.topic().text()));
    return topics.stream().filter(came::contains).toList();
  }
}
