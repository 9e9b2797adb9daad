package dev.assay.suite.cases;

import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Qos;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.Hello;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What cases about sessions and Wills share. */
final class Sessions {
  private static final String LATER = "later";
  private static final String CONTROL = "control";

  /** Longer than a client of any case that comes back is away. */
  private static final int NEEDED_SECONDS = 30;

  private static final int WILLS_MAX = 1_000;

  private Sessions() {}

  /** A client whose session outlives its connection; where the target grants none the case ends NOT_EXERCISED. */
  static CaseClient lasting(Bench bench, String name) {
    return lasting(bench, name, hello -> hello);
  }

  /** As {@link #lasting(Bench, String)}, with a CONNECT made by {@code with}. */
  static CaseClient lasting(Bench bench, String name, UnaryOperator<Hello> with) {
    CaseClient client = bench.open(name);
    ConnAck ack = client.connect(with.apply(bench.hello(name).keepSession()).packet());
    bench.notExercisedUnless(
        areKept(bench, ack), "the target grants no session that outlives its connection");
    return client;
  }

  /** A client whose session ends with its connection; where the target keeps it unasked, as it may by saying so (5.0 3.2.2.3.2), NOT_EXERCISED. */
  static CaseClient passing(Bench bench, String name) {
    return expiringAfter(bench, name, 0, hello -> hello);
  }

  /** A client with this Session Expiry Interval in 5.0; where the target makes another one of it, the case ends NOT_EXERCISED. */
  static CaseClient expiringAfter(
      Bench bench, String name, long seconds, UnaryOperator<Hello> with) {
    CaseClient client = bench.open(name);
    Hello hello = with.apply(bench.hello(name));
    ConnAck ack = client.connect(
        (seconds == 0 ? hello : hello.with(PropertyId.SESSION_EXPIRY_INTERVAL, seconds)).packet());
    long granted = ack.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, seconds);
    if (granted > 0) {
      bench.cleanSession(client.clientId());
    }
    bench.notExercisedUnless(
        granted == seconds,
        "the target makes a Session Expiry Interval of " + granted + " s of " + seconds);
    return client;
  }

  /** Whether the session behind {@code ack} outlives its connection by as long as a case needs it, if the CONNECT asked for it. */
  static boolean areKept(Bench bench, ConnAck ack) {
    return !bench.isV5()
        || ack.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, NEEDED_SECONDS)
            >= NEEDED_SECONDS;
  }

  /**
   * Ends the case where the broker has no session of a client either that subscribed, lost its connection and comes back: that it keeps
   * sessions is judged by cases of their own. Behind this a session that is gone is gone for what the case did with it.
   */
  static void keptOtherwise(Bench bench) {
    CaseClient control = lasting(bench, "kept");
    subscribeAtLeastOnce(bench, control, bench.topic("kept"));
    control.drop();
    Subscribers.resume(bench, control);
  }

  /** Subscribes at QoS 1; where the target grants only QoS 0 the case ends NOT_EXERCISED. */
  static void subscribeAtLeastOnce(Bench bench, CaseClient client, String filter) {
    bench.notExercisedUnless(
        client.subscribe(filter, Qos.AT_LEAST_ONCE) != Qos.AT_MOST_ONCE,
        "the target grants QoS 0 only");
  }

  /**
   * What {@code observer} receives on {@code topic} until a message that somebody else sends now has come, and then until nothing
   * comes for a quiet window. Nothing orders that message behind what is looked for, but a broker that is slow is slow for both.
   */
  static List<String> receivedUntilLater(Bench bench, CaseClient observer, String topic) {
    bench.connect("later").publish(Qos.AT_MOST_ONCE, topic, LATER);
    List<String> received = new ArrayList<>(observer.receivedUpTo(LATER));
    received.addAll(observer.receivedUntilQuiet());
    received.remove(LATER);
    return received;
  }

  /**
   * What {@code observer} receives on {@code topic} until the Will of another client, which is lost now along with its session, has
   * come, and then until nothing comes for a quiet window: Wills may leave with a broker's next look at the clock, which
   * an ordinary message does not wait for.
   */
  static List<String> receivedUntilControlWill(Bench bench, CaseClient observer, String topic) {
    bench
        .connect(CONTROL, hello -> hello.will(topic, CONTROL, Subscribers.surest(bench), false))
        .drop();
    List<String> received = new ArrayList<>();
    for (int i = 0; i < WILLS_MAX && !received.contains(CONTROL); i++) {
      received.add(observer.receiveWill().payload().asText());
    }
    bench.inconclusiveUnless(
        received.contains(CONTROL), "the control Will is not among " + received.size());
    received.addAll(observer.receivedUntilQuiet());
    received.remove(CONTROL);
    return received;
  }
}
