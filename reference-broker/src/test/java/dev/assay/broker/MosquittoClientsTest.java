package dev.assay.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.assay.broker.access.FileAccess;
import dev.assay.broker.access.PasswordFile;
import dev.assay.broker.access.PasswordHash;
import dev.assay.broker.access.TopicRules;
import dev.assay.broker.core.Access;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Step;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.SubAck;
import dev.assay.spec.MqttVersion;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients of others get along with the broker: mosquitto_pub and mosquitto_sub, if they are installed. */
@Timeout(60)
class MosquittoClientsTest {
  private static final long DEADLINE_SECONDS = 20;

  private final Semaphore subAcks = new Semaphore(0);
  private final List<Process> processes = new ArrayList<>();
  private ReferenceBroker broker;

  @TempDir
  Path directory;

  @BeforeEach
  void start() throws IOException {
    for (String program : List.of("mosquitto_pub", "mosquitto_sub")) {
      if (!isInstalled(program)) {
        String reason = "skipped: " + program + " is not installed (Debian: mosquitto-clients)";
        System.out.println(getClass().getSimpleName() + " " + reason);
        abort(reason);
      }
    }
    broker = ReferenceBroker.start(ReferenceBroker.options().withSteps(this::countSubAcks));
  }

  private void countSubAcks(Step step) {
    for (Effect effect : step.effects()) {
      if (effect instanceof Effect.Sent sent && sent.packet() instanceof SubAck) {
        subAcks.release();
      }
    }
  }

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
    if (broker != null) {
      broker.stop();
    }
  }

  static Stream<Arguments> versionsAndQos() {
    return Stream.of(MqttVersion.values())
        .flatMap(version -> Stream.of(0, 1, 2).map(qos -> Arguments.of(version, qos)));
  }

  @ParameterizedTest
  @MethodSource("versionsAndQos")
  void messagesGoFromPublisherToSubscriber(MqttVersion version, int qos) throws Exception {
    Running subscriber =
        run("mosquitto_sub", version, qos, "-t", "room/+", "-C", "2", "-F", "%t %q %r %p");
    assertThat(subAcks.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS))
        .as("SUBACK")
        .isTrue();

    assertThat(run("mosquitto_pub", version, qos, "-t", "room/1", "-m", "first").output())
        .isEmpty();
    assertThat(
            run("mosquitto_pub", version, qos, "-t", "room/2", "-m", "second").output())
        .isEmpty();

    assertThat(subscriber.output())
        .containsExactly("room/1 " + qos + " 0 first", "room/2 " + qos + " 0 second");
  }

  @ParameterizedTest
  @MethodSource("versionsAndQos")
  void retainedMessageIsGivenToLaterSubscriber(MqttVersion version, int qos) throws Exception {
    assertThat(run("mosquitto_pub", version, qos, "-t", "room/1", "-m", "kept", "-r")
            .output())
        .isEmpty();

    Running subscriber =
        run("mosquitto_sub", version, qos, "-t", "room/#", "-C", "1", "-F", "%t %q %r %p");

    assertThat(subscriber.output()).containsExactly("room/1 " + qos + " 1 kept");
  }

  @ParameterizedTest
  @MethodSource("versionsAndQos")
  void manyMessagesOfOneClientArriveInOrder(MqttVersion version, int qos) throws Exception {
    int count = 200;
    Path lines = directory.resolve("lines");
    List<String> sent =
        Stream.iterate(0, i -> i + 1).limit(count).map(i -> "line " + i).toList();
    Files.write(lines, sent);
    Running subscriber = run("mosquitto_sub", version, qos, "-t", "t", "-C", "" + count);
    assertThat(subAcks.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS))
        .as("SUBACK")
        .isTrue();

    Running publisher = runWithInput(lines, "mosquitto_pub", version, qos, "-t", "t", "-l");

    assertThat(publisher.output()).isEmpty();
    assertThat(subscriber.output()).isEqualTo(sent);
  }

  @ParameterizedTest
  @EnumSource
  void usersOfAPasswordFileComeInAndDoWhatTheirRulesAllow(MqttVersion version) throws Exception {
    restartWithUsers();
    String[] bob = {"-u", "bob", "-P", "sesame"};
    Running subscriber =
        run("mosquitto_sub", version, 1, with(bob, "-t", "room/#", "-C", "1", "-F", "%t %p"));
    assertThat(subAcks.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS))
        .as("SUBACK")
        .isTrue();

    // Bob may listen and not speak: the broker takes his message over, and nobody hears of it
    run("mosquitto_pub", version, 0, with(bob, "-t", "room/1", "-m", "denied")).ended();
    String[] alice = {"-u", "alice", "-P", "open"};
    assertThat(run("mosquitto_pub", version, 1, with(alice, "-t", "room/1", "-m", "allowed"))
            .output())
        .isEmpty();

    assertThat(subscriber.output()).containsExactly("room/1 allowed");
  }

  @ParameterizedTest
  @EnumSource
  void aWrongPasswordAndNoneAreRefused(MqttVersion version) throws Exception {
    restartWithUsers();

    Running wrong =
        run("mosquitto_pub", version, 1, "-t", "room/1", "-m", "x", "-u", "alice", "-P", "sesame");
    Running none = run("mosquitto_pub", version, 1, "-t", "room/1", "-m", "x");

    for (Running refused : List.of(wrong, none)) {
      assertThat(refused.ended()).isNotZero();
      assertThat(Files.readString(refused.file()))
          .containsIgnoringCase("bad user name or password");
    }
  }

  /** Alice may publish and subscribe, Bob subscribe alone. */
  private void restartWithUsers() throws IOException {
    broker.stop();
    Path passwords = directory.resolve("passwords");
    PasswordFile.empty()
        .with("alice", PasswordHash.scramSha256(Payload.of("open"), new byte[16], 4_096))
        .with("bob", PasswordHash.scramSha256(Payload.of("sesame"), new byte[16], 4_096))
        .write(passwords);
    Path rules = Files.writeString(directory.resolve("rules"), """
        user alice
        topic room/#
        user bob
        topic read room/#
        """);
    Access access = FileAccess.of(PasswordFile.read(passwords), TopicRules.read(rules), false);
    broker = ReferenceBroker.start(ReferenceBroker.options()
        .withConfig(BrokerConfig.DEFAULT.with(the -> the.access = access))
        .withSteps(this::countSubAcks));
  }

  private static String[] with(String[] first, String... more) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
  }

  private Running run(String program, MqttVersion version, int qos, String... more)
      throws IOException {
    return runWithInput(null, program, version, qos, more);
  }

  private Running runWithInput(
      Path input, String program, MqttVersion version, int qos, String... more) throws IOException {
    List<String> command = new ArrayList<>(List.of(
        program,
        "-h",
        "127.0.0.1",
        "-p",
        "" + broker.port(),
        "-V",
        version == MqttVersion.V5 ? "mqttv5" : "mqttv311",
        "-q",
        "" + qos));
    command.addAll(List.of(more));
    Path output = Files.createTempFile(directory, program, ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    if (input != null) {
      builder.redirectInput(input.toFile());
    }
    Process process = builder.start();
    processes.add(process);
    return new Running(command, process, output);
  }

  private record Running(List<String> command, Process process, Path file) {

    /** What it printed, once it has ended well. */
    List<String> output() throws Exception {
      int exitCode = ended();
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      assertThat(exitCode).as("exit code of %s; it printed %s", command, lines).isZero();
      return lines;
    }

    /** Its exit code, once it has ended. */
    int ended() throws Exception {
      boolean ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
      assertThat(ended)
          .as("%s ended; it printed %s", command, Files.readString(file))
          .isTrue();
      return process.exitValue();
    }
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
