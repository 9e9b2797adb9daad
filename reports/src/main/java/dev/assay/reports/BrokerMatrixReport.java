package dev.assay.reports;

import dev.assay.reports.BrokerMatrix.Column;
import dev.assay.reports.CaseLine.JudgementLine;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code matrix.html} and {@code matrix.json}: brokers side by side, for people and for scripts. The same runs give the same bytes. */
public final class BrokerMatrixReport {
  private static final String PAGE = "matrix.html";
  private static final String JSON = "matrix.json";
  /** How much of a transcript stands on the page: its end, where what was judged is. */
  private static final int ENTRIES = 8;

  private static final int HEX_DIGITS = 96;
  private static final int CHARACTERS_A_TEXT = 400;

  private final BrokerMatrix matrix;
  private final Path directory;
  /** For each column: what was judged about a statement, and in which case. */
  private final List<Map<String, List<Saying>>> sayings;

  private record Saying(CaseLine result, JudgementLine judgement) {}

  private BrokerMatrixReport(BrokerMatrix matrix, Path directory) {
    this.matrix = matrix;
    this.directory = directory;
    this.sayings = matrix.columns().stream().map(BrokerMatrixReport::sayings).toList();
  }

  /**
   * Writes both files into {@code directory}, which is made where it is absent. An earlier matrix there is replaced.
   *
   * @param toolVersion of Assay
   * @return the page
   * @throws DamagedRunException where a transcript of a run cannot be read
   */
  public static Path write(Path directory, BrokerMatrix matrix, String toolVersion)
      throws IOException {
    Files.createDirectories(directory);
    BrokerMatrixPage.Whole whole = new BrokerMatrixReport(matrix, directory).page(toolVersion);
    Path page = directory.resolve(PAGE);
    Files.writeString(page, Html.of("matrix.ftlh", whole), StandardCharsets.UTF_8);
    Files.writeString(directory.resolve(JSON), json(matrix), StandardCharsets.UTF_8);
    return page;
  }

  // ---- for scripts

  static String json(BrokerMatrix matrix) {
    ObjectNode json = Json.object();
    json.put("formatVersion", RunDirectory.FORMAT_VERSION);
    ArrayNode brokers = json.putArray("brokers");
    for (Column column : matrix.columns()) {
      ObjectNode broker = brokers.addObject();
      broker.put("label", column.label());
      broker.put("name", column.target());
      broker.put("version", column.run().manifest().targetVersion());
      broker.put("start", column.run().manifest().start().toString());
      broker.put("complete", column.run().complete());
      Summary summary = column.run().summary();
      broker.set("counts", Json.counts(summary.cases()));
      ObjectNode statementCounts = broker.putObject("statementCounts");
      summary
          .versions()
          .forEach(of -> statementCounts.set(of.version().text(), Json.counts(of.statements())));
    }
    ArrayNode statements = json.putArray("statements");
    for (BrokerMatrix.Row row : matrix.rows()) {
      ObjectNode statement = statements.addObject();
      statement.put("id", row.statement().id());
      statement.put("version", row.statement().version().text());
      statement.put("section", row.statement().section());
      statement.put("level", row.statement().level().text());
      ArrayNode verdicts = statement.putArray("verdicts");
      row.verdicts().forEach(verdict -> verdicts.add(verdict.name()));
      ArrayNode traits = statement.putArray("traits");
      row.traits().forEach(traits::add);
    }
    ArrayNode differences = json.putArray("differences");
    for (BrokerMatrix.Difference difference : matrix.differences()) {
      ObjectNode node = differences.addObject();
      node.put("before", difference.before().label());
      node.put("after", difference.after().label());
      node.put("compared", difference.comparison().compared());
      ArrayNode cases = node.putArray("cases");
      for (Comparison.Difference each : difference.comparison().differences()) {
        ObjectNode result = cases.addObject();
        result.put("case", each.subject());
        result.put("before", each.before());
        result.put("after", each.after());
      }
    }
    return Json.pretty(json);
  }

  // ---- for people

  private BrokerMatrixPage.Whole page(String toolVersion) throws IOException {
    List<Instant> starts = matrix.columns().stream()
        .map(column -> column.run().manifest().start())
        .sorted()
        .toList();
    String first = Html.time(starts.get(0));
    String last = Html.time(starts.get(starts.size() - 1));
    List<BrokerMatrixPage.Table> tables = new ArrayList<>();
    for (MqttVersion version : matrix.versions()) {
      tables.add(table(version));
    }
    return new BrokerMatrixPage.Whole(
        toolVersion,
        first.equals(last) ? first : first + " to " + last,
        matrix.cautions(),
        matrix.columns().stream().map(this::broker).toList(),
        matrix.traits(),
        tables,
        IntStream.range(0, matrix.differences().size())
            .mapToObj(i -> {
              BrokerMatrix.Difference of = matrix.differences().get(i);
              return CompareReport.pair(
                  of.comparison(), of.before().label() + " → " + of.after().label(), i);
            })
            .toList());
  }

  private BrokerMatrixPage.Broker broker(Column column) {
    Run run = column.run();
    return new BrokerMatrixPage.Broker(
        column.label(),
        run.manifest().targetUrl(),
        Html.time(run.manifest().start()),
        run.manifest().start().toString(),
        report(run),
        run.summary().versions().stream().map(HtmlReport::card).toList(),
        matrix.versions().stream()
            .filter(version -> !column.speaks(version))
            .map(version -> "MQTT " + version.text() + ": " + column.silence(version))
            .toList(),
        HtmlReport.profile(run));
  }

