package dev.assay.broker.state;

/** What all sessions have together. */
final class Tally {
  private int present;
  private int subscriptions;
  private int inFlight;
  private int waiting;

  /** How many clients are connected. */
  int present() {
    return present;
  }

  void addPresent(int more) {
    present += more;
  }

  int subscriptions() {
    return subscriptions;
  }

  void addSubscriptions(int more) {
    subscriptions += more;
  }

  /** How many deliveries are not completely acknowledged. */
  int inFlight() {
    return inFlight;
  }

  void addInFlight(int more) {
    inFlight += more;
  }

  /** How many deliveries wait. */
  int waiting() {
    return waiting;
  }

  void addWaiting(int more) {
    waiting += more;
  }
}
