package dev.assay.suite.cases;

import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.Judged;
import dev.assay.suite.Values;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A publisher and a subscriber, and which topics the subscriptions bring that the latter has. All at QoS 1.
 *
 * @param delivered judges that a message reaches who subscribed to exactly its topic; null where that is set-up alone
 * @param strays collects the topics on which a message came to who did not subscribe to them; null where such a message counts as missing
 */
record Routing(
    Bench bench,
    CaseClient subscriber,
    CaseClient publisher,
    @Nullable Judged delivered,
    @Nullable Set<String> strays) {
  private static final int COPIES_MAX = 1_000;
  private static final String MESSAGE = "message ";
  private static final String PLAIN = "plain";

  Routing(Bench bench, CaseClient subscriber, CaseClient publisher) {
    this(bench, subscriber, publisher, null, null);
  }

  /** Connects both and makes one subscription. */
  static Routing through(Bench bench, String filter) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient subscriber = bench.connect("subscriber");
    subscriber.subscribe(filter, Qos.AT_LEAST_ONCE);
    return new Routing(bench, subscriber, publisher);
  }

  /** The same, where {@code judged} also judges that a message reaches who subscribed to exactly its topic. */
  Routing judging(Judged judged) {
    return new Routing(bench, subscriber, publisher, judged, strays);
  }

  /** The same, where a message that comes under another topic than its own is not missing: the other topic is put into {@code topics}. */
  Routing collectingStrays(Set<String> topics) {
    return new Routing(bench, subscriber, publisher, delivered, topics);
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
    List<ReasonCode> codes = witness.subscribeToAll(topics, Qos.AT_LEAST_ONCE);
    for (int i = 0; i < topics.size(); i++) {
      publisher.publish(Qos.AT_LEAST_ONCE, topics.get(i), MESSAGE + i);
    }
    Set<String> unseen = unseenBy(witness, topics);
    if (delivered != null) {
      judgeWitness(delivered, witness, unseen, granted(topics, codes));
    }
    bench.inconclusiveUnless(unseen.isEmpty(), "no message came to a witness on " + unseen);
    Set<String> came = new HashSet<>();
    subscriber
        .publicationsBeforeFences(publisher, topics)
        .forEach(publish -> came.add(publish.topic().text()));
    return topics.stream().filter(came::contains).toList();
  }

  private Set<String> unseenBy(CaseClient witness, List<String> topics) {
    Set<String> unseen = new LinkedHashSet<>(topics);
    for (int i = 0; i < COPIES_MAX && !unseen.isEmpty(); i++) {
      Optional<Publish> came = witness.receiveIfAny();
      if (came.isEmpty()) {
        break;
      }
      unseen.remove(came.get().topic().text());
      if (strays != null && !topics.contains(came.get().topic().text())) {
        strays.add(came.get().topic().text());
        unseen.removeAll(publishedOn(came.get(), topics));
      }
    }
    return unseen;
  }

  /** Where this was published, which its payload tells. */
  private static List<String> publishedOn(Publish publish, List<String> topics) {
    return IntStream.range(0, topics.size())
        .filter(i -> publish.payload().asText().equals(MESSAGE + i))
        .mapToObj(topics::get)
        .toList();
  }

  /** Those of which SUBACK says that a message is bound to come: where a broker refuses a topic, or grants QoS 0, it owes nothing. */
  private static Set<String> granted(List<String> topics, List<ReasonCode> codes) {
    Set<String> granted = new LinkedHashSet<>();
    for (int i = 0; i < Math.min(topics.size(), codes.size()); i++) {
      if (!codes.get(i).isError() && codes.get(i).value() > 0) {
        granted.add(topics.get(i));
      }
    }
    return granted;
  }

  /**
   * What has not come within the patience does not come if another message of the same publisher does, on a topic with nothing special:
   * a broker that is slow is slow for both, and then nothing can be told.
   */
  private void judgeWitness(
      Judged judged, CaseClient witness, Set<String> unseen, Set<String> granted) {
    if (granted.stream().anyMatch(unseen::contains)) {
      witness.subscribe(bench.topic(PLAIN), Qos.AT_LEAST_ONCE);
      publisher.publish(Qos.AT_LEAST_ONCE, bench.topic(PLAIN), PLAIN);
      witness.publicationsUpTo(PLAIN).forEach(late -> unseen.remove(late.topic().text()));
      witness
          .publicationsUntilQuiet()
          .forEach(late -> unseen.remove(late.topic().text()));
    }
    bench.judge(
        judged,
        granted.stream().filter(unseen::contains).toList(),
        Values.best("no message missing to who subscribed to exactly its topic", List.of()));
  }
}
