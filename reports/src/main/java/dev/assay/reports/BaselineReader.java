package dev.assay.reports;

import dev.assay.reports.Baseline.Entry;
import dev.assay.reports.Baseline.Item;
import dev.assay.reports.Baseline.Sporadic;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** Reads the YAML of a {@link Baseline}; whatever it may not say is told with its place, what is expected there and what was found. */
final class BaselineReader {
  private static final List<String> KEYS =
      List.of("case", "version", "transport", "verdict", "clause", "reason");
  private static final List<String> SPORADIC_KEYS = List.of("departure", "at-most");
  private static final Set<Verdict> DEPARTURES =
      EnumSet.of(Verdict.FAIL, Verdict.WARN, Verdict.INCONCLUSIVE, Verdict.ERROR);
  /** A broken MUST and a fault of our own are named one by one. */
  private static final Set<Verdict> SPORADIC =
      EnumSet.of(Verdict.WARN, Verdict.INCONCLUSIVE, Verdict.PASS);

  private static final Set<Verdict> ANSWERS = EnumSet.complementOf(EnumSet.of(Verdict.NOT_RUN));

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private BaselineReader() {}

  /**
   * The baseline in {@code file}.
   *
   * @param finished whether each entry has to have its clause and its reason
   * @throws BaselineException where it says something else than its form allows
   */
  static Baseline read(Path file, boolean finished) throws IOException {
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
    Map<String, Item> items = new LinkedHashMap<>();
    if (list.isMissingNode() || list.isNull()) {
      return new Baseline(items, BaselineText.of(text, List.of()));
    }
    if (!list.isArray()) {
      throw new BaselineException(file.toString(), "a list of entries", shown(list));
    }
    int number = 0;
    for (JsonNode node : list) {
      number++;
      Item item = item(file + ", entry " + number, node, finished);
      if (items.put(item.key(), item) != null) {
        throw new BaselineException(
            file + ", entry " + number, "one entry for " + item.key(), "a second one");
      }
    }
    return new Baseline(items, BaselineText.of(text, items.values()));
  }

  private static Item item(String place, JsonNode node, boolean finished) throws BaselineException {
    if (!node.isObject()) {
      throw new BaselineException(place, "the keys " + String.join(", ", KEYS), shown(node));
    }
    for (String key : node.propertyNames()) {
      if (!KEYS.contains(key) && !SPORADIC_KEYS.contains(key)) {
        throw new BaselineException(
            place,
            "no other keys than " + String.join(", ", KEYS) + ", "
                + String.join(", ", SPORADIC_KEYS),
            "\"" + TerminalText.clean(key) + "\"");
      }
    }
    return SPORADIC_KEYS.stream().anyMatch(node::has)
        ? sporadic(place, node, finished)
        : entry(place, node, finished);
  }

  private static Entry entry(String place, JsonNode node, boolean finished)
      throws BaselineException {
    String caseId = text(place, node, "case", true);
    String named = named(place, caseId);
    if (caseId.indexOf('*') >= 0 || caseId.indexOf('?') >= 0) {
      throw new BaselineException(
          named + ", case", "one case, or departure and at-most beside it", "many cases");
    }
    return new Entry(
        caseId,
        version(named, node),
        text(named, node, "transport", true),
        verdicts(named, node),
        text(named, node, "clause", finished),
        text(named, node, "reason", finished));
  }

  private static Sporadic sporadic(String place, JsonNode node, boolean finished)
      throws BaselineException {
    List<String> cases = texts(place, node, "case");
    String named = named(place, String.join(", ", cases));
    Set<Verdict> verdicts = verdicts(named, node);
    if (verdicts.size() < 2
        || !verdicts.contains(Verdict.PASS)
        || !SPORADIC.containsAll(verdicts)) {
      throw new BaselineException(
          named + ", verdict",
          "PASS and WARN, INCONCLUSIVE or both, since other verdicts are named one by one",
          shown(node.get("verdict")));
    }
    return new Sporadic(
        cases,
        version(named, node),
        text(named, node, "transport", true),
        verdicts,
        texts(named, node, "departure"),
        executionsMax(named, node),
        text(named, node, "clause", finished),
        text(named, node, "reason", finished));
  }

  private static String named(String place, String cases) {
    return place + " (" + TerminalText.clean(cases) + ")";
  }

  private static int executionsMax(String place, JsonNode node) throws BaselineException {
    JsonNode value = node.get("at-most");
    if (value == null || !value.isInt() || value.intValue() < 1) {
      throw new BaselineException(
          place + ", at-most", "how many executions of a run, 1 or more", shown(value));
    }
    return value.intValue();
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

  /** One text, or a list of them. */
  private static List<String> texts(String place, JsonNode node, String key)
      throws BaselineException {
    JsonNode value = node.get(key);
    if (value == null || !value.isArray()) {
      return List.of(text(place, node, key, true));
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode each : value) {
      if (!each.isString() || each.stringValue().isBlank()) {
        throw new BaselineException(place + ", " + key, "a text or a list of texts", shown(value));
      }
      texts.add(each.stringValue().strip());
    }
    if (texts.isEmpty()) {
      throw new BaselineException(place + ", " + key, "a text or a list of texts", "none");
    }
    return texts;
  }

  private static String shown(@Nullable JsonNode node) {
    return node == null ? "nothing" : TerminalText.clean(Json.line(node));
  }
}
