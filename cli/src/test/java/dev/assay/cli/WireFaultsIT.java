package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.core.Choices;
import dev.assay.broker.net.Transport;
import dev.assay.client.BrokerUrl;
import dev.assay.suite.RunSettings;
import dev.assay.suite.faults.FaultTrial;
import dev.assay.suite.faults.FaultTrial.Outcome;
import dev.assay.suite.faults.WireFault;
import dev.assay.suite.faults.WireFaults;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class WireFaultsIT {
  private static final int AT_A_TIME = 8;
  private static final double QUICK = 0.5;
  private static final double PATIENT = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir
  Path directory;

  @Test
  void everyFaultHasANameOfItsOwn() {
    Set<String> names = new HashSet<>();

    assertThat(WireFaults.all()).allMatch(fault -> names.add(fault.name()));
  }

  @Test
  void eachForbiddenFaultIsCaughtOnTheEmbeddedBrokerAndNoOther() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(
        List.of(Transport.TCP), Choices.DEFAULT, null)) {
      List<FaultTrial.Result> results = tryAll(broker.url(Transport.TCP));

      assertThat(results)
          .allSatisfy(result -> assertThat(result.outcome())
              .as(result.fault().name() + " " + result.plays())
              .isEqualTo(result.fault().isForbidden() ? Outcome.CAUGHT : Outcome.TOLERATED));
    }
  }

  @Test
  void eachForbiddenFaultIsCaughtBeforeMosquittoToo() throws Exception {
    Mosquitto.assumeVersion("2.0.11");
    try (Mosquitto mosquitto = Mosquitto.start(directory, "allow_anonymous true")) {
      awaitListening(BrokerUrl.parse(mosquitto.url()));
      List<FaultTrial.Result> results = tryAll(mosquitto.url());

      assertThat(results)
          .allSatisfy(result -> assertThat(result.outcome())
              .as(result.fault().name() + " " + result.plays())
              .isIn(
                  Outcome.NOT_TRIGGERED,
                  result.fault().isForbidden() ? Outcome.CAUGHT : Outcome.TOLERATED));
    }
  }

  /** It takes a moment until it listens. */
  private static void awaitListening(BrokerUrl url) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(url.host(), url.port()));
        return;
      } catch (IOException e) {
        Thread.onSpinWait();
      }
    }
    throw new AssertionError("nobody listens at " + url);
  }

  private static List<FaultTrial.Result> tryAll(String url) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(AT_A_TIME);
    try {
      List<Future<FaultTrial.Result>> running = new ArrayList<>();
      for (WireFault fault : WireFaults.all()) {
        running.add(pool.submit(() -> tryOne(url, fault)));
      }
      List<FaultTrial.Result> results = new ArrayList<>();
      for (Future<FaultTrial.Result> each : running) {
        FaultTrial.Result result = each.get();
        System.out.println("FAULT " + url + " " + result.outcome() + " " + result.fault().name()
            + " " + (result.outcome() == Outcome.CAUGHT ? "" : result.plays()));
        results.add(result);
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  /** What was missed for want of time on a busy machine is caught when it has all the time. */
  private static FaultTrial.Result tryOne(String url, WireFault fault) throws Exception {
    FaultTrial.Result quick = trial(url, QUICK).of(fault);
    return quick.outcome() == Outcome.MISSED || quick.outcome() == Outcome.WRONGLY_BLAMED
        ? trial(url, PATIENT).of(fault)
        : quick;
  }

  private static FaultTrial trial(String url, double timeScale) {
    return new FaultTrial(BrokerUrl.parse(url), settings -> settings
        .withExclusive(true)
        .withTimeScale(timeScale)
        .withConnectionsMax(RunSettings.CONNECTIONS_UNLIMITED));
  }
}
