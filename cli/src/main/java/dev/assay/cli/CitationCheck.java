package dev.assay.cli;

import dev.assay.spec.CaseResult;
import dev.assay.spec.Judgement;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.ResultSink;
import dev.assay.spec.Standing;
import dev.assay.spec.Statement;
import dev.assay.spec.Verdict;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The second half of COVERED: the reference broker cited the statement while a case judged it. A case judges from outside and
 * the broker cites from inside, so the two meet in the addresses of the connections. Used by the broker's thread and by those
 * of the cases.
 */
final class CitationCheck implements ResultSink {

  /**
   * What came of it.
   *
   * @param judged the COVERED statements that a case judged in this run
   * @param neverCited those of them that the broker did not cite on a connection of a case that judges them
   */
  record Outcome(Set<Statement> judged, Set<Statement> neverCited) {

    /** For run.json. */
    Map<String, String> facts() {
      Map<String, String> facts = new LinkedHashMap<>();
      facts.put(
          "covered statements cited by the broker while judged",
          (judged.size() - neverCited.size()) + " of " + judged.size());
      if (!neverCited.isEmpty()) {
        facts.put("covered statements never cited", words());
      }
      return facts;
    }

    String words() {
      return String.join(", ", neverCited.stream().map(Statement::citation).toList());
    }
  }

  private static final Set<Verdict> NOT_MADE =
      EnumSet.of(Verdict.NOT_EXERCISED, Verdict.NOT_RUN, Verdict.UNSUPPORTED);

  private static final Comparator<Statement> BY_CITATION =
      Comparator.comparing(Statement::citation);

  // what a client is called to all addresses that it came from: a session outlives its connections
  private final Map<String, Set<String>> peersOfClient = new HashMap<>();
  private final Map<String, Set<Statement>> citedAt = new HashMap<>();
  private final Map<Statement, Set<String>> addressesOfJudges = new HashMap<>();

  /**
   * The broker decided something.
   *
   * @param peer the address of the client, empty where it is away
   * @param client what it is called
   */
  synchronized void cited(String peer, String client, List<Statement> statements) {
    Set<String> addresses = peersOfClient.computeIfAbsent(client, k -> new HashSet<>());
    if (!peer.isEmpty()) {
      addresses.add(peer);
    }
    for (String address : peer.isEmpty() ? addresses : Set.of(peer)) {
      citedAt.computeIfAbsent(address, k -> new HashSet<>()).addAll(statements);
    }
  }

  @Override
  public void profiled(List<ProfileFact> profile) {}

  @Override
  public void planned(int executions) {}

  @Override
  public synchronized void ended(CaseResult result) {
    for (Judgement judgement : result.judgements()) {
      if (NOT_MADE.contains(judgement.verdict())) {
        continue;
      }
      addressesOfJudges
          .computeIfAbsent(judgement.statement(), k -> new HashSet<>())
          .addAll(result.localAddresses());
    }
  }

  /** Holds what was judged against what was cited. */
  synchronized Outcome outcome(CoverageSnapshot snapshot) {
    Set<Statement> judged = new TreeSet<>(BY_CITATION);
    Set<Statement> neverCited = new TreeSet<>(BY_CITATION);
    addressesOfJudges.forEach((statement, addresses) -> {
      if (snapshot.of(statement) == Standing.COVERED) {
        judged.add(statement);
        if (addresses.stream().noneMatch(each -> isCitedAt(each, statement))) {
          neverCited.add(statement);
        }
      }
    });
    return new Outcome(judged, neverCited);
  }

  private boolean isCitedAt(String address, Statement statement) {
    return citedAt.getOrDefault(address, Set.of()).contains(statement);
  }
}
