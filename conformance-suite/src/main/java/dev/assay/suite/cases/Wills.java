package dev.assay.suite.cases;

import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Will;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.Hello;
import dev.assay.suite.Outcomes;
import java.util.List;

/** Wills on {@code bench.topic("will")}, and who watches for them. */
final class Wills {
  static final String GONE = "gone";

  private Wills() {}

  /** Who watches the topic at the surest QoS. */
  static CaseClient observer(Bench bench) {
    return Subscribers.observer(bench, "will");
  }

  /** {@code hello} with a plain Will. */
  static Hello with(Bench bench, Hello hello) {
    return hello.will(bench.topic("will"), GONE, Subscribers.surest(bench), false);
  }

  /** A Will with these Will Properties. */
  static Will with(Bench bench, Properties properties) {
    return with(bench, GONE, properties);
  }

  /** A Will with this payload and these Will Properties. */
  static Will with(Bench bench, String payload, Properties properties) {
    return new Will(
        TopicName.of(bench.topic("will")),
        Payload.of(payload),
        Subscribers.surest(bench),
        false,
        properties);
  }

  /** The Will Properties of a Will that is to wait. */
  static Properties delayOf(long seconds) {
    return Properties.builder().with(PropertyId.WILL_DELAY_INTERVAL, seconds).build();
  }

  /** That the Will comes; at which QoS is judged elsewhere. */
  static Outcomes comes() {
    return comes("PUBLISH of the Will");
  }

  /** As {@link #comes()}, in other words. */
  static Outcomes comes(String description) {
    return onBoth().best(description, publish(will -> will.payload().asText().equals(GONE)));
  }

  /** See {@link Sessions#receivedUntilControlWill}. */
  static List<String> untilControl(Bench bench, CaseClient observer) {
    return Sessions.receivedUntilControlWill(bench, observer, bench.topic("will"));
  }
}
