package dev.assay.cli;

/** What is done when the JVM is asked to stop. */
final class Hooks {
  private Hooks() {}

  /** Does not do it any more, unless it is being done already. */
  static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      // whoever asked the JVM to stop also started the hook, which finds nothing left to do
      return;
    }
  }
}
