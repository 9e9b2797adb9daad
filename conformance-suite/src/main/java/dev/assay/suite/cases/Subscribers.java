package dev.assay.suite.cases;

import dev.assay.codec.packet.Qos;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.Hello;
import java.util.function.UnaryOperator;

/** The receiving side of a case about QoS: a subscriber that was granted what it asked for, and comes back to its session. */
final class Subscribers {
  private Subscribers() {}

  /** A subscriber to {@code bench.topic(suffix)} at exactly this QoS; where less is granted, as may be, nothing can be judged. */
  static CaseClient at(Bench bench, Qos qos, String suffix) {
    return at(bench, qos, suffix, hello -> hello);
  }

  /** As {@link #at(Bench, Qos, String)}, with a CONNECT made by {@code with}. */
  static CaseClient at(Bench bench, Qos qos, String suffix, UnaryOperator<Hello> with) {
    CaseClient subscriber = bench.connect("subscriber", with);
    Qos granted = subscriber.subscribe(bench.topic(suffix), qos);
    bench.notExercisedUnless(
        granted == qos,
        "QoS " + granted.level() + " was granted where QoS " + qos.level()
            + " was asked for, as it may be (3.8.4)");
    return subscriber;
  }

  /** Comes back to the session that was kept; where there is none any more, nothing can be judged. */
  static void resume(Bench bench, CaseClient client) {
    bench.inconclusiveUnless(
        client.resume().sessionPresent(), "the session of " + client.name() + " was not kept");
  }
}
