package dev.assay.reports;

import dev.assay.reports.CaseLine.JudgementLine;
import dev.assay.spec.Close;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.Standing;
import dev.assay.spec.TranscriptEntry.Direction;
import dev.assay.spec.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * {@code index.html}: the run for people. One file, no request leaves it, and it can be read without its script. Every text
 * that comes out of the data goes through {@link Html}, so no place in the template can forget to escape it.
 */
public final class HtmlReport {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
  private static final int BYTES_A_LINE = 8;
  private static final int LINES_A_FIELD = 4;
  private static final int FIELDS_AN_ENTRY = 80;
  /** What all transcripts on the page may take, in lines of their tables: some 1.5 MB. */
  private static final int TRANSCRIPT_LINES = 8_000;
  /** What one text out of the data may take on the page; a broker may send 65535 bytes in each. */
  private static final int CHARACTERS_A_TEXT = 2_000;

  private static final int CHARACTERS_A_FIELD = 200;

  private final Run run;
  private final Map<String, StatementRow> rows = new HashMap<>();
  private final List<MqttVersion> versions;
  private int transcriptLinesLeft = TRANSCRIPT_LINES;

  private HtmlReport(Run run) {
    this.run = run;
    this.versions =
        run.summary().versions().stream().map(Summary.OfVersion::version).toList();
    run.statements().forEach(row -> rows.put(row.citation(), row));
  }

  /**
   * The page for {@code run}. Transcripts of findings are read from the run directory.
   *
   * @throws DamagedRunException where a transcript cannot be read
   */
  public static String of(Run run) throws IOException {
    return Html.of("page.ftlh", new HtmlReport(run).page());
  }

  private Page.Whole page() throws IOException {
    Summary summary = run.summary();
    return new Page.Whole(
        RunFile.target(run.manifest()),
        run.manifest().targetUrl(),
        run.manifest().toolVersion(),
        Html.time(run.manifest().start()),
        run.manifest().start().toString(),
        Html.duration(run.manifest().durationMillis()),
        incomplete(summary),
        summary.total(),
        summary.versions().stream().map(HtmlReport::card).toList(),
        run.notSpoken(),
        shares(summary.cases(), HtmlReport::mark),
        durability(),
        profile(run),
        run.manifest().environment().entrySet().stream()
            .map(fact -> new Page.Fact(fact.getKey(), fact.getValue(), ""))
            .toList(),
        String.join(" ", run.manifest().commandLine()),
        findings(),
        unanswered(),
        versions.stream().map(this::statements).toList(),
        run.cases().stream().map(this::caseRow).toList());
  }

  private String incomplete(Summary summary) {
    if (run.complete()) {
      return "";
    }
    String of = run.planned() > 0 ? " of " + run.planned() : "";
    return "This run was ended from outside after " + summary.total() + of
        + " executions. What follows is what was known.";
  }

  // ---- overview

  static Page.VersionCard card(Summary.OfVersion version) {
    String css = version.broken() > 0
        ? "fail"
        : version.weak() > 0 ? "warn" : version.judged() > 0 ? "pass" : "none";
    return new Page.VersionCard(
        version.version().text(),
        version.sentence(),
        css,
        version.kept(),
        version.judged(),
        version.total(),
        shares(version.statements(), HtmlReport::markOfStatement));
  }

  private static List<Page.Share> shares(
      Map<Verdict, Integer> counts, Function<Verdict, Page.Mark> mark) {
    int total = counts.values().stream().mapToInt(Integer::intValue).sum();
    List<Page.Share> shares = new ArrayList<>();
    counts.forEach((verdict, count) -> shares.add(new Page.Share(
        mark.apply(verdict), count, String.format(Locale.ROOT, "%.2f", 100.0 * count / total))));
    return shares;
  }

