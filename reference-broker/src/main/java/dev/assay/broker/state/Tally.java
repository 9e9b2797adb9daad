package dev.assay.broker.state;

/** How many deliveries wait for all clients together. */
final class Tally {
  private int count;

  int count() {
    return count;
  }

  void add(int more) {
    count += more;
  }
}
