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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

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
 */
public final class Baseline {
  private static final List<String> KEYS =
      List.of("case", "version", "transport", "verdict", "clause", "reason");
  private static final Set<Verdict> DEPARTURES =
      EnumSet.of(Verdict.FAIL, Verdict.WARN, Verdict.INCONCLUSIVE, Verdict.ERROR);
  private static final Set<Verdict> ANSWERS = EnumSet.complementOf(EnumSet.of(Verdict.NOT_RUN));

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /**
   * One accepted departure.
   *
   * @param verdicts what may come: FAIL, WARN, INCONCLUSIVE or ERROR; of an unstable entry several, others among them
   * @param clause what is departed from
   * @param reason why that is accepted
   */
  public record Entry(
      String caseId,
      MqttVersion version,
      String transport,
      Set<Verdict> verdicts,
      String clause,
      String reason) {

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

    /** Case, version and transport, as {@link CaseLine#key()} writes them. */
    public String key() {
      return caseId + " " + version.text() + " " + transport;
    }
  }

  /**
   * A result that the baseline does not accept.
   *
   * @param instead the entry of the same execution that expects another verdict; null where there is none
   */
  public record Unexpected(CaseLine result, @Nullable Entry instead) {

    /** One line, clean for a terminal. */
    public String inWords() {
      String expected =
          instead == null ? "not in the baseline" : "the baseline expects " + instead.expected();
      return TerminalText.clean(result.key() + ": " + result.verdict() + ", " + expected);
    }
  }

  /**
   * What comparing found.
   *
   * @param unexpected results that depart and that no entry accepts
   * @param stale entries whose case ran and does not depart any more
   * @param accepted results that depart as their entry says
   * @param unstable results of unstable entries that came as one of their verdicts, departures or not
   */
  public record Comparison(
      List<Unexpected> unexpected,
      List<Entry> stale,
      List<CaseLine> accepted,
      List<CaseLine> unstable) {

    /** Whether the run is as the baseline says. */
    public boolean isAsExpected() {
      return unexpected.isEmpty() && stale.isEmpty();
    }
  }

  private final Map<String, Entry> entries;
  private final BaselineText text;

  private Baseline(Map<String, Entry> entries, BaselineText text) {
    this.entries = entries;
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
    return read(file, true);
  }

  /**
   * The baseline in {@code file} to be updated: reasons may still be missing, and so may the file.
   *
   * @throws BaselineException for everything else that is wrong
   */
  public static Baseline readForUpdate(Path file) throws IOException {
    return Files.exists(file) ? read(file, false) : empty();
  }

  /** The entries, in the order of the file. */
  public List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /** Holds {@code results} against the entries. */
  public Comparison compare(Collection<CaseLine> results) {
    List<Unexpected> unexpected = new ArrayList<>();
    List<CaseLine> accepted = new ArrayList<>();
    List<Entry> stale = new ArrayList<>();
    List<CaseLine> unstable = new ArrayList<>();
    for (CaseLine result : results) {
      Entry entry = entries.get(result.key());
      boolean departs = DEPARTURES.contains(result.verdict());
      boolean expected = entry != null && entry.verdicts().contains(result.verdict());
      if (entry != null && entry.isUnstable() && expected) {
        unstable.add(result);
      }
      if (departs && expected) {
        accepted.add(result);
      } else if (departs) {
        unexpected.add(new Unexpected(result, entry));
      } else if (entry != null && !expected && result.verdict() != Verdict.NOT_RUN) {
        stale.add(entry);
      }
    }
    return new Comparison(
        List.copyOf(unexpected), List.copyOf(stale), List.copyOf(accepted), List.copyOf(unstable));
  }