  private Page.Durability durability() {
    DurabilityTable table = DurabilityTable.of(run.manifest());
    return new Page.Durability(
        table.versions().stream().map(MqttVersion::text).toList(),
        table.rows().stream()
            .map(row -> new Page.DurabilityRow(
                row.kind(),
                row.cells().stream()
                    .map(cell -> new Page.Fact("", cell.level(), cell.evidence()))
                    .toList()))
            .toList(),
        DurabilityTable.LEGEND);
  }

  static List<Page.ProfileGroup> profile(Run run) {
    Map<MqttVersion, List<Page.Fact>> facts = new LinkedHashMap<>();
    for (ProfileFact fact : run.manifest().profile()) {
      if (DurabilityTable.isLevel(fact)) {
        continue;
      }
      facts
          .computeIfAbsent(fact.version(), v -> new ArrayList<>())
          .add(new Page.Fact(fact.name(), fact.value(), fact.source()));
    }
    List<Page.ProfileGroup> groups = new ArrayList<>();
    facts.forEach((version, of) -> groups.add(new Page.ProfileGroup(version.text(), of)));
    return groups;
  }

  // ---- findings

  private List<Page.Finding> findings() throws IOException {
    List<Page.Finding> findings = new ArrayList<>();
    for (CaseLine result : worstFirst()) {
      if (isFinding(result.verdict())) {
        findings.add(finding(result));
      }
    }
    return findings;
  }

  private Page.Finding finding(CaseLine result) throws IOException {
    List<TranscriptLine> transcript = run.transcript(result);
    List<Page.Entry> entries = new ArrayList<>();
    for (TranscriptLine line : transcript) {
      Page.Entry entry = entry(result, line);
      transcriptLinesLeft -= entry.lines().size() + 1;
      if (transcriptLinesLeft < 0) {
        break;
      }
      entries.add(entry);
    }
    int left = transcript.size() - entries.size();
    String note = left == 0
        ? ""
        : left + (left == 1 ? " entry is" : " entries are")
            + " left out here: the page would grow too long.";
    return new Page.Finding(
        anchor("f", result),
        mark(result.verdict()),
        title(result),
        result.caseId(),
        result.version().text(),
        result.transport(),
        Html.duration(result.durationMillis()),
        inWords(result.close()),
        cited(result),
        result.expected(),
        shortened(result.actual(), CHARACTERS_A_TEXT),
        shortened(reasonBesides(result), CHARACTERS_A_TEXT),
        result.advice(),
        result.judgements().stream()
            .map(judgement -> judgement(result, judgement))
            .toList(),
        result.reproducer(),
        result.transcript(),
        note,
        entries);
  }

  /** The reason, unless it only puts together what was expected and what came, which the page shows apart. */
  private static String reasonBesides(CaseLine result) {
    String together =
        "expected " + String.join("; or ", result.expected()) + "; came " + result.actual();
    return result.reason().equals(together) ? "" : result.reason();
  }

  private List<Page.Cited> cited(CaseLine result) {
    List<Page.Cited> cited = new ArrayList<>();
    for (String citation : Story.deciding(result)) {
      StatementRow row = rows.get(citation);
      List<String> demands = result.judgements().stream()
          .filter(judgement -> judgement.verdict() == result.verdict())
          .filter(judgement -> Story.citation(result, judgement.statement()).equals(citation))
          .map(JudgementLine::demand)
          .filter(demand -> !demand.equals("whole"))
          .distinct()
          .toList();
      cited.add(new Page.Cited(
          citation,
          href(citation),
          row == null ? "" : row.level().text(),
          row == null ? "" : row.section(),
          row == null ? "" : row.gist(),
          String.join(", ", demands)));
    }
    return cited;
  }

  private Page.JudgementView judgement(CaseLine result, JudgementLine judgement) {
    String citation = Story.citation(result, judgement.statement());
    return new Page.JudgementView(
        mark(judgement.verdict()),
        citation,
        href(citation),
        judgement.demand().equals("whole") ? "" : judgement.demand(),
        shortened(judgement.actual(), CHARACTERS_A_TEXT),
        judgement.bySilence());
  }

