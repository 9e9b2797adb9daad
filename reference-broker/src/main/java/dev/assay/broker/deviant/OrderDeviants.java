package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What can go wrong with the order of messages. */
final class OrderDeviants {
  private OrderDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "sends-long-messages-later",
                "Sends a message of 100 to 200 bytes behind the one that follows it.")
            .mustFail("order/messages-arrive-in-order", Mqtt5.MQTT_4_6_0_5)
            .mustFail(
                "order/messages-arrive-in-order", Mqtt311.MQTT_4_6_0_6, "publish-in-arrival-order")
            .by(LongOnesLater::new),
        Deviant.named(
                "sends-repeated-messages-later",
                "Sends a message of QoS 2 that came with DUP 1 behind the one that follows it.")
            .mustFail("handshake/repeat-of-what-never-came-is-delivered", Mqtt5.MQTT_4_6_0_5)
            .mustFail(
                "handshake/repeat-of-what-never-came-is-delivered",
                Mqtt311.MQTT_4_6_0_6,
                "publish-in-arrival-order")
            .by(RepeatedOnesLater::new),
        Deviant.named(
                "empties-queues-backwards",
                "Sends what it kept for a client in the opposite order of its arrival.")
            .mustFail(
                "order/queued-messages-stay-in-order", Mqtt5.MQTT_4_6_0_6, Mqtt311.MQTT_4_6_0_5)
            .mayFail(
                "expiry/long-intervals-are-kept",
                "size/queued-message-keeps-to-the-limit-of-the-connection")
            .by(() -> new Backwards(
                true, sent -> sent.packet() instanceof Publish publish && !publish.dup())),
        Deviant.named(
                "sends-again-backwards",
                "Sends unacknowledged messages again in the opposite order of their first sending.")
            .mustFail(
                "order/unacknowledged-are-sent-again-in-order",
                Mqtt311.MQTT_4_6_0_6,
                "resend-in-original-order")
            .mayFail("order/second-resume-keeps-the-order")
            .by(() -> new Backwards(
                true, sent -> sent.packet() instanceof Publish publish && publish.dup())),
        Deviant.named(
                "releases-again-backwards",
                "Sends unanswered PUBRELs again in the opposite order of their PUBRECs.")
            .mustFail(
                "order/pubrels-are-sent-again-in-order",
                Mqtt311.MQTT_4_6_0_6,
                "pubrel-in-pubrec-order")
            .mustFail(
                "order/pubrels-follow-pubrecs-out-of-order",
                Mqtt311.MQTT_4_6_0_6,
                "pubrel-in-pubrec-order")
            .by(() -> new Backwards(true, sent -> sent.packet() instanceof PubRel)),
        Deviant.named(
                "releases-backwards", "Answers PUBRECs that come together in the opposite order.")
            .mustFail(
                "order/pubrels-follow-their-pubrecs",
                Mqtt311.MQTT_4_6_0_6,
                "pubrel-in-pubrec-order")
            .mustFail(
                "order/pubrels-follow-pubrecs-out-of-order",
                Mqtt311.MQTT_4_6_0_6,
                "pubrel-in-pubrec-order")
            .mayFail("order/pubrels-are-sent-again-in-order")
            .by(() -> new Backwards(false, sent -> sent.packet() instanceof PubRel)));
  }

  /** Those that are neither short nor very long. */
  private static final class LongOnesLater extends SomeLater {
    private static final int LONG_FROM_BYTES = 100;
    private static final int LONG_TO_BYTES = 200;

    @Override
    boolean isLater(Publish publish) {
      int length = publish.payload().length();
      return length >= LONG_FROM_BYTES && length <= LONG_TO_BYTES;
    }
  }

  private static final class RepeatedOnesLater extends SomeLater {
    // lives as long as the broker
    private final Set<Payload> repeated = new HashSet<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.qos() == Qos.EXACTLY_ONCE
          && publish.dup()) {
        repeated.add(publish.payload());
      }
      return super.inputs(input, broker, outbox);
    }

    @Override
    boolean isLater(Publish publish) {
      return repeated.contains(publish.payload());
    }
  }

  /** Holds a message back until the next one for the same client has left, or for 300 ms. */
  private abstract static class SomeLater implements Twist {
    private static final long HOLDS_MILLIS = 300;
    private final List<Effect.Sent> held = new ArrayList<>();
    private long heldSinceMillis;

    abstract boolean isLater(Publish publish);

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.TimePassed time
          && time.nowMillis() - heldSinceMillis >= HOLDS_MILLIS) {
        held.forEach(each -> each.applyTo(outbox));
        held.clear();
      }
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (!(effect instanceof Effect.Sent sent) || !(sent.packet() instanceof Publish publish)) {
        return List.of(effect);
      }
      if (isLater(publish) && held.isEmpty()) {
        held.add(sent);
        heldSinceMillis = broker.nowMillis();
        return List.of();
      }
      List<Effect> now = new ArrayList<>(List.of(effect));
      held.stream().filter(it -> it.connection() == sent.connection()).forEach(now::add);
      held.removeIf(it -> it.connection() == sent.connection());
      return now;
    }
  }

  /** Collects certain packets until the next moment, then sends them in the opposite order. */
  private static final class Backwards implements Twist {
    private final boolean onResumeOnly;
    private final Predicate<Effect.Sent> which;
    private final List<Effect.Sent> held = new ArrayList<>();
    // lives as long as an input
    private boolean resuming;

    Backwards(boolean onResumeOnly, Predicate<Effect.Sent> which) {
      this.onResumeOnly = onResumeOnly;
      this.which = which;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (onResumeOnly || input instanceof Input.TimePassed) {
        Collections.reverse(held);
        held.forEach(each -> each.applyTo(outbox));
        held.clear();
      }
      resuming =
          input instanceof Input.PacketArrived arrived && arrived.packet() instanceof Connect;
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent && (resuming || !onResumeOnly) && which.test(sent)) {
        held.add(sent);
        return List.of();
      }
      return List.of(effect);
    }
  }
}
