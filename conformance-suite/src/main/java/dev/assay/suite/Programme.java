package dev.assay.suite;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.Constants;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.engine.support.store.Namespace;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.AssertionFailedError;

/**
 * Plays the cases of a run, by JUnit. Those that wait for seconds begin at once and beside the others, so that nothing is left to
 * wait for when all else is done; those that disturb others, or are disturbed, have the target for themselves at the end. Where a
 * target is judged over several transports, the next run begins when of the one before only those are left that wait. How many
 * there are at a time, of whichever kind and run, is said by {@link Turns}.
 *
 * <pre>
 *   over tcp:  waiting for seconds  -----------
 *              all others           -------                          alone: -
 *   over tls:  waiting for seconds         -----------
 *              all others                  --------                         alone: -
 * </pre>
 */
final class Programme {
  /** Of four places, those that wait have three at most: the others keep the processor busy meanwhile. */
  private static final int QUARTERS_THAT_WAIT = 3;

  private final RunContext context;
  private final OwnFaults faults = new OwnFaults();
  private final Thread waiting;

  private Programme(RunContext context) {
    this.context = context;
    this.waiting = new Thread(
        () -> play(
            Math.max(1, places() * QUARTERS_THAT_WAIT / 4),
            method -> !isAlone(method) && takesSeconds(method)),
        "assay-waiting-cases");
    waiting.setUncaughtExceptionHandler((thread, thrown) -> faults.thrown.add(thrown));
  }

  /**
   * Ends when all have ended.
   *
   * @param runs of one target, which take {@link Turns} with each other
   * @throws IllegalStateException if the suite itself is at fault
   */
  static void playAll(List<RunContext> runs) {
    List<Programme> programmes = runs.stream().map(Programme::new).toList();
    try {
      for (Programme each : programmes) {
        each.waiting.start();
        each.play(each.places(), method -> !isAlone(method) && !takesSeconds(method));
      }
    } finally {
      programmes.forEach(each -> join(each.waiting));
    }
    programmes.forEach(each -> each.play(1, Programme::isAlone));
    programmes.forEach(each -> each.faults.complain());
  }

  private int places() {
    return context.settings().workersAtATime();
  }

  private static boolean isAlone(Method method) {
    return method.getDeclaringClass().isAnnotationPresent(Isolated.class);
  }

  private static boolean takesSeconds(Method method) {
    ConformanceCase declared = method.getAnnotation(ConformanceCase.class);
    return declared != null && declared.takesSeconds();
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void play(int atATime, Predicate<Method> which) {
    LauncherConfig config = LauncherConfig.builder()
        .enableTestEngineAutoRegistration(false)
        .enableLauncherSessionListenerAutoRegistration(false)
        .enableLauncherDiscoveryListenerAutoRegistration(false)
        .enableTestExecutionListenerAutoRegistration(false)
        .enablePostDiscoveryFilterAutoRegistration(false)
        .addTestEngines(new JupiterTestEngine())
        .build();
    LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
        .selectors(DiscoverySelectors.selectPackage(CaseCatalogue.PACKAGE))
        .filters((PostDiscoveryFilter) descriptor ->
            FilterResult.includedIf(methodOf(descriptor).filter(which).isPresent()))
        .enableImplicitConfigurationParameters(false)
        .configurationParameter(
            Constants.PARALLEL_EXECUTION_ENABLED_PROPERTY_NAME, Boolean.toString(atATime > 1))
        .configurationParameter(Constants.DEFAULT_EXECUTION_MODE_PROPERTY_NAME, "concurrent")
        .configurationParameter(
            Constants.DEFAULT_CLASSES_EXECUTION_MODE_PROPERTY_NAME, "concurrent")
        .configurationParameter(
            Constants.PARALLEL_CONFIG_EXECUTOR_SERVICE_PROPERTY_NAME, "WORKER_THREAD_POOL")
        .configurationParameter(Constants.PARALLEL_CONFIG_STRATEGY_PROPERTY_NAME, "fixed")
        .configurationParameter(
            Constants.PARALLEL_CONFIG_FIXED_PARALLELISM_PROPERTY_NAME, Integer.toString(atATime))
        .build();
    try (LauncherSession session = LauncherFactory.openSession(config)) {
      session
          .getStore()
          .put(Namespace.create("dev.assay.suite"), ConformanceExtension.RUN, context);
      session.getLauncher().execute(request, faults);
    }
  }

  private static Optional<Method> methodOf(TestDescriptor descriptor) {
    return descriptor
        .getSource()
        .filter(MethodSource.class::isInstance)
        .map(source -> ((MethodSource) source).getJavaMethod());
  }

  /** What went wrong outside of a case's own verdict: a class that does not load, an extension that throws. */
  private static final class OwnFaults implements TestExecutionListener {
    private final ConcurrentLinkedQueue<Throwable> thrown = new ConcurrentLinkedQueue<>();

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
      result
          .getThrowable()
          .filter(t -> result.getStatus() == TestExecutionResult.Status.FAILED)
          .filter(t -> !(t instanceof AssertionFailedError))
          .ifPresent(thrown::add);
    }

    void complain() {
      Throwable first = thrown.peek();
      if (first != null) {
        throw new IllegalStateException("the suite itself is at fault: " + first, first);
      }
    }
  }
}