  // ---- transcripts

  private Page.Entry entry(CaseLine result, TranscriptLine line) {
    byte[] bytes = line.bytes();
    List<Page.ByteLine> lines = byteLines(result, line, bytes);
    return new Page.Entry(
        String.format(Locale.ROOT, "%.3f ms", line.timeMicros() / 1000.0),
        css(line.direction()),
        arrow(line.direction()),
        switch (line.direction()) {
          case SENT -> "to the broker";
          case RECEIVED -> "from the broker";
          case EVENT -> "event";
        },
        line.connection(),
        shortened(line.packet(), CHARACTERS_A_FIELD),
        shortened(withoutFirst(line.packet(), line.summary()), CHARACTERS_A_FIELD),
        line.direction() == Direction.EVENT
            ? ""
            : bytes.length + (bytes.length == 1 ? " byte" : " bytes"),
        line.fields().stream().anyMatch(field -> field.statement() != null),
        lines);
  }

  static String css(Direction direction) {
    return direction.name().toLowerCase(Locale.ROOT);
  }

  static String arrow(Direction direction) {
    return switch (direction) {
      case SENT -> "→";
      case RECEIVED -> "←";
      case EVENT -> "•";
    };
  }

  /** The summary without the packet's name, which stands before it in a column of its own. */
  private static String withoutFirst(String packet, String summary) {
    return summary.startsWith(packet + " ") ? summary.substring(packet.length() + 1) : summary;
  }

  /** Fields in the order of their bytes; bytes that no field claims have a line of their own. */
  private List<Page.ByteLine> byteLines(CaseLine result, TranscriptLine line, byte[] bytes) {
    List<Page.ByteLine> lines = new ArrayList<>();
    int next = 0;
    int shown = 0;
    for (TranscriptLine.Field field : line.fields()) {
      if (shown++ == FIELDS_AN_ENTRY && field.statement() == null) {
        lines.add(new Page.ByteLine(
            "", List.of(), "…", (line.fields().size() - FIELDS_AN_ENTRY) + " more fields", "", ""));
        return lines;
      }
      if (field.offset() > next) {
        addBytes(lines, bytes, next, field.offset() - next, "not decoded", "", "");
      }
      String broken = field.statement() == null ? "" : Story.citation(result, field.statement());
      addBytes(
          lines,
          bytes,
          field.offset(),
          field.length(),
          field.name(),
          shortened(field.value(), CHARACTERS_A_FIELD),
          broken);
      next = Math.max(next, end(field, bytes));
    }
    if (next < bytes.length) {
      addBytes(
          lines,
          bytes,
          next,
          bytes.length - next,
          line.fields().isEmpty() ? "bytes" : "not decoded",
          "",
          "");
    }
    return lines;
  }

  private static int end(TranscriptLine.Field field, byte[] bytes) {
    return (int) Math.min(bytes.length, (long) field.offset() + field.length());
  }

  private void addBytes(
      List<Page.ByteLine> lines,
      byte[] bytes,
      int offset,
      int length,
      String name,
      String value,
      String broken) {
    int from = Math.min(offset, bytes.length);
    int to = (int) Math.min(bytes.length, (long) offset + length);
    int shown = Math.min(to, from + BYTES_A_LINE * LINES_A_FIELD);
    List<String> hex = new ArrayList<>();
    for (int start = from; start < shown; start += BYTES_A_LINE) {
      hex.add(HEX.formatHex(bytes, start, Math.min(shown, start + BYTES_A_LINE)));
    }
    if (shown < to) {
      hex.add("… " + (to - shown) + " more");
    }
    lines.add(new Page.ByteLine(
        String.format(Locale.ROOT, "%04x", offset),
        hex,
        name,
        value,
        broken,
        broken.isEmpty() ? "" : href(broken)));
  }

  // ---- lists

