package dev.assay.reports;

/** What a benchmark was measured by; less is better in each. */
public enum Quantity {
  /** Processor time of the measuring thread: hardly moved by what else runs on the machine. */
  THREAD_CPU("thread-CPU time", "ns", "ns/op"),
  /** Time on the wall: on a shared machine, of little worth. */
  WALL_CLOCK("wall-clock time", "ns", "ns/op"),
  /** Heap that one filter of a subscription tree takes. */
  MEMORY("memory", "B", "B/filter");

  private final String words;
  private final String unit;
  private final String rate;

  Quantity(String words, String unit, String rate) {
    this.words = words;
    this.unit = unit;
    this.rate = rate;
  }

  /** What it is called. */
  public String words() {
    return words;
  }

  /** The unit of a figure that stands alone. */
  public String unit() {
    return unit;
  }

  /** The unit with what it counts for. */
  public String rate() {
    return rate;
  }
}
