package dev.assay.reports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads a run directory back, complete or not. */
public final class RunReader {
  private RunReader() {}

  /**
   * The run that {@code directory} holds. Statements' verdicts are folded anew from the cases.
   *
   * @throws DamagedRunException naming file, line, what was expected and what was found
   */
  public static Run read(RunDirectory directory) throws IOException {
    RunFile file = RunFile.read(JsonObject.of(
        RunDirectory.RUN, Json.parse(RunDirectory.RUN, directory.read(RunDirectory.RUN))));
    List<CaseLine> cases = cases(directory, file.complete());
    List<StatementRow> rows = StatementRow.fold(statements(directory), cases);
    return new Run(directory, file.manifest(), file.complete(), file.planned(), cases, rows);
  }

  private static List<CaseLine> cases(RunDirectory directory, boolean complete) throws IOException {
    String text = directory.read(RunDirectory.CASES);
    // A run that was ended from outside may have left half a line. Nothing else may.
    String whole = complete ? text : text.substring(0, text.lastIndexOf('\n') + 1);
    List<CaseLine> cases = new ArrayList<>();
    int number = 0;
    for (String line : whole.lines().toList()) {
      number++;
      String place = RunDirectory.CASES + " line " + number;
      JsonObject json = JsonObject.of(place, Json.parse(place, line));
      CaseLine result = CaseLine.read(json);
      if (!Run.isTranscriptPath(result.transcript())) {
        throw json.wrong(
            "transcript",
            "a file " + RunDirectory.TRANSCRIPTS + "/*.json",
            json.node().get("transcript"));
      }
      cases.add(result);
    }
    return cases;
  }

  private static List<StatementRow> statements(RunDirectory directory) throws IOException {
    String file = RunDirectory.STATEMENTS;
    JsonNode array = Json.parse(file, directory.read(file));
    if (!array.isArray()) {
      throw new DamagedRunException(file, "a JSON array", "something else");
    }
    List<StatementRow> rows = new ArrayList<>();
    for (JsonNode element : array) {
      rows.add(StatementRow.read(JsonObject.of(file + " element " + (rows.size() + 1), element)));
    }
    return rows;
  }
}