  private List<Page.Unanswered> unanswered() {
    return worstFirst().stream()
        .filter(result -> switch (result.verdict()) {
          case UNSUPPORTED, NOT_EXERCISED, NOT_RUN -> true;
          case FAIL, ERROR, INCONCLUSIVE, WARN, PASS, INFO -> false;
        })
        .map(result -> new Page.Unanswered(
            mark(result.verdict()),
            title(result),
            result.caseId(),
            result.version().text(),
            result.transport(),
            shortened(
                result.reason().isEmpty() ? result.actual() : result.reason(), CHARACTERS_A_TEXT),
            anchor("u", result)))
        .toList();
  }

  private Page.StatementGroup statements(MqttVersion version) {
    Map<String, List<Page.Link>> links = new HashMap<>();
    for (CaseLine result : run.cases()) {
      if (result.version() == version) {
        List<String> ids = new ArrayList<>(result.statements());
        result.judgements().forEach(judgement -> ids.add(judgement.statement()));
        for (String id : ids.stream().distinct().toList()) {
          links.computeIfAbsent(id, i -> new ArrayList<>()).add(link(result, id));
        }
      }
    }
    Map<String, List<StatementRow>> chapters = new LinkedHashMap<>();
    List<StatementRow> ofVersion = run.statements().stream()
        .filter(row -> row.version() == version)
        .sorted(Comparator.comparing(StatementRow::section, HtmlReport::compareSections))
        .toList();
    ofVersion.forEach(row -> chapters
        .computeIfAbsent(Chapters.number(row.section()), n -> new ArrayList<>())
        .add(row));
    List<Page.Chapter> views = new ArrayList<>();
    chapters.forEach((number, of) -> views.add(chapter(version, number, of, links)));
    int judged = (int) ofVersion.stream().filter(StatementRow::isJudged).count();
    return new Page.StatementGroup(version.text(), judged, ofVersion.size(), views);
  }

  private Page.Chapter chapter(
      MqttVersion version,
      String number,
      List<StatementRow> of,
      Map<String, List<Page.Link>> links) {
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    of.forEach(row -> counts.merge(row.verdict(), 1, Integer::sum));
    boolean open = of.stream().anyMatch(row -> isFinding(row.verdict()));
    List<Page.StatementView> views = of.stream()
        .map(row -> new Page.StatementView(
            statementAnchor(row.citation()),
            markOfStatement(row.verdict()),
            row.id(),
            row.version().text(),
            row.section(),
            row.level().text(),
            row.party().text(),
            row.gist(),
            inWords(row.standing()),
            row.reason(),
            links.getOrDefault(row.id(), List.of())))
        .toList();
    return new Page.Chapter(
        number,
        Chapters.title(version, number),
        open,
        shares(counts, HtmlReport::markOfStatement),
        views);
  }

  /** To the case; its mark is that of what it says about the statement. */
  private static Page.Link link(CaseLine result, String statement) {
    Verdict verdict = result.judgements().stream()
        .filter(judgement -> judgement.statement().equals(statement))
        .map(JudgementLine::verdict)
        .reduce(Verdict::foldWith)
        .orElse(Verdict.NOT_RUN);
    Page.Mark mark = mark(verdict);
    String anchor = isFinding(result.verdict()) ? anchor("f", result) : anchor("c", result);
    String label = result.transport().equals("tcp")
        ? result.caseId()
        : result.caseId() + " " + result.transport();
    return new Page.Link(label, "#" + anchor, mark.css(), mark.symbol());
  }

  private Page.CaseRow caseRow(CaseLine result) {
    boolean finding = isFinding(result.verdict());
    List<Page.Link> statements = result.statements().stream()
        .map(id -> new Page.Link(id, href(Story.citation(result, id)), "", ""))
        .toList();
    return new Page.CaseRow(
        anchor("c", result),
        mark(result.verdict()),
        title(result),
        result.caseId(),
        result.version().text(),
        result.transport(),
        Html.duration(result.durationMillis()),
        result.grade() == null ? "" : result.grade().text(),
        result.beforeInWords(),
        finding ? "#" + anchor("f", result) : result.transcript(),
        finding ? "details" : "transcript",
        statements);
  }

