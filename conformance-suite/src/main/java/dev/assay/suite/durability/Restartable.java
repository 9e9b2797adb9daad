package dev.assay.suite.durability;

import dev.assay.client.BrokerUrl;

/** A broker that can be ended and started again on the data that it left. */
public interface Restartable {

  /** Where it listens, over plain TCP: the same after each start. */
  BrokerUrl url();

  /**
   * Ends it as its operator would.
   *
   * @return whether it ended by itself in the time that it is given; if not, it was killed
   */
  boolean stop();

  /** Ends its processes at once, as a crash would (SIGKILL). */
  void kill();

  /**
   * Starts it again, with the same data, and returns once it answers.
   *
   * @throws NotBack if it does not come
   */
  void start() throws NotBack;

  /** A broker that does not come back. The message is one line for people: what was expected, what was found. */
  final class NotBack extends Exception {
    private static final long serialVersionUID = 1;

    public NotBack(String line) {
      super(line);
    }
  }
}
