package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.core.Choices;
import dev.assay.broker.deviant.Deviant;
import dev.assay.broker.deviant.Deviants;
import dev.assay.broker.deviant.net.DeviantShell;
import dev.assay.broker.net.Transport;
import dev.assay.client.BrokerUrl;
import dev.assay.suite.faults.FaultTrial;
import dev.assay.suite.faults.FaultTrial.Outcome;
import dev.assay.suite.faults.WireFault;
import dev.assay.suite.faults.WireFaults;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class WireFaultsIT {
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
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(List.of(Transport.TCP), Choices.DEFAULT, null)) {
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
              .isEqualTo(result.fault().isForbidden() ? Outcome.CAUGHT : Outcome.TOLERATED));
    }
  }

  @Test
  void whatFailsWithoutTheFaultProvesNothing() throws Exception {
    String caseId = "publish/payload-is-unchanged";
    Deviant deviant = Deviants.all()
        .filter(
            each -> each.breaks().stream().anyMatch(broken -> broken.caseId().equals(caseId)))
        .findFirst()
        .orElseThrow();
    WireFault fault = WireFaults.all().stream()
        .filter(each -> each.name().equals("publish-payload-altered"))
        .findFirst()
        .orElseThrow();
    try (ReferenceBroker broker =
        ReferenceBroker.start(DeviantShell.options(deviant, ReferenceBroker.options()))) {
      FaultTrial.Result result =
          new FaultTrial(BrokerUrl.parse(broker.url()), settings -> settings).of(fault);

      assertThat(result.outcome()).as(result.plays().toString()).isEqualTo(Outcome.FAILS_ANYWAY);
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
    return new FaultSelfTest(BrokerUrl.parse(url)).run(result -> {}).results();
  }
}
