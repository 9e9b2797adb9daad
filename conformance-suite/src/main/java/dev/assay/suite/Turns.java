package dev.assay.suite;

import dev.assay.spec.CaseResult;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is. As long as the target lives, everybody comes at once. Once it has stopped serving, nobody new begins; when those
 * who were at work have ended, the target is started again, and they are played once more, since a dying broker says nothing about
 * any statement. Whoever was there when it died plays among few the next time, and then alone: so the one that brings it down is
 * found, and the others are judged. Used by many threads.
 *
 * <pre>
 *   first turn: beside all others --died--> beside few --died--> alone --died--> alone --died--> judged by that
 * </pre>
 */
final class Turns {
  private static final int FEW = 8;
  private static final int DEATHS_MAX = 4;

  /** For each run. Each costs the time in which a silent broker is told from a busy one. */
  static final int REVIVALS_MAX = 12;

  private final int places;
  private final int revivalsMax;
  private final Vitals vitals;
  private final @Nullable Revival revival;
  // how many wait, by the places that they take
  private final NavigableMap<Integer, Integer> waiting = new TreeMap<>();
  private final List<String> obituaries = new ArrayList<>();
  private int taken;
  private boolean given;

  /**
   * @param places how many executions there are at a time at most, at least 1
   * @param runs how many share the target, at least 1
   * @param revival who starts the target again, or null if nobody can
   */
  Turns(int places, int runs, Vitals vitals, @Nullable Revival revival) {
    this.places = places;
    this.revivalsMax = runs * REVIVALS_MAX;
    this.vitals = vitals;
    this.revival = revival;
  }

  /** Whether the target lives. */
  Vitals vitals() {
    return vitals;
  }

  /** Why the target was started again, each time. */
  synchronized List<String> obituaries() {
    return List.copyOf(obituaries);
  }

  /** Whether somebody can start the target again. */
  boolean canRevive() {
    return revival != null;
  }

  /** Plays an execution; again, if the target died under it and could be brought back. */
  CaseResult play(Supplier<CaseResult> execution) {
    List<CaseResult> cutOff = new ArrayList<>();
    while (true) {
      int room = room(cutOff.size());
      enter(room);
      CaseResult result;
      boolean died;
      try {
        result = execution.get();
      } finally {
        died = leave(room);
      }
      if (!died || cutOff.size() + 1 == DEATHS_MAX) {
        return Retry.behind(cutOff, result);
      }
      cutOff.add(result);
    }
  }

  /** How many places an execution takes under which the target died so often. */
  private int room(int deaths) {
    return switch (deaths) {
      case 0 -> 1;
      case 1 -> Math.max(1, places / FEW);
      default -> places;
    };
  }

  private synchronized void enter(int room) {
    waiting.merge(room, 1, Integer::sum);
    boolean interrupted = false;
    // who needs less room goes first: who has to be alone would make all others wait until it is
    while (waiting.firstKey() < room || taken + room > places || awaitsRevival()) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    waiting.computeIfPresent(room, (same, count) -> count == 1 ? null : count - 1);
    taken += room;
    notifyAll();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the target died and comes back; the last one who leaves brings it back. */
  private synchronized boolean leave(int room) {
    taken -= room;
    boolean died = awaitsRevival();
    String obituary = vitals.obituary();
    if (died && taken == 0 && obituary != null && revival != null) {
      if (revival.revive(obituary)) {
        obituaries.add(obituary);
        vitals.revived();
      } else {
        given = true;
      }
    }
    notifyAll();
    return died && !given;
  }

  /** Whether the target died and is to be started again, so that nothing of what is at work will be believed. */
  synchronized boolean awaitsRevival() {
    return revival != null
        && !given
        && vitals.obituary() != null
        && obituaries.size() < revivalsMax;
  }
}
