package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spec.CaseResult;
import dev.assay.spec.Close;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A target that stops serving in mid-run is started again, and whoever did it is found without harm to others. */
@Timeout(30)
class TurnsTest {
  private static final int PLACES = 16;

  private final Vitals vitals = new Vitals();
  private final AtomicBoolean serves = new AtomicBoolean(true);
  private final AtomicInteger atWork = new AtomicInteger();
  private final Map<String, Integer> played = new TreeMap<>();

  @Test
  void executionThatBringsTheTargetDownIsFoundAndTheOthersAreJudged() throws Exception {
    Turns turns = new Turns(PLACES, 1, vitals, this::revive);

    List<CaseResult> results = playAll(turns);

    assertThat(results.get(0).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(results.get(0).reason()).isEqualTo("accused beside 0 others");
    assertThat(results.subList(1, PLACES))
        .extracting(CaseResult::verdict)
        .containsOnly(Verdict.PASS);
    assertThat(results.get(0).inconclusiveBefore())
        .as("beside all, beside few, and alone")
        .isEqualTo(3);
    assertThat(turns.obituaries()).hasSize(4);
    assertThat(vitals.obituary()).isNull();
  }

  @Test
  void withoutSomebodyWhoStartsItAgainTheTargetStaysDead() throws Exception {
    Turns turns = new Turns(PLACES, 1, vitals, null);

    List<CaseResult> results = playAll(turns);

    assertThat(results).extracting(CaseResult::verdict).doesNotContain(Verdict.FAIL);
    assertThat(played.values()).containsOnly(1);
    assertThat(vitals.obituary()).contains("nobody is served");
    assertThat(turns.obituaries()).isEmpty();
  }

  @Test
  void targetThatDoesNotComeUpAgainIsAskedForOnce() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Turns turns = new Turns(PLACES, 1, vitals, obituary -> {
      asked.incrementAndGet();
      return false;
    });

    List<CaseResult> results = playAll(turns);

    assertThat(asked).hasValue(1);
    assertThat(results).extracting(CaseResult::verdict).doesNotContain(Verdict.FAIL);
    assertThat(vitals.obituary()).contains("nobody is served");
  }

  @Test
  void targetThatDiesOfEveryCaseIsGivenUp() {
    Turns turns = new Turns(1, 1, vitals, this::revive);

    for (int i = 0; i < Turns.REVIVALS_MAX; i++) {
      String name = "killer" + i;
      turns.play(() -> kill(name));
    }

    assertThat(turns.obituaries()).hasSize(Turns.REVIVALS_MAX);
    assertThat(vitals.obituary()).isNotNull();
  }

  @Test
  void eachRunThatSharesTheTargetMayHaveItStartedAgain() {
    Turns turns = new Turns(1, 2, vitals, this::revive);

    for (int i = 0; i < Turns.REVIVALS_MAX; i++) {
      String name = "killer" + i;
      turns.play(() -> kill(name));
    }

    assertThat(turns.obituaries()).hasSizeGreaterThan(Turns.REVIVALS_MAX);
  }

  @Test
  void whoeverIsAtWorkWhenTheTargetDiesNeedNotWaitForAnAnswer() {
    Turns turns = new Turns(1, 1, vitals, this::revive);

    turns.play(() -> {
      assertThat(turns.awaitsRevival()).isFalse();
      CaseResult killed = kill("killer");
      assertThat(turns.awaitsRevival()).isEqualTo(turns.obituaries().size() < Turns.REVIVALS_MAX);
      return killed;
    });

    assertThat(turns.awaitsRevival()).isFalse();
    assertThat(new Turns(1, 1, vitals, null).canRevive()).isFalse();
  }

  private boolean revive(String obituary) {
    assertThat(obituary).contains("nobody is served");
    assertThat(atWork).as("executions at work while the target is started").hasValue(0);
    serves.set(true);
    return true;
  }

  /** As many executions as there are places; the first one brings the target down while all are there. */
  private List<CaseResult> playAll(Turns turns) throws Exception {
    CyclicBarrier allThere = new CyclicBarrier(PLACES);
    CyclicBarrier died = new CyclicBarrier(PLACES);
    ExecutorService threads = Executors.newFixedThreadPool(PLACES);
    try {
      List<Future<CaseResult>> futures = new ArrayList<>();
      for (int i = 0; i < PLACES; i++) {
        String name = "case" + i;
        Supplier<CaseResult> one = i == 0 ? () -> kill(name) : () -> look(name);
        futures.add(threads.submit(() -> turns.play(() -> {
          boolean first = count(name) == 1;
          atWork.incrementAndGet();
          vitals.begun(name);
          if (first) {
            await(allThere);
          }
          if (first && !name.equals("case0")) {
            await(died);
          }
          CaseResult result = one.get();
          if (first && name.equals("case0")) {
            await(died);
          }
          vitals.ended(name);
          atWork.decrementAndGet();
          return result;
        })));
      }
      List<CaseResult> results = new ArrayList<>();
      for (Future<CaseResult> future : futures) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private synchronized int count(String name) {
    return played.merge(name, 1, Integer::sum);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of several that run it is not known who did it; one more complaint makes the target a dead one. */
  private CaseResult kill(String name) {
    serves.set(false);
    boolean accused = vitals.notServing(name, "nobody is served");
    if (!accused) {
      vitals.notServing(name + " again", "nobody is served");
    }
    return accused
        ? result(Verdict.FAIL, "accused beside " + (Math.max(1, atWork.get()) - 1) + " others")
        : result(Verdict.INCONCLUSIVE, "");
  }

  private CaseResult look(String name) {
    boolean served = serves.get();
    if (!served) {
      vitals.notServing(name, "nobody is served");
    }
    return result(served ? Verdict.PASS : Verdict.INCONCLUSIVE, "");
  }

  private static CaseResult result(Verdict verdict, String reason) {
    return new CaseResult(
        "a/case",
        "",
        "",
        MqttVersion.V5,
        "tcp",
        List.of(),
        verdict,
        null,
        Close.OPEN,
        List.of(),
        List.of(),
        "",
        reason,
        0,
        List.of(),
        "",
        List.of(),
        0);
  }
}
