package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("once")
@Timeout(120)
class SelfTestIT {
  @TempDir
  Path directory;

  private String run() {
    return directory.resolve("run").toString();
  }

  @Test
  void deviantsAreCaughtAndThePageSaysBy() throws Exception {
    AssayProcess.Outcome outcome = AssayProcess.run(
        "conformance",
        "--self-test",
        "named",
        "--deviant",
        "publishes-will-after-goodbye,reads-text-frames",
        "--out",
        run());

    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertThat(outcome.out()).contains("Catches 2 of 2 brokers").contains("page: ");
    assertThat(Files.readString(directory.resolve("run/index.html")))
        .contains("disconnect/discards-the-will", "MQTT-3.14.4-3", "CAUGHT");
    assertThat(Files.readString(directory.resolve("run/run.json")))
        .contains("\"self-test\"", "--self-test=named");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--self-test --deviant no-such-deviant | 4 | --list-deviants",
        "--self-test some                      | 2 | expected one of named, subjects, all",
        "--deviant reads-text-frames           | 2 | expected --self-test beside it",
        "--self-test=named mqtt://127.0.0.1:1  | 2 | expected neither URL nor --target",
      })
  void eachMistakeHasItsExitCodeAndItsLine(String arguments, int exitCode, String words) {
    AssayProcess.Outcome outcome =
        AssayProcess.run(("conformance --out " + run() + " " + arguments).split(" +"));

    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(exitCode);
    assertThat(outcome.out() + outcome.err()).contains(words).doesNotContain("\tat ");
    assertThat(directory.resolve("run")).doesNotExist();
  }
}