  private BrokerMatrixPage.Table table(MqttVersion version) throws IOException {
    List<Integer> speaking = IntStream.range(0, matrix.columns().size())
        .filter(i -> matrix.columns().get(i).speaks(version))
        .boxed()
        .toList();
    Map<String, List<BrokerMatrixPage.Row>> chapters = new LinkedHashMap<>();
    for (BrokerMatrix.Row row : matrix.rows().stream()
        .filter(row -> row.statement().version() == version)
        .sorted(Comparator.comparing(row -> row.statement().section(), HtmlReport::compareSections))
        .toList()) {
      chapters
          .computeIfAbsent(Chapters.number(row.statement().section()), n -> new ArrayList<>())
          .add(row(row, speaking));
    }
    return new BrokerMatrixPage.Table(
        version.text(),
        speaking.stream()
            .map(i -> matrix.columns().get(i))
            .map(column -> new BrokerMatrixPage.Head(
                column.target(),
                column.label().substring(column.target().length()).strip()))
            .toList(),
        matrix.columns().stream()
            .filter(column -> !column.speaks(version))
            .map(column -> column.label() + ": " + column.silence(version))
            .toList(),
        chapters.entrySet().stream()
            .map(chapter -> new BrokerMatrixPage.Chapter(
                chapter.getKey(), Chapters.title(version, chapter.getKey()), chapter.getValue()))
            .toList());
  }

  private BrokerMatrixPage.Row row(BrokerMatrix.Row row, List<Integer> speaking)
      throws IOException {
    StatementRow statement = row.statement();
    String anchor = HtmlReport.statementAnchor(statement.citation());
    List<BrokerMatrixPage.Cell> cells = new ArrayList<>();
    for (int i : speaking) {
      List<BrokerMatrixPage.Judgement> judgements = new ArrayList<>();
      for (Saying each : sayings.get(i).getOrDefault(statement.key(), List.of())) {
        judgements.add(judgement(matrix.columns().get(i).run(), each));
      }
      cells.add(new BrokerMatrixPage.Cell(
          anchor + "." + i,
          matrix.columns().get(i).label(),
          HtmlReport.markOfStatement(row.verdicts().get(i)),
          judgements));
    }
    return new BrokerMatrixPage.Row(
        anchor,
        statement.id(),
        statement.level().text(),
        statement.section(),
        statement.gist(),
        String.join("|", row.traits()),
        cells);
  }

  // ---- evidence

  /** What was judged about each statement, the gravest first. */
  private static Map<String, List<Saying>> sayings(Column column) {
    Map<String, List<Saying>> sayings = new HashMap<>();
    for (CaseLine result : column.run().cases()) {
      for (JudgementLine judgement : result.judgements()) {
        sayings
            .computeIfAbsent(
                StatementRow.key(result.version(), judgement.statement()), k -> new ArrayList<>())
            .add(new Saying(result, judgement));
      }
    }
    sayings
        .values()
        .forEach(list -> list.sort(Comparator.comparing(each -> each.judgement().verdict())));
    return sayings;
  }

  private BrokerMatrixPage.Judgement judgement(Run run, Saying saying) throws IOException {
    CaseLine result = saying.result();
    JudgementLine judgement = saying.judgement();
    boolean finding = HtmlReport.isFinding(judgement.verdict());
    List<TranscriptLine> transcript = finding ? run.transcript(result) : List.of();
    List<TranscriptLine> end =
        transcript.subList(Math.max(0, transcript.size() - ENTRIES), transcript.size());
    String report = report(run);
    return new BrokerMatrixPage.Judgement(
        HtmlReport.mark(judgement.verdict()),
        result.caseId(),
        result.transport(),
        finding ? result.title() : "",
        judgement.demand().equals("whole") ? "" : judgement.demand(),
        finding ? judgement.expected() : List.of(),
        HtmlReport.shortened(judgement.actual(), CHARACTERS_A_TEXT),
        finding || judgement.verdict() == Verdict.NOT_EXERCISED
            ? HtmlReport.shortened(judgement.reason(), CHARACTERS_A_TEXT)
            : "",
        judgement.bySilence(),
        finding ? result.reproducer() : "",
        finding && !report.isEmpty() && HtmlReport.isFinding(result.verdict())
            ? report + "#" + HtmlReport.anchor("f", result)
            : "",
        transcript.size() - end.size(),
        end.stream().map(BrokerMatrixReport::line).toList());
  }

  private static BrokerMatrixPage.Line line(TranscriptLine line) {
    String hex =
        line.hex().length() <= HEX_DIGITS ? line.hex() : line.hex().substring(0, HEX_DIGITS) + "…";
    String what = line.summary().startsWith(line.packet())
        ? line.summary()
        : line.packet() + " " + line.summary();
    return new BrokerMatrixPage.Line(
        HtmlReport.css(line.direction()),
        HtmlReport.arrow(line.direction()),
        line.connection(),
        HtmlReport.shortened(what.strip(), CHARACTERS_A_TEXT),
        hex.replaceAll("..(?=[0-9A-Fa-f…])", "$0 ").strip());
  }

  /** From this page to the run's own, or nothing where the file system knows no way. */
  private String report(Run run) {
    try {
      Path way = directory.toRealPath().relativize(run.directory().page().toRealPath());
      return new URI(null, null, "./" + way.toString().replace('\\', '/'), null).getRawPath();
    } catch (IOException | IllegalArgumentException | URISyntaxException noWay) {
      return "";
    }
  }
}
