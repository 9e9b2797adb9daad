package dev.assay.reports;

import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The departures of a broker that are known and accepted, each with the clause that it departs from and the reason why that is
 * accepted: a YAML list of entries with the keys {@code case}, {@code version}, {@code transport}, {@code verdict}, {@code
 * clause} and {@code reason}.
 *
 * <pre>
 * - case: connect/second-connect-is-refused
 *   version: "5.0"
 *   transport: tcp
 *   verdict: FAIL
 *   clause: 5.0 MQTT-3.1.0-2
 *   reason: fixed upstream, in no release yet
 * </pre>
 *
 * UNSUPPORTED and NOT_EXERCISED need no entry. An entry is stale when its case ran and no longer departs.
 *
 * <p>Where a broker answers now in one way and now in another, {@code verdict} lists what may come, as in {@code [FAIL, PASS]}.
 * Such an entry is unstable: each of these verdicts is as expected, and none makes it stale.
 *
 * <p>What may come now and then at any of many executions, at others in each run, is one {@linkplain Sporadic sporadic} entry.
 * It names the departure that it is for and how many executions of a run may show it, and {@code case} may be a list of globs
 * ({@code *} any characters, {@code ?} one):
 *
 * <pre>
 * - case: [cut-short/*, fixed-header/*]
 *   version: "5.0"
 *   transport: tcp
 *   verdict: [WARN, PASS]
 *   departure: close without a DISCONNECT, which 4.13.1 says SHOULD come first
 *   at-most: 20
 *   clause: 5.0 MQTT-4.13.1-1
 *   reason: its queue is closed before it is empty
 * </pre>
 */
public final class Baseline {
  /** How the reason of a WARN begins that was FAIL before it was repeated. */
  private static final String FAILED_FIRST = "unstable: ";

  /** What the list is made of. */
  sealed interface Item permits Entry, Sporadic {
    /** What tells it from all others of its list. */
    String key();
  }

  /**
   * One accepted departure of one execution.
   *
   * @param verdicts what may come: FAIL, WARN, INCONCLUSIVE or ERROR; of an unstable entry several, others among them
   * @param clause the statements that are departed from, as {@code 5.0 MQTT-3.1.0-2, 5.0:rule}: FAIL and WARN of another one are not accepted
   * @param reason why that is accepted
   */
  public record Entry(
      String caseId,
      MqttVersion version,
      String transport,
      Set<Verdict> verdicts,
      String clause,
      String reason)
      implements Item {

    public Entry {
      verdicts = Collections.unmodifiableSet(EnumSet.copyOf(verdicts));
    }

    /** Whether it is known that this execution does not always end alike. */
    public boolean isUnstable() {
      return verdicts.size() > 1;
    }

    /** What may come, the gravest first: {@code FAIL or PASS}. */
    public String expected() {
      return verdicts.stream().map(Verdict::name).collect(Collectors.joining(" or "));
    }

    /**
     * Whether this is what the entry is for: one of its verdicts, and where something is broken or weak, of no other statement than
     * its clause names.
     */
    boolean accepts(CaseLine result) {
      return verdicts.contains(result.verdict())
          && (!isAboutAClause(result) || clauses().containsAll(Story.deciding(result)));
    }

    private static boolean isAboutAClause(CaseLine result) {
      return result.verdict() == Verdict.FAIL || result.verdict() == Verdict.WARN;
    }

    private Set<String> clauses() {
      return Set.copyOf(List.of(clause.split(",\\s*")));
    }

    /** What is expected instead of this result: the clause too, where the verdict is as it should be. */
    String insteadOf(CaseLine result) {
      return verdicts.contains(result.verdict())
          ? "that of " + clause + " and none of " + String.join(", ", Story.deciding(result))
          : expected();
    }

    /** Case, version and transport, as {@link CaseLine#key()} writes them. */
    @Override
    public String key() {
      return caseId + " " + version.text() + " " + transport;
    }
  }

  /**
   * An accepted departure that comes now and then, at any of many executions. It accepts only what departs in one of these ways
   * and in no other, and nothing at all in a run in which more executions show it than it allows. It is never stale. Where an
   * execution has an entry of its own, what could not be told (INCONCLUSIVE) is all that it accepts besides: that says nothing of
   * whether the other departure is still there.
   *
   * @param cases globs over case ids
   * @param verdicts what may come: PASS, and WARN or INCONCLUSIVE or both
   * @param departures in which ways, as {@link CaseLine.JudgementLine#departures()} has them; globs as well
   * @param executionsMax how many executions of one run may depart so, 1 or more
   * @param clause what is departed from
   * @param reason why that is accepted
   */
  public record Sporadic(
      List<String> cases,
      MqttVersion version,
      String transport,
      Set<Verdict> verdicts,
      List<String> departures,
      int executionsMax,
      String clause,
      String reason)
      implements Item {

    public Sporadic {
      cases = List.copyOf(cases);
      verdicts = Collections.unmodifiableSet(EnumSet.copyOf(verdicts));
      departures = List.copyOf(departures);
    }

    @Override
    public String key() {
      return String.join(", ", cases) + " " + version.text() + " " + transport + ": "
          + String.join(", ", departures);
    }

    /** What it is for, clean for a terminal. */
    public String inWords() {
      return TerminalText.clean("\"" + String.join("\" or \"", departures) + "\"");
    }

    /** Whether {@code result} departs, and as this entry says. */
    boolean isOf(CaseLine result) {
      if (!result.verdict().departs()
          || !verdicts.contains(result.verdict())
          || result.version() != version
          || !result.transport().equals(transport)
          || cases.stream().noneMatch(glob -> matches(glob, result.caseId()))) {
        return false;
      }
      Set<String> found = departuresOf(result);
      return found.stream().noneMatch(way -> way.startsWith(FAILED_FIRST))
          && found.stream()
              .allMatch(way -> departures.stream().anyMatch(glob -> matches(glob, way)));
    }

    /** Of the judgements that decided; a set-up that did not succeed has none. */
    private static Set<String> departuresOf(CaseLine result) {
      Set<String> found = result.judgements().stream()
          .filter(judgement -> judgement.verdict() == result.verdict())
          .flatMap(judgement -> judgement.departures().stream())
          .collect(Collectors.toSet());
      return found.isEmpty() ? Set.of(result.reason()) : found;
    }

    private static boolean matches(String glob, String text) {
      StringBuilder pattern = new StringBuilder();
      for (int i = 0; i < glob.length(); i++) {
        char c = glob.charAt(i);
        pattern.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
      }
      return Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(text).matches();
    }
  }

  /**
   * What a sporadic entry was needed for.
   *
   * @param shown the executions that departed as it says, and not as an entry of their own does
   */
  public record Shown(Sporadic entry, List<CaseLine> shown) {

    /** Whether they are more than the entry allows: then it accepts none of them. */
    public boolean isTooMany() {
      return shown.size() > entry.executionsMax();
    }
  }

  /**
   * A result that the baseline does not accept.
   *
   * @param instead what the baseline has of the same execution instead; null where it has nothing
   */
  public record Unexpected(CaseLine result, @Nullable String instead) {

    /** One line, clean for a terminal. */
    public String inWords() {
      return TerminalText.clean(result.key() + ": " + result.verdict() + ", "
          + (instead == null ? "not in the baseline" : "the baseline expects " + instead));
    }
  }

  /**
   * What comparing found.
   *
   * @param unexpected results that depart and that no entry accepts
   * @param stale entries whose case ran and does not depart any more
   * @param accepted results that depart as their entry says
   * @param unstable results of unstable entries that came as one of their verdicts, departures or not
   * @param sporadic each sporadic entry with what it was needed for, which may be nothing
   * @param unspoken in words, versions that have entries and that the target does not speak any more
   */
  public record Comparison(
      List<Unexpected> unexpected,
      List<Entry> stale,
      List<CaseLine> accepted,
      List<CaseLine> unstable,
      List<Shown> sporadic,
      List<String> unspoken) {

    /** Whether the run is as the baseline says. */
    public boolean isAsExpected() {
      return unexpected.isEmpty() && stale.isEmpty() && unspoken.isEmpty();
    }
  }

  // by key, in the order of the file
  private final Map<String, Item> items;
  private final BaselineText text;

  Baseline(Map<String, Item> items, BaselineText text) {
    this.items = items;
    this.text = text;
  }

  /** A baseline that accepts nothing. */
  public static Baseline empty() {
    return new Baseline(Map.of(), BaselineText.of("", List.of()));
  }

  /**
   * The baseline in {@code file}.
   *
   * @throws BaselineException where it says something else than the form above allows; an empty clause or reason too
   */
  public static Baseline read(Path file) throws IOException {
    return BaselineReader.read(file, true);
  }

  /**
   * The baseline in {@code file} to be updated: reasons may still be missing, and so may the file.
   *
   * @throws BaselineException for everything else that is wrong
   */
  public static Baseline readForUpdate(Path file) throws IOException {
    return Files.exists(file) ? BaselineReader.read(file, false) : empty();
  }

  /** Those of one execution each, in the order of the file. */
  public List<Entry> entries() {
    return all(Entry.class);
  }

  /** Those of many executions each, in the order of the file. */
  public List<Sporadic> sporadic() {
    return all(Sporadic.class);
  }

  private <T extends Item> List<T> all(Class<T> kind) {
    return items.values().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private @Nullable Entry entryOf(CaseLine result) {
    return items.get(result.key()) instanceof Entry entry ? entry : null;
  }

  /** Holds the run against the entries. What was not judged because its version is not spoken any more is not as before. */
  public Comparison compare(Run run) {
    Comparison ofResults = compare(run.cases());
    List<String> unspoken = Stream.of(MqttVersion.values())
        .filter(version -> entries().stream().anyMatch(entry -> entry.version() == version))
        .flatMap(version -> run.notSpoken(version).stream()
            .map(how ->
                "MQTT " + version.text() + " is " + how + "; the baseline has entries of it"))
        .toList();
    return new Comparison(
        ofResults.unexpected(),
        ofResults.stale(),
        ofResults.accepted(),
        ofResults.unstable(),
        ofResults.sporadic(),
        unspoken);
  }

  /** Holds {@code results} against the entries. An execution that has one of its own is held against that first. */
  public Comparison compare(Collection<CaseLine> results) {
    List<Shown> sporadic = shown(results);
    List<Unexpected> unexpected = new ArrayList<>();
    List<CaseLine> accepted = new ArrayList<>();
    List<Entry> stale = new ArrayList<>();
    List<CaseLine> unstable = new ArrayList<>();
    for (CaseLine result : results) {
      Entry entry = entryOf(result);
      boolean departs = result.verdict().departs();
      boolean expected = entry != null && entry.accepts(result);
      if (entry != null && entry.isUnstable() && expected) {
        unstable.add(result);
      }
      if (departs && expected) {
        accepted.add(result);
      } else if (departs) {
        Shown needed = sporadic.stream()
            .filter(each -> each.shown().contains(result))
            .findFirst()
            .orElse(null);
        if (needed == null) {
          unexpected.add(new Unexpected(result, entry == null ? null : entry.insteadOf(result)));
        } else if (needed.isTooMany()) {
          unexpected.add(new Unexpected(
              result,
              needed.entry().inWords() + " of " + needed.entry().executionsMax()
                  + " executions at most, of " + needed.shown().size() + " here"));
        } else {
          accepted.add(result);
        }
      } else if (entry != null && !expected && result.verdict() != Verdict.NOT_RUN) {
        stale.add(entry);
      }
    }
    return new Comparison(
        List.copyOf(unexpected),
        List.copyOf(stale),
        List.copyOf(accepted),
        List.copyOf(unstable),
        sporadic,
        List.of());
  }

  private boolean mayBeSporadic(CaseLine result) {
    Entry own = entryOf(result);
    return own == null
        || (result.verdict() == Verdict.INCONCLUSIVE && !own.verdicts().contains(result.verdict()));
  }

  /** What each sporadic entry is needed for; the first of several that would do. */
  private List<Shown> shown(Collection<CaseLine> results) {
    Map<Sporadic, List<CaseLine>> needed = new LinkedHashMap<>();
    sporadic().forEach(entry -> needed.put(entry, new ArrayList<>()));
    for (CaseLine result : results) {
      if (mayBeSporadic(result)) {
        needed.keySet().stream()
            .filter(entry -> entry.isOf(result))
            .findFirst()
            .ifPresent(
                entry -> needed.computeIfAbsent(entry, k -> new ArrayList<>()).add(result));
      }
    }
    return needed.entrySet().stream()
        .map(each -> new Shown(each.getKey(), List.copyOf(each.getValue())))
        .toList();
  }

  /**
   * A baseline that accepts exactly {@code results}. Entries that still hold keep their words, entries of cases that did not
   * run stay, stale ones go; new ones have the clauses that the case cited and an empty reason, to be written by a person.
   * Sporadic entries stay, and what they accept gets no other.
   */
  public Baseline update(Collection<CaseLine> results) {
    Set<CaseLine> bySporadic = shown(results).stream()
        .filter(each -> !each.isTooMany())
        .flatMap(each -> each.shown().stream())
        .collect(Collectors.toSet());
    Map<String, Item> updated = new LinkedHashMap<>(items);
    for (CaseLine result : results.stream().sorted(CaseLine.BY_KEY).toList()) {
      Entry entry = entryOf(result);
      if (bySporadic.contains(result) || (entry != null && entry.accepts(result))) {
        continue;
      }
      if (!result.verdict().departs()) {
        if (result.verdict() != Verdict.NOT_RUN) {
          updated.remove(result.key());
        }
      } else {
        updated.put(
            result.key(),
            new Entry(
                result.caseId(),
                result.version(),
                result.transport(),
                EnumSet.of(result.verdict()),
                String.join(", ", Story.deciding(result)),
                ""));
      }
    }
    return new Baseline(updated, text);
  }

  /** Writes it in the form that {@link #read} takes. What the file said of entries that stay is kept as it was, comments too. */
  public void write(Path file) throws IOException {
    Files.writeString(file, text.with(items.values()), StandardCharsets.UTF_8);
  }
}
