package dev.assay.suite;

import dev.assay.client.Arrival;
import dev.assay.client.ConnectFailed;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.spec.CaseResult;
import dev.assay.spec.Leftover;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.ResultSink;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes away what runs that were cut off have left in a target: the sessions of which a ledger tells, and every retained message below
 * the topic prefix, whoever made it.
 */
public final class CleanUp {
  /** Somebody may publish below the prefix all the time. */
  private static final int ARRIVALS_MAX = 1_000_000;

  private final RunContext run;
  private final MqttVersion version;
  private final Duration patience;

  /**
   * What came of it.
   *
   * @param sessions how many were ended, or had ended by themselves
   * @param retained how many messages were removed
   * @param left what could not be taken away, in words
   */
  public record Outcome(int sessions, int retained, List<String> left) {
    public Outcome {
      left = List.copyOf(left);
    }
  }

  private CleanUp(RunContext run, MqttVersion version) {
    this.run = run;
    this.version = version;
    this.patience = run.windows(run.profile(version)).patience();
  }

  /**
   * Cleans up. No run with the same prefixes may go on meanwhile.
   *
   * @param settings how to reach the target, and the prefixes
   * @param known what ledgers name
   * @throws TargetProblem if the target cannot be reached, or speaks no version that was asked for
   */
  public static Outcome of(RunSettings settings, Collection<Leftover> known) throws TargetProblem {
    String token = ConformanceRun.newToken();
    Probe.Found found = new Probe(settings, token).find();
    RunContext run = new RunContext(settings, found.profiles(), new Nobody(), token);
    // a session belongs to its Client Identifier, whatever version its next client speaks
    MqttVersion any = found.profiles().keySet().iterator().next();
    return new CleanUp(run, any).clean(known);
  }

  private Outcome clean(Collection<Leftover> known) {
    Set<String> left = new TreeSet<>();
    int sessions = 0;
    Set<String> topics = new TreeSet<>();
    for (Leftover leftover : known) {
      if (leftover.kind() == Leftover.Kind.RETAINED) {
        topics.add(leftover.name());
      } else if (endSession(leftover.name())) {
        sessions++;
      } else {
        left.add("session of " + leftover.name());
      }
    }
    Set<String> found = retained(left);
    topics.addAll(found);
    remove(topics);
    Set<String> still = retained(left);
    still.forEach(topic -> left.add("retained message on " + topic));
    found.removeAll(still);
    return new Outcome(sessions, found.size(), List.copyOf(left));
  }

  private boolean endSession(String clientId) {
    Leftovers one = new Leftovers(run, version, run.nextNumber());
    one.session(clientId);
    return one.clean();
  }

  private void remove(Set<String> topics) {
    Leftovers all = new Leftovers(run, version, run.nextNumber());
    topics.forEach(all::retained);
    all.clean();
  }

  /** On which topics below the prefix messages are retained now. */
  private Set<String> retained(Set<String> left) {
    Set<String> topics = new TreeSet<>();
    String filter = run.settings().topicPrefix() + "/#";
    if (!run.profile(version).wildcardsAvailable()) {
      return topics;
    }
    try (WireClient wire = run.open(version, "looker", run.transcript(), patience)) {
      wire.send(run.hello(version, run.clientId(run.nextNumber(), "looker")).packet());
      ConnAck ack = await(wire, ConnAck.class, topics);
      if (ack != null && ack.reasonCode() == ReasonCode.SUCCESS) {
        wire.send(Packets.subscribe(1, filter, Qos.AT_MOST_ONCE));
        SubAck granted = await(wire, SubAck.class, topics);
        if (granted == null || granted.reasonCodes().get(0).isError()) {
          left.add("whatever is retained on " + filter + ", to which nobody may subscribe");
        }
        wire.send(new PingReq());
        await(wire, PingResp.class, topics);
        untilQuiet(wire, topics);
        wire.send(new Disconnect(ReasonCode.SUCCESS));
        return topics;
      }
    } catch (ConnectFailed e) {
      left.add("whatever is retained on " + filter + ": " + e.getMessage());
      return topics;
    }
    left.add("whatever is retained on " + filter + ": the broker lets nobody in");
    return topics;
  }

  private <P> @Nullable P await(WireClient wire, Class<P> type, Set<String> topics) {
    while (wire.next(patience) instanceof Arrival.Received received) {
      note(received, topics);
      if (type.isInstance(received.packet())) {
        return type.cast(received.packet());
      }
    }
    return null;
  }

  private void untilQuiet(WireClient wire, Set<String> topics) {
    Duration quiet = run.windows(run.profile(version)).silence();
    for (int i = 0;
        i < ARRIVALS_MAX && wire.next(quiet) instanceof Arrival.Received received;
        i++) {
      note(received, topics);
    }
  }

  private static void note(Arrival.Received received, Set<String> topics) {
    if (received.packet() instanceof Publish publish && publish.retain()) {
      topics.add(publish.topic().text());
    }
  }

  /** Nothing is judged here. */
  private static final class Nobody implements ResultSink {
    @Override
    public void profiled(List<ProfileFact> profile) {
      throw new IllegalStateException("nothing is judged");
    }

    @Override
    public void planned(int executions) {
      throw new IllegalStateException("nothing is judged");
    }

    @Override
    public void ended(CaseResult result) {
      throw new IllegalStateException("nothing is judged");
    }
  }
}
