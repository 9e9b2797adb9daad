package dev.assay.reports;

import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import dev.assay.spec.Verdict;
import java.util.List;

/**
 * Proof that verdicts can fail: brokers that are wrong in one point each, and what the suite said of them.
 *
 * @param executions how many cases were played on all of them together
 * @param deviants in the order in which they are listed
 */
public record KillMatrix(int executions, List<Deviant> deviants) {

  public KillMatrix {
    deviants = List.copyOf(deviants);
  }

  /**
   * One broker that is wrong on purpose.
   *
   * @param name as {@code assay broker --deviant} takes it
   * @param description what it does wrong
   * @param meant the judgements that have to fail on it
   * @param others cases that failed as well
   */
  public record Deviant(String name, String description, List<Meant> meant, List<Other> others) {

    public Deviant {
      meant = List.copyOf(meant);
      others = List.copyOf(others);
    }

    /** Whether each judgement that has to notice it did. */
    public boolean isCaught() {
      return meant.stream().allMatch(Meant::isCaught);
    }

    /** Cases that failed and of which nobody has said that they may. */
    public List<Other> unexpected() {
      return others.stream().filter(other -> !other.isKnown()).toList();
    }
  }

  /**
   * A judgement that has to fail.
   *
   * @param demand of the statement
   * @param verdict of that judgement; NOT_RUN if the case did not get there
   * @param reason why it failed, or why it did not
   */
  public record Meant(
      String caseId, Statement statement, String demand, Verdict verdict, String reason) {

    public boolean isCaught() {
      return verdict == Verdict.FAIL;
    }
  }

  /**
   * A case that failed beside those.
   *
   * @param isKnown whether the deviant lists it, because it has to judge the same fault
   */
  public record Other(String caseId, MqttVersion version, boolean isKnown, String reason) {}

  /** How many deviants were caught. */
  public long caught() {
    return deviants.stream().filter(Deviant::isCaught).count();
  }

  /** How many judgements had to fail. */
  public long judgements() {
    return deviants.stream().mapToLong(each -> each.meant().size()).sum();
  }

  /** How many of them did. */
  public long failed() {
    return deviants.stream()
        .flatMap(each -> each.meant().stream())
        .filter(Meant::isCaught)
        .count();
  }

  /** How many cases failed that nobody expected to. */
  public long unexpected() {
    return deviants.stream().mapToLong(each -> each.unexpected().size()).sum();
  }

  /** Whether all is as it should be. */
  public boolean holds() {
    return caught() == deviants.size() && unexpected() == 0;
  }

  /** What there is to say, in one sentence. */
  public String sentence() {
    String sentence = "Catches " + caught() + " of " + deviants.size()
        + " brokers that are wrong on purpose, by " + failed() + " of " + judgements()
        + " judgements that have to fail.";
    return unexpected() == 0
        ? sentence
        : sentence + " " + unexpected() + (unexpected() == 1 ? " failure" : " failures")
            + " beside them that nobody expected.";
  }
}
