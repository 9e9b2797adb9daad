package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a broker is set up to refuse is judged where a setup file says what that is, and not exercised elsewhere. */
class SetupIT {
  // "somebody", with the password "secret", as mosquitto_passwd writes it
  private static final String SOMEBODY =
      "somebody:$7$101$pqnD16ozBOnTOm7q$nXt4ovX7iKrE180Hy9zP1ft4P"
          + "dpPbs9Rltok7mtZZHjDNEYGgogtkWeeTY68Wbna0Kpci41ZhkRprg/RoVvlcg==";

  @TempDir
  private Path directory;

  @Test
  void whatMosquittoRefusesIsJudged() throws Exception {
    Path passwords = Files.writeString(directory.resolve("passwords"), SOMEBODY + "\n");
    Path rules = Files.writeString(directory.resolve("rules"), """
        topic readwrite assay/#
        topic read plant/alarm
        topic write plant/audit
        """);
    Path setup = Files.writeString(directory.resolve("setup.yaml"), """
        denied-publish: plant/alarm
        denied-subscribe: plant/audit
        wrong-user: somebody
        wrong-password: guess-of-a-stranger
        """);
    try (Mosquitto mosquitto = Mosquitto.start(
        directory, "allow_anonymous true", "password_file " + passwords, "acl_file " + rules)) {
      List<String> judged = verdicts(mosquitto, "--setup", setup.toString());
      List<String> untold = verdicts(mosquitto);

      assertThat(judged)
          .contains(
              "access/refused-publication-reaches-nobody 5.0 PASS",
              // it grants the subscription, and filters what comes through it
              "access/refused-subscription-brings-nothing 5.0 WARN",
              "connect/failed-check-closes 3.1.1 PASS",
              "connect/failed-check-closes 5.0 PASS");
      assertThat(untold)
          .contains(
              "access/refused-publication-reaches-nobody 5.0 NOT_EXERCISED",
              "access/refused-subscription-brings-nothing 5.0 NOT_EXERCISED");
      assertThat(Files.readString(directory.resolve("run/cases.jsonl")))
          .contains("denied-publish of --setup");
    }
  }

  @Test
  void wrongPasswordOfTheSetupIsInNoFile() throws Exception {
    String secret = "guess-of-a-stranger";
    Path setup = Files.writeString(
        directory.resolve("setup.yaml"), "wrong-user: assay-stranger\nwrong-password: " + secret);

    AssayProcess.Outcome outcome = AssayProcess.run(
        "conformance",
        "--setup",
        setup.toString(),
        "--case",
        "connect/failed-check-closes",
        "--out",
        directory.resolve("run").toString());

    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    try (var files = Files.walk(directory.resolve("run"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain(secret);
      }
    }
  }

  @Test
  void setupThatIsNoneIsSaidInOneLine() throws Exception {
    assertIsRefused("denied: a", "expected denied-publish, denied-subscribe", "found denied");
    assertIsRefused("denied-publish: a/#", "without wildcards", "found a/#");
    assertIsRefused("wrong-password: x", "expected wrong-user beside it");
    assertIsRefused("denied-publish:\n  - a", "denied-publish: expected a text");
    assertIsRefused("", "expected one or more of");
    assertIsRefused("a: [", "expected YAML");
  }

  private void assertIsRefused(String content, String... words) throws Exception {
    Path setup = Files.writeString(directory.resolve("wrong.yaml"), content);

    AssayProcess.Outcome outcome =
        AssayProcess.run("conformance", "mqtt://127.0.0.1:1", "--setup", setup.toString());

    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.errLines()).as(content).singleElement().asString().contains(words);
  }

  /** Case, version and verdict of those cases that a setup is about. */
  private List<String> verdicts(Mosquitto mosquitto, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(
        "conformance",
        mosquitto.url(),
        "--wait",
        "10",
        "--case",
        "access/*",
        "--case",
        "connect/failed-check-closes",
        "--out",
        directory.resolve("run").toString()));
    arguments.addAll(List.of(more));
    AssayProcess.Outcome outcome = AssayProcess.run(arguments.toArray(String[]::new));
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    List<String> verdicts = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve("run/cases.jsonl"))) {
      JsonNode json = JsonMapper.shared().readTree(line);
      verdicts.add(json.path("case").asString() + " " + json.path("version").asString() + " "
          + json.path("verdict").asString());
    }
    return verdicts;
  }
}
