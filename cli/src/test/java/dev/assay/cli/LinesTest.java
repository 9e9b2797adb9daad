package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinesTest {
  @Test
  void whatABrokerWroteCannotSteerTheTerminal() {
    String hostile = "\u001B[2Jgone\u0007\r\u202Ereversed\u0085";

    assertThat(Lines.harmless(hostile))
        .isEqualTo("\\u{1b}[2Jgone\\u{7}\\u{d}\\u{202e}reversed\\u{85}");
  }

  @Test
  void noLineIsWiderThanTheScreenEvenForWordsThatAre() {
    String text = "the bytes were " + "c0ffee".repeat(30) + " and then the connection was closed";

    assertThat(Lines.wrap("    ", text, 40))
        .allSatisfy(line -> assertThat(line).startsWith("    ").hasSizeLessThanOrEqualTo(40));
  }

  @Test
  void wrappingLosesNothing() {
    String text = "one two three four five six seven eight nine ten";

    assertThat(String.join(" ", Lines.wrap("", text, 12))).isEqualTo(text);
  }
}
