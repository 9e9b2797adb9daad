package dev.assay.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Holds both catalogues against the standard's own text where that lies beside the repository ({@code ../shared/spec}); skipped
 * elsewhere. The text is for reading: no gist may repeat it.
 */
class StandardTextTest {
  private static final int COPIED_WORDS = 8;

  /** A line of {@code statements-*.tsv}. */
  record Row(String id, String section, String title, String level, String party, String text) {}

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void identifiersSectionsLevelsAndPartiesAreThoseOfTheStandard(MqttVersion version)
      throws IOException {
    List<String> ours = new ArrayList<>();
    for (Statement statement : numbered(version)) {
      ours.add(String.join(
          "|",
          statement.id(),
          statement.section(),
          statement.level().text(),
          statement.party().text()));
    }

    List<String> theirs = new ArrayList<>();
    for (Row row : rows(version)) {
      theirs.add(String.join("|", row.id, row.section, levelOf(row), row.party));
    }

    assertThat(ours).containsExactlyElementsOf(theirs);
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void noGistRepeatsEightWordsOfItsStatement(MqttVersion version) throws IOException {
    List<Row> rows = rows(version);

    List<String> copied = new ArrayList<>();
    for (Statement statement : numbered(version)) {
      Row row = rows.stream()
          .filter(candidate -> candidate.id.equals(statement.id()))
          .findFirst()
          .orElseThrow();
      Set<List<String>> theirs = new HashSet<>(runsOfWords(row.text));
      runsOfWords(statement.gist()).stream()
          .filter(theirs::contains)
          .forEach(run -> copied.add(statement.citation() + ": " + String.join(" ", run)));
    }

    assertThat(copied).isEmpty();
  }

  @Test
  void aRunOfEightWordsIsSeen() {
    List<List<String>> runs = runsOfWords("One two three four, five six SEVEN eight nine.");

    assertThat(runs)
        .hasSize(2)
        .contains(List.of("two", "three", "four", "five", "six", "seven", "eight", "nine"));
  }

  private static List<Statement> numbered(MqttVersion version) {
    return switch (version) {
      case V3_1_1 -> Arrays.asList(Mqtt311.values());
      case V5 -> Arrays.asList(Mqtt5.values());
    };
  }

  private static List<Row> rows(MqttVersion version) throws IOException {
    Path file = Path.of("..", "..", "shared", "spec", "statements-" + version.text() + ".tsv");
    assumeTrue(Files.isReadable(file), "the standard's statements are not beside the repository");
    return Files.readAllLines(file).stream()
        .skip(1)
        .map(line -> line.split("\t", -1))
        .map(cells -> new Row(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]))
        .toList();
  }

  /** Statements without a keyword bind like a MUST (the two of 5.0 and the one of 3.1.1 are indicative sentences). */
  private static String levelOf(Row row) {
    return row.level.equals("IMPLIED") ? "MUST" : row.level;
  }

  private static List<List<String>> runsOfWords(String text) {
    List<String> words = Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^a-z0-9]+"))
        .filter(word -> !word.isEmpty())
        .toList();
    List<List<String>> runs = new ArrayList<>();
    for (int i = 0; i + COPIED_WORDS <= words.size(); i++) {
      runs.add(words.subList(i, i + COPIED_WORDS));
    }
    return runs;
  }
}
