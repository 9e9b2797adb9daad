package dev.assay.cli;

import dev.assay.broker.deviant.Deviant;
import dev.assay.broker.rules.KeptByForm;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Party;
import dev.assay.spec.Standing;
import dev.assay.spec.Statement;
import dev.assay.suite.CaseInfo;
import dev.assay.suite.Declared;
import dev.assay.suite.Judged;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the project covers, derived from two sides that do not know each other: the judgements that the cases declare, and the
 * deviants on which those judgements must fail. A demand counts when some case judges it and some deviant names that very
 * judgement.
 */
final class Standings {

  /** One judgement of one case. */
  private record Backed(String caseId, Statement statement, String demand) {}

  /** One demand of one statement. */
  private record Demand(Statement statement, String name) {}

  private final Map<Statement, Standing> declared = new HashMap<>();
  private final Set<Statement> judged = new HashSet<>();
  // demands that a judgement with a deviant judges, by whether all such judgements rest on silence
  private final Map<Demand, Boolean> silent = new HashMap<>();

  private Standings() {}

  /** Derives them. */
  static Standings of(
      Collection<CaseInfo> cases, Collection<Deviant> deviants, Collection<Declared> declared) {
    Standings standings = new Standings();
    declared.forEach(each -> standings.declared.put(each.statement(), each.standing()));
    Set<Backed> backed = new HashSet<>();
    for (Deviant deviant : deviants) {
      deviant
          .breaks()
          .forEach(each -> backed.add(new Backed(each.caseId(), each.statement(), each.demand())));
    }
    for (CaseInfo info : cases) {
      info.judgements().forEach(judgement -> standings.add(info.id(), judgement, backed));
    }
    return standings;
  }

  private void add(String caseId, Judged judgement, Set<Backed> backed) {
    for (MqttVersion version : judgement.points().keySet()) {
      Judged.Point point = judgement.in(version);
      if (point == null) {
        continue;
      }
      judged.add(point.statement());
      if (backed.contains(new Backed(caseId, point.statement(), point.demand()))) {
        silent.merge(
            new Demand(point.statement(), point.demand()),
            judgement.bySilence(),
            (one, other) -> one && other);
      }
    }
  }

  /** What can be said of {@code statement}. */
  Standing of(Statement statement) {
    boolean everyDemand = true;
    boolean bySilence = false;
    for (String name : statement.demands()) {
      Boolean onlySilence = silent.get(new Demand(statement, name));
      everyDemand &= onlySilence != null;
      bySilence |= onlySilence != null && onlySilence;
    }
    if (everyDemand) {
      return bySilence ? Standing.COVERED_BY_SILENCE : Standing.COVERED;
    }
    if (declared.containsKey(statement)) {
      return declared.getOrDefault(statement, Standing.NOT_YET);
    }
    boolean client = statement.party() == Party.CLIENT && !judged.contains(statement);
    return client ? Standing.CLIENT_DUTY : Standing.NOT_YET;
  }

  /** Why nobody can judge them: the reasons that the suite gives for what it declares. */
  static Map<Statement, String> reasons() {
    Map<Statement, String> reasons = new HashMap<>();
    Declared.all().forEach(each -> reasons.put(each.statement(), each.reason()));
    return reasons;
  }

  /** Where the reference broker keeps one without citing it: why. */
  static Map<Statement, String> uncited() {
    Map<Statement, String> reasons = new HashMap<>();
    KeptByForm.all().forEach(each -> reasons.put(each.statement(), each.reason()));
    return reasons;
  }
}
