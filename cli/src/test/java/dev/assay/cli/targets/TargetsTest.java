package dev.assay.cli.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spec.Durability;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetsTest {
  private static final Path SOURCES = Path.of("..", "ci", "targets");

  @TempDir
  private Path directory;

  @Test
  void theJarBringsAlongAllOfCiTargets() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      assertThat(files
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.endsWith(".md")))
          .containsExactlyInAnyOrderElementsOf(Targets.BUILT_IN);
    }
  }

  @Test
  void everyBrokerAndVersionThatIsPromisedIsThere() {
    assertThat(Targets.read(directory, List.of()).all().stream().map(Target::label))
        .contains(
            "mosquitto:2.0.11",
            "rabbitmq:3.10.8",
            "artemis:2.31.2",
            "artemis:2.44.0",
            "artemis:2.55.0",
            "activemq:5.18.6",
            "activemq:6.1.8",
            "moquette:0.15",
            "moquette:0.16",
            "moquette:0.17");
  }

  @Test
  void aNameWithoutVersionMeansTheFirst() {
    assertThat(Targets.read(directory, List.of()).named("artemis").label())
        .isEqualTo("artemis:2.55.0");
  }

  @ParameterizedTest
  @CsvSource({"artemis:1.0, one of the versions", "emqx, expected one of activemq"})
  void whatIsNotThereIsAnsweredByWhatIs(String name, String complaint) {
    Targets targets = Targets.read(directory, List.of());

    assertThatThrownBy(() -> targets.named(name))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining(complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: [a]                           | name: expected a word, found [\"a\"]",
        "{name: A, urls: {tcp: x}}           | name: expected lower-case letters, digits and '-', found 'A'",
        "{name: a, colour: red}              | colour: expected one of claims, environment, files,",
        "{name: a}                           | urls: expected a URL for at least one of tcp, tls, ws, wss, found []",
        "{name: a, urls: {quic: x}}          | urls: expected a URL for at least one of tcp, tls, ws, wss, found [quic]",
        "{name: a, urls: {tcp: x}, start: x} | start: expected a list, found \"x\"",
        "{name: a, urls: {tcp: x}, readySeconds: 0} | readySeconds: expected a whole number of seconds of 1 or more, found 0",
        "{name: a, urls: {tcp: x}, claims: kill} | claims: expected a list of claims, found \"kill\"",
        "{name: a, urls: {tcp: x}, claims: [{level: power, source: y}]} | claims.level: expected none, restart or kill, found 'power'",
        "{name: a, urls: {tcp: x}, claims: [{level: kill}]} | claims.source: expected where its documentation says so, found nothing",
        "{name: a, urls: {tcp: x}, claims: [{level: kill, by: y}]} | claims: expected level, source and of, found 'by'"
      })
  void aDescriptionThatIsWrongIsNamedWithItsKey(String yaml, String complaint) throws IOException {
    Path file = Files.writeString(directory.resolve("own.yaml"), yaml);

    assertThatThrownBy(() -> TargetDescription.read(file))
        .isInstanceOf(TargetException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(complaint);
  }

  @Test
  void aClaimIsReadWithItsSource() throws IOException {
    Path file = Files.writeString(
        directory.resolve("own.yaml"),
        "{name: a, urls: {tcp: x}, claims: [{level: kill, source: 'manual, 3', of: [retained]}]}");

    assertThat(TargetDescription.read(file).claims())
        .containsExactly(
            new DurabilityClaim(Durability.PROCESS_KILL, "manual, 3", List.of("retained")));
  }

  @Test
  void aPortStaysTheSameForItsNameAndIsFree() throws IOException {
    Placeholders places = new Placeholders(Map.of("dir", "/x"));

    String[] filled =
        places.fill("{port:tcp} {port:ws} {port:tcp} {dir} ${Version}").split(" ", -1);

    assertThat(filled[0]).isEqualTo(filled[2]).isNotEqualTo(filled[1]);
    assertThat(filled[3]).isEqualTo("/x");
    assertThat(filled[4]).isEqualTo("${Version}");
    try (ServerSocket socket =
        new ServerSocket(Integer.parseInt(filled[0]), 1, InetAddress.getLoopbackAddress())) {
      assertThat(socket.isBound()).isTrue();
    }
  }

  @Test
  void aWordThatThereIsNotIsNamedBesideThoseThatThereAre() {
    assertThatThrownBy(() -> new Placeholders(Map.of("dir", "/x")).fill("{directory}"))
        .hasMessage("expected one of {port:NAME}, {dir}, found {directory}");
  }
}
