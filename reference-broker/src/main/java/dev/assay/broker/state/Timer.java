package dev.assay.broker.state;

/** Something to do at a certain time, unless it is cancelled before. */
public final class Timer implements Comparable<Timer> {
  private final Timers home;
  private final long atMillis;
  private final long serial;
  private final Runnable action;

  Timer(Timers home, long atMillis, long serial, Runnable action) {
    this.home = home;
    this.atMillis = atMillis;
    this.serial = serial;
    this.action = action;
  }

  long atMillis() {
    return atMillis;
  }

  void run() {
    action.run();
  }

  /** Has no effect on a timer that ran. */
  public void cancel() {
    home.remove(this);
  }

  /** Earlier ones first; of the same time the one that was set first. */
  @Override
  public int compareTo(Timer other) {
    int byTime = Long.compare(atMillis, other.atMillis);
    return byTime != 0 ? byTime : Long.compare(serial, other.serial);
  }
}
