package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.core.Choices;
import dev.assay.broker.deviant.Deviant;
import dev.assay.broker.deviant.Deviants;
import dev.assay.broker.deviant.net.DeviantShell;
import dev.assay.broker.net.Transport;
import dev.assay.client.BrokerUrl;
import dev.assay.spec.MqttVersion;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
@Timeout(300)
class WireFaultsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  // fixed header with a Remaining Length of one byte, length and letters of the protocol name
  private static final int LEVEL_OF_A_SHORT_CONNECT = 2 + 2 + 4;

  private static final byte[] UNACCEPTABLE_LEVEL = {0x20, 0x02, 0x00, 0x01};

  // Mosquitto 2.0.11 closes at a second CONNECT, and says no DISCONNECT that could be altered
  private static final Set<String> WITHOUT_A_WORD = Set.of("disconnect-code-unlisted");

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
              .isEqualTo(
                  WITHOUT_A_WORD.contains(result.fault().name())
                      ? Outcome.NOT_TRIGGERED
                      : result.fault().isForbidden() ? Outcome.CAUGHT : Outcome.TOLERATED));
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
    WireFault fault = named("publish-payload-altered");
    try (ReferenceBroker broker =
        ReferenceBroker.start(DeviantShell.options(deviant, ReferenceBroker.options()))) {
      FaultTrial.Result result =
          new FaultTrial(BrokerUrl.parse(broker.url()), settings -> settings).of(fault);

      assertThat(result.outcome()).as(result.plays().toString()).isEqualTo(Outcome.FAILS_ANYWAY);
    }
  }

  @Test
  void aVersionThatTheBrokerDoesNotSpeakIsLeftOut() throws Exception {
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(List.of(Transport.TCP), Choices.DEFAULT, null);
        Stub older = Stub.plain(client -> serveOnlyThree(client, broker.url(Transport.TCP)))) {
      FaultTrial trial = new FaultTrial(BrokerUrl.parse(older.url()), settings -> settings);

      FaultTrial.Result inBoth = trial.of(named("publish-payload-altered"));
      FaultTrial.Result inFive = trial.of(named("publish-content-type-dropped"));

      assertThat(inBoth.outcome()).as(inBoth.plays().toString()).isEqualTo(Outcome.CAUGHT);
      assertThat(inBoth.plays()).allMatch(play -> play.version() == MqttVersion.V3_1_1);
      assertThat(inFive.outcome()).as(inFive.plays().toString()).isEqualTo(Outcome.NOT_TRIGGERED);
    }
  }

  /** Refuses 5.0 by the Return code of 3.1.1 (clause 3.1.2.2 of 3.1.1), and lets everything else through to the broker. */
  private static void serveOnlyThree(Socket client, String broker) throws IOException {
    byte[] beginning = client.getInputStream().readNBytes(LEVEL_OF_A_SHORT_CONNECT + 1);
    if (beginning[LEVEL_OF_A_SHORT_CONNECT] == MqttVersion.V5.protocolLevel()) {
      client.getOutputStream().write(UNACCEPTABLE_LEVEL);
      return;
    }
    BrokerUrl url = BrokerUrl.parse(broker);
    try (Socket server = new Socket(url.host(), url.port())) {
      server.getOutputStream().write(beginning);
      Thread back = new Thread(() -> pass(server, client), "back to the client");
      back.setDaemon(true);
      back.start();
      pass(client, server);
    }
  }

  /** Until one of them has gone; then both are closed. */
  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException gone) {
      return;
    }
  }

  private static WireFault named(String name) {
    return WireFaults.all().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
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
