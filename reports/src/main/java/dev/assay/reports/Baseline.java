package dev.assay.reports;

import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

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
 */
public final class Baseline {
  private static final List<String> KEYS =
      List.of("case", "version", "transport", "verdict", "clause", "reason");
  private static final Set<Verdict> DEPARTURES =
      EnumSet.of(Verdict.FAIL, Verdict.WARN, Verdict.INCONCLUSIVE, Verdict.ERROR);

  private static final YAMLMapper YAML = YAMLMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
      .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
      .disable(YAMLWriteFeature.SPLIT_LINES)
      .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
      .build();

  /**
   * One accepted departure.
   *
   * @param verdict FAIL, WARN, INCONCLUSIVE or ERROR
   * @param clause what is departed from
   * @param reason why that is accepted
   */
  public record Entry(
      String caseId,
      MqttVersion version,
      String transport,
      Verdict verdict,
      String clause,
      String reason) {

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
          instead == null ? "not in the baseline" : "the baseline expects " + instead.verdict();
      return TerminalText.clean(result.key() + ": " + result.verdict() + ", " + expected);
    }
  }

  /**
   * What comparing found.
   *
   * @param unexpected results that depart and that no entry accepts
   * @param stale entries whose case ran and does not depart any more
   * @param accepted results that depart as their entry says
   */
  public record Comparison(
      List<Unexpected> unexpected, List<Entry> stale, List<CaseLine> accepted) {

    /** Whether the run is as the baseline says. */
    public boolean isAsExpected() {
      return unexpected.isEmpty() && stale.isEmpty();
    }
  }

  private final Map<String, Entry> entries;

  private Baseline(Map<String, Entry> entries) {
    this.entries = entries;
  }

  /** A baseline that accepts nothing. */
  public static Baseline empty() {
    return new Baseline(Map.of());
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
    for (CaseLine result : results) {
      Entry entry = entries.get(result.key());
      boolean departs = DEPARTURES.contains(result.verdict());
      if (departs && entry != null && entry.verdict() == result.verdict()) {
        accepted.add(result);
      } else if (departs) {
        unexpected.add(new Unexpected(result, entry));
      } else if (entry != null && result.verdict() != Verdict.NOT_RUN) {
        stale.add(entry);
      }
    }
    return new Comparison(List.copyOf(unexpected), List.copyOf(stale), List.copyOf(accepted));
  }

  /**
   * A baseline that accepts exactly {@code results}. Entries that still hold keep their words, entries of cases that did not
   * run stay, stale ones go; new ones have the clauses that the case cited and an empty reason, to be written by a person.
   */
  public Baseline update(Collection<CaseLine> results) {
    Map<String, Entry> updated = new LinkedHashMap<>(entries);
    for (CaseLine result : results.stream().sorted(CaseLine.BY_KEY).toList()) {
      Entry entry = updated.get(result.key());
      if (!DEPARTURES.contains(result.verdict())) {
        if (result.verdict() != Verdict.NOT_RUN) {
          updated.remove(result.key());
        }
      } else if (entry == null || entry.verdict() != result.verdict()) {
        updated.put(
            result.key(),
            new Entry(
                result.caseId(),
                result.version(),
                result.transport(),
                result.verdict(),
                String.join(", ", Story.deciding(result)),
                ""));
      }
    }
    return new Baseline(updated);
  }

  /** Writes it in the form that {@link #read} takes. */
  public void write(Path file) throws IOException {
    ArrayNode list = YAML.createArrayNode();
    for (Entry entry : entries.values()) {
      ObjectNode node = list.addObject();
      node.put("case", entry.caseId());
      node.put("version", entry.version().text());
      node.put("transport", entry.transport());
      node.put("verdict", entry.verdict().name());
      node.put("clause", entry.clause());
      node.put("reason", entry.reason());
    }
    Files.writeString(file, YAML.writeValueAsString(list), StandardCharsets.UTF_8);
  }

  private static Baseline read(Path file, boolean finished) throws IOException {
    JsonNode list;
    try {
      list = YAML.readTree(Files.readString(file, StandardCharsets.UTF_8));
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
      return new Baseline(entries);
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
    return new Baseline(entries);
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
        verdict(named, node),
        text(named, node, "clause", finished),
        text(named, node, "reason", finished));
  }

  private static MqttVersion version(String place, JsonNode node) throws BaselineException {
    String text = text(place, node, "version", true);
    return MqttVersion.of(text)
        .orElseThrow(() ->
            new BaselineException(place + ", version", "3.1.1 or 5.0", TerminalText.clean(text)));
  }

  private static Verdict verdict(String place, JsonNode node) throws BaselineException {
    String text = text(place, node, "verdict", true);
    for (Verdict verdict : DEPARTURES) {
      if (verdict.name().equals(text)) {
        return verdict;
      }
    }
    String known = DEPARTURES.stream().map(Verdict::name).collect(Collectors.joining(", "));
    throw new BaselineException(place + ", verdict", "one of " + known, TerminalText.clean(text));
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
