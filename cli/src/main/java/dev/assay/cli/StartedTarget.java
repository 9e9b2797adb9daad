package dev.assay.cli;

import dev.assay.broker.net.Transport;
import dev.assay.cli.targets.RunningTarget;
import dev.assay.cli.targets.Target;
import dev.assay.cli.targets.TargetException;

/** A real broker that is started for one command and stopped with it, also by Ctrl-C. */
final class StartedTarget implements AutoCloseable {
  private final Target target;
  private final RunningTarget running;
  private final Thread stop;

  private StartedTarget(Target target, RunningTarget running) {
    this.target = target;
    this.running = running;
    this.stop = new Thread(running::close, "assay-target-stop");
  }

  /**
   * Starts it and says so under this name.
   *
   * @throws Problem if it does not start
   */
  static StartedTarget start(Target target, String name, Terminal terminal) {
    terminal.err().println("assay: starting " + name);
    StartedTarget started = new StartedTarget(target, TargetsCommand.start(target));
    Runtime.getRuntime().addShutdownHook(started.stop);
    return started;
  }

  RunningTarget running() {
    return running;
  }

  /** Whether it is a process of this machine, which nobody else uses and which can be started again. */
  boolean isOurs() {
    return running.pid() >= 0;
  }

  /**
   * Where it listens.
   *
   * @param option what asks for it, for the message
   * @throws Problem if it does not listen over that transport
   */
  String url(Transport transport, String option) {
    String at = running.urls().get(transport.text());
    if (at == null) {
      throw Problem.usage(option + ": expected a target that listens on " + transport.text()
          + ", found " + String.join(", ", running.urls().keySet()) + " of " + target.label());
    }
    return at;
  }

  /**
   * Starts it again after it has stopped serving; false if it does not come up. It forgets everything: what it was brought down by
   * may be in its store. Once it was closed, as by Ctrl-C, nobody is told that it is gone.
   */
  boolean startAgain(String obituary, Terminal terminal) {
    if (running.isClosed()) {
      return false;
    }
    terminal.err().println("assay: starting it again, since " + obituary);
    try {
      running.restartAfresh();
      return true;
    } catch (TargetException e) {
      if (!running.isClosed()) {
        terminal.err().println("assay: it does not start again: " + e.getMessage());
      }
      return false;
    }
  }

  @Override
  public void close() {
    running.close();
    Hooks.forget(stop);
  }
}
