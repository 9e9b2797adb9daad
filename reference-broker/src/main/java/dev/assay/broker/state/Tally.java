package dev.assay.broker.state;

/** What all sessions have together. */
final class Tally {
  private int present;
  private int presentMax;
  private int subscriptions;
  private long subscriptionBytes;
  private int sharedSubscriptions;
  private int inFlight;
  private long inFlightBytes;
  private int waiting;
  private long waitingBytes;
  private long willBytes;
  private long nameBytes;
  private long unreleasedBytes;
  private long overheadBytes;

  /** How many clients are connected. */
  int present() {
    return present;
  }

  /** How many clients were connected at a time, at the most. */
  int presentMax() {
    return presentMax;
  }

  void addPresent(int more) {
    present += more;
    presentMax = Math.max(presentMax, present);
  }

  int subscriptions() {
    return subscriptions;
  }

  /** About what they take, in bytes. */
  long subscriptionBytes() {
    return subscriptionBytes;
  }

  void addSubscription(SessionSubscription subscription) {
    subscriptions++;
    subscriptionBytes += SessionSubscription.keptBytes(subscription.filter());
  }

  void removeSubscription(SessionSubscription subscription) {
    subscriptions--;
    subscriptionBytes -= SessionSubscription.keptBytes(subscription.filter());
  }

  /** How many of the subscriptions are shared. */
  int sharedSubscriptions() {
    return sharedSubscriptions;
  }

  void addSharedSubscriptions(int more) {
    sharedSubscriptions += more;
  }

  /** How many deliveries are not completely acknowledged. */
  int inFlight() {
    return inFlight;
  }

  /** How many bytes the messages of these have, each counted for every client to which it is under way. */
  long inFlightBytes() {
    return inFlightBytes;
  }

  void addInFlight(Delivery delivery) {
    inFlight++;
    inFlightBytes += delivery.message().sizeBytes();
    overheadBytes += delivery.overheadBytes();
  }

  void removeInFlight(Delivery delivery) {
    inFlight--;
    inFlightBytes -= delivery.message().sizeBytes();
    overheadBytes -= delivery.overheadBytes();
  }

  /** What the deliveries that wait or are in flight take beside their messages, in bytes. */
  long overheadBytes() {
    return overheadBytes;
  }

  /** What awaits its PUBREL takes, in bytes, with the messages that are passed on then. */
  long unreleasedBytes() {
    return unreleasedBytes;
  }

  void addUnreleasedBytes(long more) {
    unreleasedBytes += more;
  }

  /** How many bytes the wills have. */
  long willBytes() {
    return willBytes;
  }

  void addWillBytes(long more) {
    willBytes += more;
  }

  /** How many bytes the names of the sessions and of their owners have. */
  long nameBytes() {
    return nameBytes;
  }

  void addNameBytes(long more) {
    nameBytes += more;
  }

  /** How many deliveries wait. */
  int waiting() {
    return waiting;
  }

  /** How many bytes the messages of these have, each counted for every client for which it waits. */
  long waitingBytes() {
    return waitingBytes;
  }

  void addWaiting(Delivery delivery) {
    waiting++;
    waitingBytes += delivery.message().sizeBytes();
    overheadBytes += delivery.overheadBytes();
  }

  void removeWaiting(Delivery delivery) {
    waiting--;
    waitingBytes -= delivery.message().sizeBytes();
    overheadBytes -= delivery.overheadBytes();
  }
}