  /**
   * A baseline that accepts exactly {@code results}. Entries that still hold keep their words, entries of cases that did not
   * run stay, stale ones go; new ones have the clauses that the case cited and an empty reason, to be written by a person.
   */
  public Baseline update(Collection<CaseLine> results) {
    Map<String, Entry> updated = new LinkedHashMap<>(entries);
    for (CaseLine result : results.stream().sorted(CaseLine.BY_KEY).toList()) {
      Entry entry = updated.get(result.key());
      if (entry != null && entry.verdicts().contains(result.verdict())) {
        continue;
      }
      if (!DEPARTURES.contains(result.verdict())) {
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
    Files.writeString(file, text.with(entries.values()), StandardCharsets.UTF_8);
  }

  private static Baseline read(Path file, boolean finished) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    JsonNode list;
    try {
      list = YAML.readTree(text);
    } catch (JacksonException notYaml) {
      BaselineException wrong = new BaselineException(
          file + " line " + notYaml.getLocation().getLineNr(),
          "YAML",
          TerminalText.clean(notYaml.getOriginalMessage()));
      wrong.initCause(notYaml);
      throw wrong;
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    if (list.isMissingNode() || list.isNull()) {
      return new Baseline(entries, BaselineText.of(text, List.of()));
    }
    if (!list.isArray()) {
      throw new BaselineException(file.toString(), "a list of entries", shown(list));
    }
    int number = 0;
    for (JsonNode node : list) {
      number++;
      Entry entry = entry(file + ", entry " + number, node, finished);
      if (entries.put(entry.key(), entry) != null) {
        throw new BaselineException(
            file + ", entry " + number, "one entry for " + entry.key(), "a second one");
      }
    }
    return new Baseline(entries, BaselineText.of(text, entries.values()));
  }

  private static Entry entry(String place, JsonNode node, boolean finished)
      throws BaselineException {
    if (!node.isObject()) {
      throw new BaselineException(place, "the keys " + String.join(", ", KEYS), shown(node));
    }
    for (String key : node.propertyNames()) {
      if (!KEYS.contains(key)) {
        throw new BaselineException(
            place,
            "no other keys than " + String.join(", ", KEYS),
            "\"" + TerminalText.clean(key) + "\"");
      }
    }
    String caseId = text(place, node, "case", true);
    String named = place + " (" + TerminalText.clean(caseId) + ")";
    return new Entry(
        caseId,
        version(named, node),
        text(named, node, "transport", true),
        verdicts(named, node),
        text(named, node, "clause", finished),
        text(named, node, "reason", finished));
  }

  private static MqttVersion version(String place, JsonNode node) throws BaselineException {
    String text = text(place, node, "version", true);
    return MqttVersion.of(text)
        .orElseThrow(() ->
            new BaselineException(place + ", version", "3.1.1 or 5.0", TerminalText.clean(text)));
  }

  private static Set<Verdict> verdicts(String place, JsonNode node) throws BaselineException {
    JsonNode value = node.get("verdict");
    if (value == null || !value.isArray()) {
      return EnumSet.of(verdict(place, text(place, node, "verdict", true), DEPARTURES));
    }
    Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
    for (JsonNode each : value) {
      verdicts.add(verdict(place, each.asString(""), ANSWERS));
    }
    if (verdicts.size() < 2 || Collections.disjoint(verdicts, DEPARTURES)) {
      throw new BaselineException(
          place + ", verdict", "one of " + words(DEPARTURES) + " and another one", shown(value));
    }
    return verdicts;
  }

  private static Verdict verdict(String place, String word, Set<Verdict> allowed)
      throws BaselineException {
    for (Verdict verdict : allowed) {
      if (verdict.name().equals(word)) {
        return verdict;
      }
    }
    throw new BaselineException(
        place + ", verdict", "one of " + words(allowed), TerminalText.clean(word));
  }

  private static String words(Set<Verdict> verdicts) {
    return verdicts.stream().map(Verdict::name).collect(Collectors.joining(", "));
  }

  /** A text, or a number that YAML made of one, as of an unquoted 5.0. */
  private static String text(String place, JsonNode node, String key, boolean needed)
      throws BaselineException {
    JsonNode value = node.get(key);
    boolean absent = value == null || value.isNull();
    if (!absent && !value.isString() && !value.isNumber()) {
      throw new BaselineException(place + ", " + key, "a text", shown(value));
    }
    String text = absent ? "" : value.asString().strip();
    if (needed && text.isEmpty()) {
      throw new BaselineException(place + ", " + key, "a text", "nothing");
    }
    return text;
  }

  private static String shown(JsonNode node) {
    return TerminalText.clean(Json.line(node));
  }
}
