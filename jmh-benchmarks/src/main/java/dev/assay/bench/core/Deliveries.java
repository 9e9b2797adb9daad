package dev.assay.bench.core;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.PacketSizes;
import dev.assay.broker.core.Recorder;
import dev.assay.broker.core.Witness;
import dev.assay.broker.narrate.Narrator;
import dev.assay.broker.rules.MqttBroker;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.MqttVersion;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From a PUBLISH that is told to the core to one that the core hands to its outbox, acknowledgements of both sides included. The
 * operation is one delivery: 100 publications to one subscriber, or one to 100.
 *
 * <p>Baseline: {@code floor}, the same in a JVM in which nobody can listen to decisions, so that the compiler leaves them out. Expect:
 * {@code assay} within 5 % of it, below 1 us and, at QoS 0, below 100 bytes for each delivery. If decisions cost more, look for
 * a reason or a fact that is built before somebody is known to listen. Both are JVMs in which no broker is ever listened to, as one that
 * serves is. {@code assayNarrated} writes some ten lines of text for each
 * delivery, and is here to be looked at, not to be fast.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class Deliveries {
  private static final int DELIVERIES = 100;

  private static final PacketSizes SIZES =
      (version, packet) -> PacketWriter.of(version).sizeOf(packet);

  @Param({"5.0", "3.1.1"})
  private String version = "5.0";

  @Param({"0", "1", "2"})
  private int qos;

  @Param({"1", "100"})
  private int subscribers = 1;

  private Input publication = Clients.publication(Qos.AT_MOST_ONCE);
  private Clients clients = new Clients();
  private BrokerCore silent = input -> {};

  private MqttVersion spoken() {
    return version.equals("5.0") ? MqttVersion.V5 : MqttVersion.V3_1_1;
  }

  private Qos published() {
    return Qos.values()[qos];
  }

  /** Everybody comes in. */
  @Setup
  public void enter() {
    publication = Clients.publication(published());
    clients = new Clients();
    silent =
        MqttBroker.honest(BrokerConfig.DEFAULT, Choices.DEFAULT, SIZES, clients, Witness.SILENT);
    clients.enter(silent, spoken(), published(), subscribers);
  }

  /** A broker that narrates, made only where it is measured. */
  @State(Scope.Thread)
  public static class Narrated {
    private final Clients clients = new Clients();
    private BrokerCore core = input -> {};
    private long charactersTold;

    /** Everybody comes in here too. */
    @Setup
    public void enter(Deliveries parameters) {
      Recorder recorder =
          new Recorder(clients, new Narrator(line -> charactersTold += line.length()));
      core = recorder.around(
          MqttBroker.honest(BrokerConfig.DEFAULT, Choices.DEFAULT, SIZES, recorder, recorder));
      clients.enter(core, parameters.spoken(), parameters.published(), parameters.subscribers);
    }
  }

  private int deliver(BrokerCore core, Clients to) {
    for (int i = 0; i < DELIVERIES; i += subscribers) {
      core.on(publication);
      to.answer(core);
    }
    int delivered = to.takeDelivered();
    if (delivered != DELIVERIES) {
      throw new IllegalStateException("expected 100 deliveries, found " + delivered);
    }
    return delivered;
  }

  @Benchmark
  @OperationsPerInvocation(DELIVERIES)
  public int assay() {
    return deliver(silent, clients);
  }

  @Benchmark
  @OperationsPerInvocation(DELIVERIES)
  @Fork(value = 2, jvmArgsAppend = "-Dassay.decisions.never.heard=true")
  public int floor() {
    return deliver(silent, clients);
  }

  @Benchmark
  @OperationsPerInvocation(DELIVERIES)
  public long assayNarrated(Narrated narrated) {
    return deliver(narrated.core, narrated.clients) + narrated.charactersTold;
  }
}
