package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.core.Access;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.codec.packet.Payload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a password reaches Assay, it is in no file and no output of the run. */
class SecretsIT {
  private static final String PASSWORD = "Open-Sesame-4711";

  // the way in differs, what is done with the password then does not: one of the ways goes through
  // all cases
  private static final String[] FEW_CASES = {"--case", "connect/*"};

  @TempDir
  private Path directory;

  @Test
  void onTheCommandLine() throws Exception {
    search(Map.of(), "", "--user", "ali", "--password", PASSWORD);
  }

  @Test
  void inTheEnvironment() throws Exception {
    search(Map.of("ASSAY_USER", "ali", "ASSAY_PASSWORD", PASSWORD), "", FEW_CASES);
  }

  @Test
  void inTheUrl() throws Exception {
    search(Map.of(), "ali:" + PASSWORD + "@", FEW_CASES);
  }

  @Test
  void inAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("password.txt"), PASSWORD + "\n");

    search(
        Map.of(),
        "",
        "--user",
        "ali",
        "--password-file",
        file.toString(),
        FEW_CASES[0],
        FEW_CASES[1]);
  }

  @Test
  void alsoWhenItIsTheWrongOne() throws Exception {
    try (ReferenceBroker broker = guarded("another one")) {
      AssayProcess.Outcome outcome = AssayProcess.run(
          "conformance", broker.url(), "--user", "ali", "--password", PASSWORD, "--out", run());

      assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.UNREACHABLE);
      assertThat(outcome.out() + outcome.err()).doesNotContain(PASSWORD);
    }
  }

  /** Runs cases against a broker that lets nobody in without the password, then reads every byte of the run. */
  private void search(Map<String, String> environment, String userInfo, String... options)
      throws Exception {
    try (ReferenceBroker broker = guarded(PASSWORD)) {
      List<String> arguments = new ArrayList<>(List.of(
          "conformance", broker.url().replace("mqtt://", "mqtt://" + userInfo), "--out", run()));
      arguments.addAll(List.of(options));

      AssayProcess.Outcome outcome =
          AssayProcess.run(environment, arguments.toArray(String[]::new));

      assertThat(outcome.exitCode()).as(outcome.err()).isIn(0, 1);
      assertThat(outcome.out()).contains(" PASS");
      assertHidden("the output", outcome.out() + outcome.err());
    }
    try (Stream<Path> files = Files.walk(directory.resolve("run"))) {
      List<Path> written = files.filter(Files::isRegularFile).toList();
      assertThat(written).hasSizeGreaterThan(10);
      for (Path file : written) {
        assertHidden(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
  }

  private static void assertHidden(String where, String text) {
    byte[] bytes = PASSWORD.getBytes(StandardCharsets.UTF_8);
    String hex = HexFormat.of().formatHex(bytes);
    String lower = text.toLowerCase(Locale.ROOT);
    assertThat(text).as(where).doesNotContain(PASSWORD);
    assertThat(text).as(where).doesNotContain(Base64.getEncoder().encodeToString(bytes));
    assertThat(lower.replaceAll("[ :]|\\\\x|0x|\\\\n|\\R", ""))
        .as(where + ", in hex")
        .doesNotContain(hex);
  }

  private static ReferenceBroker guarded(String password) throws Exception {
    return ReferenceBroker.start(ReferenceBroker.options()
        .withConfig(BrokerConfig.DEFAULT.with(
            the -> the.access = Access.ofPasswords(Map.of("ali", Payload.of(password))))));
  }

  private String run() {
    return directory.resolve("run").toString();
  }
}
