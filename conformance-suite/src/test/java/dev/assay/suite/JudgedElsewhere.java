package dev.assay.suite;

import dev.assay.spec.CaseResult;
import dev.assay.spec.Judgement;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a result says that another case judges what it met, that case is held to it: there, the target does not pass. */
final class JudgedElsewhere {
  private static final Pattern REASON =
      Pattern.compile("which (?<cases>[a-z0-9-]+/[a-z0-9-]+(?: and [a-z0-9-]+/[a-z0-9-]+)*) judge");

  private JudgedElsewhere() {}

  /** One line for each reason that names a case which passed in the same run and version. */
  static List<String> untrue(List<CaseResult> results) {
    Set<String> passed = results.stream()
        .filter(result -> result.verdict() == Verdict.PASS)
        .map(result -> key(result.caseId(), result.version()))
        .collect(Collectors.toSet());
    return results.stream()
        .flatMap(result -> reasons(result)
            .flatMap(reason -> named(reason)
                .filter(id -> passed.contains(key(id, result.version())))
                .map(id -> key(result.caseId(), result.version()) + " says \"" + reason
                    + "\", but there it passed")))
        .distinct()
        .toList();
  }

  private static Stream<String> reasons(CaseResult result) {
    return Stream.concat(
        Stream.of(String.valueOf(result.reason())),
        result.judgements().stream().map(Judgement::reason));
  }

  private static Stream<String> named(String reason) {
    Matcher matcher = REASON.matcher(reason);
    return matcher
        .results()
        .map(found -> found.group(1))
        .map(cases -> cases.split(" and "))
        .flatMap(Stream::of);
  }

  private static String key(String caseId, MqttVersion version) {
    return caseId + " " + version;
  }
}
