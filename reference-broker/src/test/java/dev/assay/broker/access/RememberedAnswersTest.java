package dev.assay.broker.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.packet.Payload;
import org.junit.jupiter.api.Test;

class RememberedAnswersTest {
  /** As many as the latest wrong passwords that are kept. */
  private static final int WRONG_MAX = 4_096;

  @Test
  void guessesWithoutEndAreForgottenFromTheFirstOnAndTheRightPasswordIsNot() {
    RememberedAnswers answers = new RememberedAnswers();
    answers.remember("alice", Payload.of("open"), true);

    for (int i = 0; i <= WRONG_MAX; i++) {
      answers.remember("alice", Payload.of("guess" + i), false);
    }

    assertThat(answers.of("alice", Payload.of("guess0"))).isNull();
    assertThat(answers.of("alice", Payload.of("guess1"))).isFalse();
    assertThat(answers.of("alice", Payload.of("guess" + WRONG_MAX))).isFalse();
    assertThat(answers.of("alice", Payload.of("open"))).isTrue();
  }
}
