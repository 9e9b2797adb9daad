package dev.assay.suite;

import dev.assay.client.BrokerUrl;
import dev.assay.spec.CaseResult;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.ResultSink;
import dev.assay.spec.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * The suite as tests of somebody's own build: one test for each execution of a case, in a container for each subject.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicNode> keepsTheStandard() throws TargetProblem {
 *   return ConformanceTests.ofSystemProperties();   // -Dassay.url=mqtt://127.0.0.1:1883
 * }
 * }</pre>
 *
 * <p>The whole run is played when the factory is called, as {@code assay conformance} plays it; the tests tell how it went. PASS, WARN
 * and INFO are a test that passes, NOT_EXERCISED is one that is skipped with its reason, and FAIL, INCONCLUSIVE and ERROR fail.
 */
public final class ConformanceTests {
  /** The system property that names the broker, such as {@code mqtt://127.0.0.1:1883}; user name and password may stand in it. */
  public static final String URL_PROPERTY = "assay.url";

  /** The system property that chooses cases: globs with commas between them, such as {@code connect/*,will/*}; absent for all. */
  public static final String CASE_PROPERTY = "assay.case";

  private ConformanceTests() {}

  /**
   * Against the broker that {@value #URL_PROPERTY} names.
   *
   * @throws IllegalStateException if the property is absent
   * @throws IllegalArgumentException if it is no URL of a broker, with what was expected and found
   * @throws TargetProblem if the broker cannot be judged
   */
  public static Stream<DynamicNode> ofSystemProperties() throws TargetProblem {
    return of(System.getProperty(URL_PROPERTY));
  }

  static Stream<DynamicNode> of(@Nullable String url) throws TargetProblem {
    if (url == null || url.isBlank()) {
      throw new IllegalStateException("system property " + URL_PROPERTY
          + ": absent, expected the URL of a broker, such as mqtt://127.0.0.1:1883");
    }
    return against(chosen(RunSettings.of(BrokerUrl.parse(url))));
  }

  /** These settings, with the cases that {@value #CASE_PROPERTY} chooses, if it is there. */
  public static RunSettings chosen(RunSettings settings) {
    return chosen(settings, System.getProperty(CASE_PROPERTY));
  }

  static RunSettings chosen(RunSettings settings, @Nullable String globs) {
    return globs == null || globs.isBlank()
        ? settings
        : settings.withCases(List.of(globs.trim().split("\\s*,\\s*", -1)));
  }

  /**
   * As the settings say.
   *
   * @throws IllegalArgumentException if no case is chosen, or none judges the versions that the broker speaks
   * @throws TargetProblem if the broker cannot be judged
   */
  public static Stream<DynamicNode> against(RunSettings settings) throws TargetProblem {
    Results results = new Results();
    ConformanceRun.of(settings, results).run();
    Map<String, List<CaseResult>> bySubject = results.ended().stream()
        .sorted(Comparator.comparing(CaseResult::caseId).thenComparing(CaseResult::version))
        .collect(Collectors.groupingBy(
            result -> result.caseId().substring(0, result.caseId().indexOf('/')),
            TreeMap::new,
            Collectors.toList()));
    if (bySubject.isEmpty()) {
      throw new IllegalArgumentException("no case to play for " + settings.selection()
          + ", expected some: `assay conformance --list` shows all");
    }
    return bySubject.entrySet().stream()
        .map(subject -> DynamicContainer.dynamicContainer(
            subject.getKey(), subject.getValue().stream().map(ConformanceTests::test)));
  }

  private static DynamicTest test(CaseResult result) {
    return DynamicTest.dynamicTest(
        result.caseId() + " [" + result.version() + "]", () -> tell(result));
  }

  private static void tell(CaseResult result) {
    String statements =
        result.statements().stream().map(Statement::citation).collect(Collectors.joining(", "));
    String words =
        result.verdict() + ": " + result.title() + " (" + statements + ") " + result.reason();
    switch (result.verdict()) {
      case PASS, WARN, INFO -> {}
      case NOT_EXERCISED -> throw new TestAbortedException(words);
      default ->
        throw new AssertionFailedError(
            words + " Repeat: " + result.reproducer(),
            String.join(", or ", result.expected()),
            result.actual());
    }
  }

  private static final class Results implements ResultSink {
    private final List<CaseResult> ended = new ArrayList<>();

    @Override
    public void profiled(List<ProfileFact> profile) {
      // a test has no place for it
    }

    @Override
    public void planned(int executions) {
      // all that are planned end, or the run itself throws
    }

    @Override
    public synchronized void ended(CaseResult result) {
      ended.add(result);
    }

    synchronized List<CaseResult> ended() {
      return List.copyOf(ended);
    }
  }
}