  // ---- words

  private List<CaseLine> worstFirst() {
    return run.cases().stream()
        .sorted(Comparator.comparing(CaseLine::verdict).thenComparing(CaseLine.BY_KEY))
        .toList();
  }

  static boolean isFinding(Verdict verdict) {
    return switch (verdict) {
      case FAIL, ERROR, INCONCLUSIVE, WARN -> true;
      case PASS, INFO, UNSUPPORTED, NOT_EXERCISED, NOT_RUN -> false;
    };
  }

  static Page.Mark mark(Verdict verdict) {
    String word = verdict.name().replace('_', ' ');
    return switch (verdict) {
      case FAIL -> new Page.Mark(word, "✕", "fail");
      case ERROR -> new Page.Mark(word, "‼", "error");
      case INCONCLUSIVE -> new Page.Mark(word, "?", "inconclusive");
      case WARN -> new Page.Mark(word, "!", "warn");
      case PASS -> new Page.Mark(word, "✓", "pass");
      case INFO -> new Page.Mark(word, "i", "info");
      case UNSUPPORTED -> new Page.Mark(word, "–", "none");
      case NOT_EXERCISED -> new Page.Mark(word, "○", "none");
      case NOT_RUN -> new Page.Mark(word, "·", "none");
    };
  }

  /** A statement that no case has judged is told from a case that did not run. */
  static Page.Mark markOfStatement(Verdict verdict) {
    return verdict == Verdict.NOT_RUN ? new Page.Mark("NOT JUDGED", "·", "none") : mark(verdict);
  }

  private static String inWords(Close close) {
    return switch (close) {
      case CLEAN -> "closed as it should be";
      case CODE -> "closed with another reason code";
      case NO_CODE -> "closed without a reason code";
      case RESET -> "reset";
      case OPEN -> "left open";
    };
  }

  private static String inWords(Standing standing) {
    return switch (standing) {
      case COVERED -> "covered";
      case COVERED_BY_SILENCE -> "covered by silence";
      case BY_CONSTRUCTION -> "holds by construction";
      case CLIENT_DUTY -> "the client's duty";
      case UNOBSERVABLE -> "cannot be observed";
      case NOT_YET -> "no case yet";
    };
  }

  static String shortened(String text, int longest) {
    return text.length() <= longest
        ? text
        : text.substring(0, longest) + "… " + (text.length() - longest) + " more characters";
  }

  private static String title(CaseLine result) {
    return result.title().isEmpty() ? result.caseId() : result.title();
  }

  private String href(String citation) {
    StatementRow row = rows.get(citation);
    return row == null || !versions.contains(row.version()) ? "" : "#" + statementAnchor(citation);
  }

  static String statementAnchor(String citation) {
    return "s-" + plain(citation);
  }

  static String anchor(String kind, CaseLine result) {
    return kind + "-" + plain(result.key());
  }

  /** An anchor without characters that a link would have to escape; different keys keep different anchors. */
  private static String plain(String key) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean asItIs = (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || c == '-'
          || c == '.';
      if (asItIs) {
        plain.append(c);
      } else {
        plain.append(c == ' ' ? "_" : c == '/' ? "__" : "_" + (int) c + "_");
      }
    }
    return plain.toString();
  }

  /** By the numbers between the points: 3.2 before 3.10, and 2.9.1 before 2.31. */
  static int compareSections(String a, String b) {
    String[] left = a.split("\\.", -1);
    String[] right = b.split("\\.", -1);
    for (int i = 0; i < Math.min(left.length, right.length); i++) {
      int order = Integer.compare(number(left[i]), number(right[i]));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.length, right.length);
  }

  private static int number(String part) {
    return part.matches("[0-9]{1,6}") ? Integer.parseInt(part) : Integer.MAX_VALUE;
  }
}
