package dev.assay.cli;

import dev.assay.broker.deviant.Deviants;
import dev.assay.spec.Standing;
import dev.assay.spec.Statement;
import dev.assay.suite.CaseCatalogue;
import dev.assay.suite.Declared;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a table in {@code docs} says of one sentence, or rule, of the standard.
 *
 * @param version as its statements are listed
 * @param place where the standard has it
 * @param answer identifiers of the statements that ask the same of a broker, with blanks between, or one word that says why there are
 *     none
 * @param about in our own words
 */
record Answer(String version, String place, String answer, String about) {

  /** Nothing that a broker does breaks it: it binds the client, permits something, or only says what a word means. */
  private static final Set<String> ASKS_NOTHING = Set.of("client", "may", "definition");

  /** It asks for something that cannot be seen, or that no case looks at yet. */
  private static final Set<String> UNANSWERED = Set.of("unobservable", "open");

  private static final Set<Standing> COVERED =
      EnumSet.of(Standing.COVERED, Standing.COVERED_BY_SILENCE);

  boolean asksSomethingOfABroker() {
    return !ASKS_NOTHING.contains(answer);
  }

  private boolean namesStatements() {
    return asksSomethingOfABroker() && !UNANSWERED.contains(answer);
  }

  private Stream<String> statements() {
    return Stream.of(answer.split(" ", -1)).map(id -> version + " " + id);
  }

  /** Which answers name a statement that does not exist, or one that is neither judged nor beyond judging. */
  static List<String> wrong(Collection<Answer> answers) {
    Map<String, Standing> standings = standings();
    List<String> wrong = new ArrayList<>();
    for (Answer each : answers) {
      if (each.namesStatements()) {
        each.statements()
            .filter(id -> !isAnswer(standings.get(id)))
            .forEach(id -> wrong.add(
                each.place() + ": " + id + " is " + standings.getOrDefault(id, Standing.NOT_YET)));
      }
    }
    return wrong;
  }

  private static boolean isAnswer(@Nullable Standing standing) {
    return standing != null && (COVERED.contains(standing) || standing == Standing.UNOBSERVABLE);
  }

  /** Those whose statements are all judged, of those that ask something of a broker. */
  static List<Answer> covered(Collection<Answer> answers) {
    Map<String, Standing> standings = standings();
    return answers.stream()
        .filter(Answer::namesStatements)
        .filter(each -> each.statements()
            .allMatch(id -> COVERED.contains(standings.getOrDefault(id, Standing.NOT_YET))))
        .toList();
  }

  private static Map<String, Standing> standings() {
    Standings standings =
        Standings.of(CaseCatalogue.all(), Deviants.all().toList(), Declared.all());
    Map<String, Standing> byId = new HashMap<>();
    for (Statement each : CoverageSnapshot.everyStatement()) {
      byId.put(each.version().text() + " " + each.id(), standings.of(each));
    }
    return byId;
  }
}
