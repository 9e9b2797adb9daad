package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.packet.Publish;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A guest on a broker that others use: nothing of a run is seen outside its prefix, and nothing of it is left, however it ends. What
 * Mosquitto counts in its {@code $SYS} topics is the witness.
 */
class GuestIT {
  private static final String PREFIX = "guests/assay";
  private static final Duration LONG = Duration.ofMinutes(5);

  /** So many messages of a run have been seen that it is well under way. */
  private static final int UNDER_WAY = 300;

  @TempDir
  private Path directory;

  private Mosquitto mosquitto;
  private Spy spy;

  @BeforeEach
  void start() throws Exception {
    mosquitto = Mosquitto.start(
        directory, "allow_anonymous true", "sys_interval 1", "max_queued_messages 0");
    spy = new Spy(mosquitto.url());
  }

  @AfterEach
  void stop() throws Exception {
    // skipped where there is no Mosquitto
    if (spy != null) {
      spy.close();
    }
    if (mosquitto != null) {
      mosquitto.close();
    }
  }

  @Test
  void wholeRunKeepsToItsPrefixAndLeavesNothing() throws Exception {
    Process run = run();
    try {
      spy.watchUntil(LONG, () -> !run.isAlive());
    } finally {
      run.destroyForcibly();
    }

    spy.publish(PREFIX + "/" + Spy.LAST);
    spy.watchUntil(LONG, () -> spy.sawLast);
    assertThat(spy.seen).as("messages below the prefix").isGreaterThan(UNDER_WAY);
    assertThat(spy.elsewhere).as("topics outside of the prefix").isEmpty();
    assertNothingIsLeft();
    assertThat(directory.resolve("run/leftovers.jsonl")).doesNotExist();
  }

  @Test
  void runThatIsInterruptedLeavesNothing() throws Exception {
    Process run = run();
    try {
      spy.watchUntil(LONG, () -> spy.seen > UNDER_WAY);
      // Ctrl-C goes the same way, but a process that a shell started in the background ignores it
      signal("-TERM", run);
      assertThat(run.waitFor(1, TimeUnit.MINUTES)).as("an end").isTrue();
    } finally {
      run.destroyForcibly();
    }

    assertThat(run.exitValue()).as("128 and the number of SIGTERM").isEqualTo(143);
    assertNothingIsLeft();
    assertThat(directory.resolve("run/leftovers.jsonl")).doesNotExist();
  }

  @Test
  void cleanUpAfterARunThatWasKilledLeavesNothing() throws Exception {
    Process run = run();
    try {
      spy.watchUntil(LONG, () -> spy.seen > UNDER_WAY);
      // it stands still, so that it cannot come to its end meanwhile
      signal("-STOP", run);
      assertThat(cleanUp().errLines()).singleElement().asString().contains("that goes on");
    } finally {
      run.destroyForcibly();
      assertThat(run.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    AssayProcess.Outcome outcome = cleanUp();

    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertThat(outcome.outLines())
        .singleElement()
        .asString()
        .matches("\\d+ sessions? ended, \\d+ retained messages? removed at mqtt://.*");
    assertNothingIsLeft();
    assertThat(directory.resolve("run/leftovers.jsonl")).doesNotExist();
    assertThat(spy.elsewhere).as("topics outside of the prefix").isEmpty();
  }

  private static void signal(String name, Process process) throws Exception {
    Process kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  /** The whole suite, as a guest. */
  private Process run() throws Exception {
    return AssayProcess.builder(
            Map.of(),
            "conformance",
            mosquitto.url(),
            "--topic-prefix",
            PREFIX,
            "--out",
            directory.resolve("run").toString())
        .redirectOutput(directory.resolve("out.txt").toFile())
        .redirectError(directory.resolve("err.txt").toFile())
        .start();
  }

  private AssayProcess.Outcome cleanUp() {
    return AssayProcess.run(
        "conformance",
        mosquitto.url(),
        "--cleanup",
        "--topic-prefix",
        PREFIX,
        "--out",
        directory.resolve("run").toString());
  }

  /** No client but the two that look, no subscription but theirs, no retained message but Mosquitto's own. */
  private void assertNothingIsLeft() throws Exception {
    try (Sys sys = new Sys(mosquitto.url())) {
      sys.watchUntil(Duration.ofMinutes(1), sys::countsOnlyTheTwoOfUs);
    }
    List<String> retained = new ArrayList<>();
    try (Watcher fresh = new Watcher(mosquitto.url(), "fresh", "guests/#") {
      @Override
      void came(Publish publish) {
        retained.add(publish.topic().text());
      }
    }) {
      // of the same client behind its SUBSCRIBE: what is retained comes before it
      fresh.publish("guests/fence");
      fresh.watchUntil(Duration.ofMinutes(1), () -> retained.contains("guests/fence"));
    }
    assertThat(retained).containsExactly("guests/fence");
    assertThat(Arrays.asList(Files.readString(directory.resolve("err.txt")).split("\n")))
        .as("no stack trace")
        .noneMatch(line -> line.startsWith("\tat "));
  }

  /** Subscribes to everything. */
  private static final class Spy extends Watcher {
    private static final String LAST = "last";
    private int seen;
    private boolean sawLast;
    private final Set<String> elsewhere = new TreeSet<>();

    Spy(String url) throws InterruptedException {
      super(url, "spy", "#");
    }

    @Override
    void came(Publish publish) {
      String topic = publish.topic().text();
      if (topic.startsWith(PREFIX + "/")) {
        seen++;
        sawLast |= topic.endsWith("/" + LAST);
      } else {
        elsewhere.add(topic);
      }
    }

    @Override
    public String toString() {
      return seen + " messages seen";
    }
  }

  /** Reads what Mosquitto counts. */
  private static final class Sys extends Watcher {
    private static final String BROKER = "$SYS/broker/";
    private final Map<String, String> values = new HashMap<>();

    Sys(String url) throws InterruptedException {
      super(url, "sys", "$SYS/#");
    }

    @Override
    void came(Publish publish) {
      values.put(publish.topic().text(), publish.payload().asText());
    }

    boolean countsOnlyTheTwoOfUs() {
      return is("clients/total", 2)
          && is("subscriptions/count", 2)
          && is("retained messages/count", values.size());
    }

    private boolean is(String name, int expected) {
      return Integer.toString(expected).equals(values.get(BROKER + name));
    }

    @Override
    public String toString() {
      return "expected 2, 2, " + values.size() + ", found "
          + Stream.of("clients/total", "subscriptions/count", "retained messages/count")
              .map(name -> values.get(BROKER + name))
              .toList();
    }
  }
}
