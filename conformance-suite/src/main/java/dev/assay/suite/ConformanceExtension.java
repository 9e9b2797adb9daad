package dev.assay.suite;

import dev.assay.spec.CaseResult;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * Runs each case once for every version that it judges and the target speaks, and tells JUnit how it went. A version that is
 * not spoken yields no invocation. Finds what the run is about where {@link ConformanceRun} left it: in the launcher session.
 */
final class ConformanceExtension implements TestTemplateInvocationContextProvider {
  static final Namespace NAMESPACE = Namespace.create("dev.assay.suite");
  static final String RUN = "run";

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public boolean mayReturnZeroTestTemplateInvocationContexts(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    RunContext run =
        context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE).get(RUN, RunContext.class);
    if (run == null) {
      throw new IllegalStateException("conformance cases are run by ConformanceRun");
    }
    return CaseCatalogue.of(context.getRequiredTestMethod()).stream()
        .flatMap(info -> executions(info, run));
  }

  private static Stream<TestTemplateInvocationContext> executions(CaseInfo info, RunContext run) {
    return info.versions().stream()
        .filter(run.versions()::contains)
        .filter(version -> run.settings().selection().wants(info, version))
        .map(version -> new Execution(run, info, version));
  }

  private record Execution(RunContext run, CaseInfo info, MqttVersion version)
      implements TestTemplateInvocationContext {

    @Override
    public String getDisplayName(int invocationIndex) {
      return info.id() + " [" + version + "]";
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new Arguments(), new Player(run, info, version));
    }
  }

  /** Stands in for the real arguments, which each attempt makes anew. */
  private static final class Arguments implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return true;
    }

    @Override
    @SuppressWarnings(
        "NullAway") // the case never sees this argument: Player calls it with those of the attempt
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return null;
    }
  }

  /** Plays a case, again if it fails, and hands the result on. */
  private record Player(RunContext run, CaseInfo info, MqttVersion version)
      implements InvocationInterceptor {

    @Override
    public void interceptTestTemplateMethod(
        Invocation<Void> invocation,
        ReflectiveInvocationContext<Method> context,
        ExtensionContext extensionContext) {
      invocation.skip();
      Object subject = context.getTarget().orElseThrow();
      Attempt.Body body =
          arguments -> ReflectionSupport.invokeMethod(context.getExecutable(), subject, arguments);
      CaseResult result = run.turns()
          .play(() ->
              Retry.play(new Attempt(run, info, version), body, run.settings().retries()));
      if (run.isStopping()) {
        awaitTheEnd();
      }
      run.sink().ended(result);
      tellJUnit(result);
    }

    /** The JVM is on its way out: a case that was cut off is no result, and no other one is to begin. */
    private static void awaitTheEnd() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static void tellJUnit(CaseResult result) {
      String message = result.verdict() + ": " + result.reason();
      if (result.verdict() == Verdict.FAIL || result.verdict() == Verdict.ERROR) {
        throw new AssertionFailedError(message);
      }
      if (result.verdict() != Verdict.PASS
          && result.verdict() != Verdict.WARN
          && result.verdict() != Verdict.INFO) {
        throw new TestAbortedException(message);
      }
    }
  }
}
