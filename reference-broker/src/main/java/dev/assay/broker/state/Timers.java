package dev.assay.broker.state;

import java.util.TreeSet;

/** What is to be done later, by the time that the shell tells. */
public final class Timers {
  private final TreeSet<Timer> timers = new TreeSet<>();
  private long nowMillis;
  private long serial;

  /** Milliseconds since the shell's origin. */
  public long nowMillis() {
    return nowMillis;
  }

  /** Does {@code action} once that many milliseconds have passed. */
  public Timer after(long millis, Runnable action) {
    return at(nowMillis + millis, action);
  }

  /** Does {@code action} once it is that late, and when time passes next if it is already. */
  public Timer at(long millis, Runnable action) {
    Timer timer = new Timer(this, millis, serial++, action);
    timers.add(timer);
    return timer;
  }

  /** It is now this late; what is due waits for {@link #advanceTo}. */
  public void setNowMillis(long millis) {
    nowMillis = Math.max(nowMillis, millis);
  }

  /** It is now this late: does what is due, in the order in which it became due. */
  public void advanceTo(long millis) {
    setNowMillis(millis);
    while (!timers.isEmpty() && timers.first().atMillis() <= nowMillis) {
      timers.pollFirst().run();
    }
  }

  /** How many wait to be done. */
  public int count() {
    return timers.size();
  }

  void remove(Timer timer) {
    timers.remove(timer);
  }
}
