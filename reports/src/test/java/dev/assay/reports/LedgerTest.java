package dev.assay.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spec.Leftover;
import dev.assay.spec.MqttVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final Leftover SESSION =
      new Leftover(MqttVersion.V3_1_1, Leftover.Kind.SESSION, "tok1Xclient");
  private static final Leftover RETAINED =
      new Leftover(MqttVersion.V5, Leftover.Kind.RETAINED, "assay/tok/2/\"t\"");

  @TempDir
  private Path temp;

  @Test
  void killedRunLeavesWhatWasNotTakenAway() throws IOException {
    RunDirectory directory = run();
    Ledger ledger = Ledger.begin(directory);
    ledger.mayLeave("tok1", SESSION);
    ledger.mayLeave("tok2", RETAINED);
    ledger.mayLeave("tok3", RETAINED);
    ledger.tookAway("tok1");
    ledger.tookAway("tok3");

    assertThat(Ledger.isIn(directory)).isTrue();
    assertThat(Ledger.isGoingOn(directory)).isTrue();
    assertThat(Ledger.read(directory)).containsExactly(RETAINED);
    assertThatThrownBy(() -> Ledger.begin(directory)).hasMessageContaining("found a run going on");
  }

  @Test
  void runThatLeavesNothingLeavesNoLedger() throws IOException {
    RunDirectory directory = run();
    Ledger ledger = Ledger.begin(directory);
    ledger.mayLeave("tok1", SESSION);
    ledger.close();
    assertThat(Ledger.isIn(directory)).isTrue();

    ledger.tookAway("tok1");

    assertThat(Ledger.isIn(directory)).isFalse();
  }

  @Test
  void nextRunInTheSamePlaceKeepsWhatTheKilledOneLeft() throws IOException {
    RunDirectory directory = run();
    Files.writeString(
        temp.resolve("leftovers.jsonl"),
        "{\"execution\":\"tok1\",\"version\":\"3.1.1\",\"session\":\"tok1Xclient\"}\n{\"execu");
    Ledger ledger = Ledger.begin(directory);

    ledger.mayLeave("tok2", RETAINED);
    assertThat(Ledger.read(directory)).containsExactly(SESSION, RETAINED);
    ledger.tookAway("tok2");
    ledger.close();

    assertThat(Ledger.isGoingOn(directory)).isFalse();
    assertThat(Ledger.read(directory)).containsExactly(SESSION);
    Ledger.forget(directory);
    assertThat(Ledger.isIn(directory)).isFalse();
  }

  @Test
  void lineThatIsNoneIsNamed() throws IOException {
    RunDirectory directory = run();
    Files.writeString(
        temp.resolve("leftovers.jsonl"), "{\"execution\":\"a\"}\n", StandardOpenOption.CREATE);

    assertThatThrownBy(() -> Ledger.read(directory))
        .isInstanceOf(DamagedRunException.class)
        .hasMessageContaining("leftovers.jsonl line 1");
  }

  private RunDirectory run() throws IOException {
    SampleRun.write(temp);
    return RunDirectory.open(temp);
  }
}
