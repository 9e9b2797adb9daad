package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.ReferenceBroker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target that makes it hard gets an end, a clear word and whole files; never a hang or a stack trace. */
@Tag("once")
class HostileTargetIT {
  private static final long SEED = 20_261_125;
  private static final byte[] CONNACK_AND_PINGRESPS = connAckAndPingResps();

  @TempDir
  private Path directory;

  @Test
  void endlessGarbage() throws Exception {
    try (Stub stub = Stub.plain(socket -> {
      Random random = new Random(SEED);
      byte[] garbage = new byte[4096];
      while (true) {
        random.nextBytes(garbage);
        socket.getOutputStream().write(garbage);
      }
    })) {
      assertIsNotJudged(conformance(stub, "*"), "does not answer in MQTT");
    }
  }

  @Test
  void aTarpitOfOneByteASecond() throws Exception {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try (Stub stub = Stub.plain(socket -> drip(socket, clock))) {
      assertIsNotJudged(conformance(stub, "*"), "to answer CONNECT, expected 2.5 s or less");
    } finally {
      clock.shutdownNow();
    }
  }

  @Test
  void aBrokerOfFiveConnectionsIsJudgedWithFive() throws Exception {
    Semaphore places = new Semaphore(5);
    try (ReferenceBroker broker = ReferenceBroker.start(ReferenceBroker.options());
        Stub stub = Stub.plain(socket -> {
          if (places.tryAcquire()) {
            try {
              forward(socket, broker.url(), () -> true);
            } finally {
              places.release();
            }
          }
        })) {
      AssayProcess.Outcome outcome = conformance(stub, "subscribe/*");

      assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
      assertThat(Files.readString(directory.resolve("run/run.json")))
          .contains("Connections at a time", "5 of ");
      assertFilesAreWhole(outcome);
    }
  }

  @Test
  void aBrokerThatClosesAtRandom() throws Exception {
    Random random = new Random(SEED);
    AtomicInteger pieces = new AtomicInteger();
    try (ReferenceBroker broker = ReferenceBroker.start(ReferenceBroker.options());
        // the probe and the crowd come in
        Stub stub = Stub.plain(socket -> forward(
            socket,
            broker.url(),
            () -> pieces.incrementAndGet() < 500 || random.nextInt(20) > 0))) {
      AssayProcess.Outcome outcome = conformance(stub, "subscribe/*,publish/*,qos2/*");

      assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isIn(0, 1);
      assertFilesAreWhole(outcome);
    }
  }

  private static byte[] connAckAndPingResps() {
    byte[] bytes = new byte[2_004];
    bytes[0] = 0x20;
    bytes[1] = 2;
    for (int i = 4; i < bytes.length; i += 2) {
      bytes[i] = (byte) 0xD0;
    }
    return bytes;
  }

  private static void drip(Socket socket, ScheduledExecutorService clock) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    AtomicInteger next = new AtomicInteger();
    var dripping = clock.scheduleAtFixedRate(
        () -> {
          try {
            socket.getOutputStream().write(CONNACK_AND_PINGRESPS[next.getAndIncrement()]);
          } catch (IOException | ArrayIndexOutOfBoundsException gone) {
            over.countDown();
            throw new IllegalStateException("it has seen enough", gone);
          }
        },
        1,
        1,
        TimeUnit.SECONDS);
    try {
      over.await();
    } finally {
      dripping.cancel(false);
    }
  }

  /** Whether one more piece of what a broker says goes through, else the connection is closed. */
  private interface Valve {
    boolean isOpen();
  }

  private static void forward(Socket client, String brokerUrl, Valve valve) throws Exception {
    URI uri = URI.create(brokerUrl);
    try (Socket broker = new Socket(uri.getHost(), uri.getPort())) {
      Thread there = new Thread(() -> copy(client, broker, () -> true), "stub forwards");
      there.setDaemon(true);
      there.start();
      copy(broker, client, valve);
      client.close();
    }
  }

  private static void copy(Socket from, Socket to, Valve valve) {
    byte[] piece = new byte[4096];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(piece); length >= 0 && valve.isOpen(); length = in.read(piece)) {
        out.write(piece, 0, length);
      }
      to.close();
    } catch (IOException gone) {
      // one end has closed: so does the other
      return;
    }
  }

  private AssayProcess.Outcome conformance(Stub stub, String cases) {
    return AssayProcess.run(
        Map.of(),
        Duration.ofMinutes(3),
        "conformance",
        stub.url(),
        "--case",
        cases,
        "--allow-inconclusive",
        "1000",
        "--out",
        directory.resolve("run").toString());
  }

  private void assertIsNotJudged(AssayProcess.Outcome outcome, String words) {
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(outcome.errLines())
        .singleElement()
        .asString()
        .startsWith("assay: ")
        .contains(words);
    assertThat(Files.exists(directory.resolve("run"))).as("no run, no files").isFalse();
  }

  private void assertFilesAreWhole(AssayProcess.Outcome outcome) throws IOException {
    assertThat(outcome.err()).doesNotContain("\tat ").doesNotContain("Exception");
    String executions = outcome.errLines().stream()
        .filter(line -> line.endsWith(" executions"))
        .findFirst()
        .orElseThrow();
    assertThat(Files.readAllLines(directory.resolve("run/cases.jsonl")))
        .hasSize(Integer.parseInt(executions.replaceAll("\\D", "")));
    assertThat(directory.resolve("run/run.json")).isNotEmptyFile();
    assertThat(directory.resolve("run/index.html")).isNotEmptyFile();
  }
}
