package dev.assay.broker.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.net.Transport;
import dev.assay.spec.MqttVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients of others get along with the broker: mosquitto_pub and mosquitto_sub, if they are installed. */
@Timeout(300)
class MosquittoClientsTest {
  private final List<Program> programs = new ArrayList<>();
  private BrokerForOthers broker;

  @TempDir
  Path directory;

  @BeforeEach
  void start() throws Exception {
    Program.require("mosquitto_pub", "mosquitto-clients");
    Program.require("mosquitto_sub", "mosquitto-clients");
    broker = BrokerForOthers.start();
  }

  @AfterEach
  void stop() {
    programs.forEach(Program::close);
    if (broker != null) {
      broker.close();
    }
  }

  static Stream<Arguments> versionsAndQos() {
    return Stream.of(MqttVersion.values())
        .flatMap(version -> Stream.of(0, 1, 2).map(qos -> Arguments.of(version, qos)));
  }

  @ParameterizedTest
  @MethodSource("versionsAndQos")
  void messagesGoFromPublisherToSubscriber(MqttVersion version, int qos) throws Exception {
    Program subscriber =
        run("mosquitto_sub", version, qos, "-t", "room/+", "-C", "2", "-F", "%t %q %r %p");
    broker.awaitSubscription();

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

    Program subscriber =
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
    Program subscriber = run("mosquitto_sub", version, qos, "-t", "t", "-C", "" + count);
    broker.awaitSubscription();

    Program publisher = runWithInput(lines, "mosquitto_pub", version, qos, "-t", "t", "-l");

    assertThat(publisher.output()).isEmpty();
    assertThat(subscriber.output()).isEqualTo(sent);
  }

  static Stream<MqttVersion> versions() {
    return Stream.of(MqttVersion.values());
  }

  @ParameterizedTest
  @MethodSource("versions")
  void certificateIsTrustedThatIsGiven(MqttVersion version) throws Exception {
    List<String> trust = List.of("--cafile", broker.certificate().toString());
    Program subscriber = start(
        null,
        command("mosquitto_sub", Transport.TLS, version, 2, trust, "-t", "room/+", "-C", "1"));
    broker.awaitSubscription();

    Program publisher = start(
        null,
        command("mosquitto_pub", Transport.TLS, version, 2, trust, "-t", "room/1", "-m", "hello"));

    assertThat(publisher.output()).isEmpty();
    assertThat(subscriber.output()).containsExactly("hello");
  }

  private Program run(String program, MqttVersion version, int qos, String... more)
      throws IOException {
    return runWithInput(null, program, version, qos, more);
  }

  private Program runWithInput(
      @Nullable Path input, String program, MqttVersion version, int qos, String... more)
      throws IOException {
    return start(input, command(program, Transport.TCP, version, qos, List.of(), more));
  }

  private List<String> command(
      String program,
      Transport transport,
      MqttVersion version,
      int qos,
      List<String> options,
      String... more) {
    List<String> command = new ArrayList<>(List.of(
        program,
        "-h",
        "127.0.0.1",
        "-p",
        "" + broker.port(transport),
        "-V",
        version == MqttVersion.V5 ? "mqttv5" : "mqttv311",
        "-q",
        "" + qos));
    command.addAll(options);
    command.addAll(List.of(more));
    return command;
  }

  private Program start(@Nullable Path input, List<String> command) throws IOException {
    Program program = Program.start(directory, input, Map.of(), command);
    programs.add(program);
    return program;
  }
}
