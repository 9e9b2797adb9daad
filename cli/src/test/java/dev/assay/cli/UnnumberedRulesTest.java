package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.spec.MqttVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the standard says with a keyword and without a number is answered sentence by sentence in {@code docs/unnumbered-rules.tsv}: by
 * the statements or rules that ask the same of a broker, or by why nothing is asked of one.
 */
class UnnumberedRulesTest {
  private static final Path TABLE = Path.of("../docs/unnumbered-rules.tsv");

  private static final double COVERED_AT_LEAST = 0.9;

  /** A line: the {@code sentence}th of its section that has a keyword. */
  private record Row(
      String version, String section, String sentence, String word, String answer, String about) {
    Answer toAnswer() {
      return new Answer(version, place(), answer, about);
    }

    String place() {
      return version + " " + section + " sentence " + sentence;
    }
  }

  @Test
  void everySentenceIsAnsweredByStatementsThatAreJudgedOrByAWord() throws IOException {
    assertThat(Answer.wrong(answers())).isEmpty();
    assertThat(rows()).extracting(Row::about).noneMatch(String::isBlank);
    assertThat(new TreeSet<>(rows().stream().map(Row::place).toList()))
        .hasSize(rows().size());
  }

  @Test
  void nineInTenOfWhatIsAskedOfABrokerIsCovered() throws IOException {
    List<Answer> asked =
        answers().stream().filter(Answer::asksSomethingOfABroker).toList();
    int answered = Answer.covered(asked).size();

    assertThat(asked).hasSizeGreaterThan(100);
    assertThat((double) answered / asked.size())
        .as("%d of %d", answered, asked.size())
        .isGreaterThanOrEqualTo(COVERED_AT_LEAST);
  }

  /** Skipped where the standard's text does not lie beside the repository. */
  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void noSentenceIsLeftOutAndNoneIsCopied(MqttVersion version) throws IOException {
    Path file = Path.of("..", "..", "shared", "spec", "unnumbered-" + version.text() + ".tsv");
    assumeTrue(Files.isReadable(file), "the standard's sentences are not beside the repository");
    Map<String, Integer> seen = new HashMap<>();
    List<String> theirs = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (String line : Files.readAllLines(file).stream().skip(1).toList()) {
      String[] cells = line.split("\t", -1);
      int sentence = seen.merge(cells[0], 1, Integer::sum);
      theirs.add(version.text() + " " + cells[0] + " sentence " + sentence + " "
          + cells[2].toLowerCase(Locale.ROOT).replace('_', ' '));
      texts.add(cells[3].toLowerCase(Locale.ROOT));
    }

    List<Row> ours =
        rows().stream().filter(row -> row.version().equals(version.text())).toList();

    assertThat(ours)
        .extracting(row -> row.place() + " " + row.word())
        .containsExactlyElementsOf(theirs);
    for (int i = 0; i < ours.size(); i++) {
      String about = ours.get(i).about().toLowerCase(Locale.ROOT);
      if (about.split(" ").length >= 8) {
        assertThat(texts.get(i)).doesNotContain(about);
      }
    }
  }

  private static List<Answer> answers() throws IOException {
    return rows().stream().map(Row::toAnswer).toList();
  }

  private static List<Row> rows() throws IOException {
    return Files.readAllLines(TABLE).stream()
        .skip(1)
        .map(line -> line.split("\t", -1))
        .map(cells -> new Row(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]))
        .toList();
  }
}
