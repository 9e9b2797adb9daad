package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * What the standard says without a keyword and without a number, in prose, tables and defaults, is answered rule by rule in
 * {@code docs/prose-rules.tsv}: by the statements or rules that ask the same of a broker, or by why nothing is asked of one. A rule that
 * holds in both versions has a line for each.
 */
class ProseRulesTest {
  private static final Path TABLE = Path.of("../docs/prose-rules.tsv");
  private static final double COVERED_AT_LEAST = 0.9;
  private static final int COPIED_WORDS = 8;

  /** A line; {@code number} is that of the rule in the list of them that lies beside the repository, from 1. */
  private record Row(int number, String version, String section, String answer, String about) {
    Answer toAnswer() {
      return new Answer(version, version + " " + section + " rule " + number, answer, about);
    }
  }

  @Test
  void everyRuleIsAnsweredByStatementsThatAreJudgedOrByAWord() throws IOException {
    assertThat(Answer.wrong(answers())).isEmpty();
    assertThat(rows()).extracting(Row::about).noneMatch(String::isBlank);
  }

  @Test
  void nineInTenOfWhatIsAskedOfABrokerIsCovered() throws IOException {
    List<Answer> asked =
        answers().stream().filter(Answer::asksSomethingOfABroker).toList();

    int covered = Answer.covered(asked).size();

    assertThat(asked).hasSizeGreaterThan(150);
    assertThat((double) covered / asked.size())
        .as("%d of %d", covered, asked.size())
        .isGreaterThanOrEqualTo(COVERED_AT_LEAST);
  }

  /** Skipped where the list of these rules does not lie beside the repository. */
  @Test
  void noRuleIsLeftOutAndNoneIsCopied() throws IOException {
    Path file = Path.of("..", "..", "shared", "spec", "prose-rules.tsv");
    assumeTrue(Files.isReadable(file), "the list of rules is not beside the repository");
    List<String> theirs = new ArrayList<>();
    List<String> sections = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file).stream().skip(1).toList()) {
      String[] cells = line.split("\t", -1);
      number++;
      for (String version : cells[0].equals("both") ? List.of("3.1.1", "5.0") : List.of(cells[0])) {
        theirs.add(number + " " + version);
        sections.add(cells[1]);
        texts.add(cells[2].toLowerCase(Locale.ROOT));
      }
    }

    List<Row> ours = rows();

    assertThat(ours)
        .extracting(row -> row.number() + " " + row.version())
        .containsExactlyElementsOf(theirs);
    for (int i = 0; i < ours.size(); i++) {
      assertThat(sections.get(i)).contains(ours.get(i).section());
      String about = ours.get(i).about().toLowerCase(Locale.ROOT);
      if (about.split(" ").length >= COPIED_WORDS) {
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
        .map(cells -> new Row(Integer.parseInt(cells[0]), cells[1], cells[2], cells[3], cells[4]))
        .toList();
  }
}
