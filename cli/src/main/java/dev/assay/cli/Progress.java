package dev.assay.cli;

import dev.assay.spec.CaseResult;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.ResultSink;
import dev.assay.spec.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Says how far a run is: one line that changes where a person watches, two quiet lines elsewhere. */
final class Progress implements ResultSink {
  private static final String CLEAR_LINE = "\r\u001B[K";
  private static final long REDRAW_NANOS = 50_000_000;

  private final Terminal terminal;
  private final String target;
  private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
  private int planned;
  private int ended;
  private long drawnNanos = System.nanoTime() - REDRAW_NANOS;
  private boolean over;

  Progress(Terminal terminal, String target) {
    this.terminal = terminal;
    this.target = target;
  }

  @Override
  public synchronized void profiled(List<ProfileFact> profile) {
    say("judging " + target);
  }

  @Override
  public synchronized void planned(int executions) {
    planned = executions;
    if (!terminal.live()) {
      say(executions + " executions");
    }
  }

  @Override
  public synchronized void ended(CaseResult result) {
    ended++;
    counts.merge(result.verdict(), 1, Integer::sum);
    long now = System.nanoTime();
    if (terminal.live() && !over && now - drawnNanos >= REDRAW_NANOS) {
      drawnNanos = now;
      draw();
    }
  }

  private void draw() {
    StringBuilder line = new StringBuilder().append(ended).append('/').append(planned);
    counts.forEach(
        (verdict, count) -> line.append("  ").append(count).append(' ').append(verdict));
    terminal.err().print(CLEAR_LINE + Lines.cut(line.toString(), terminal.columns() - 1));
    terminal.err().flush();
  }

  private void say(String words) {
    terminal.err().println("assay: " + Lines.harmless(words));
  }

  /** Takes the changing line away. Nothing is drawn afterwards. */
  synchronized void close() {
    if (terminal.live() && !over && ended > 0) {
      terminal.err().print(CLEAR_LINE);
      terminal.err().flush();
    }
    over = true;
  }
}
