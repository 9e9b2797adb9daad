package dev.assay.reports;

import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.RunManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A run as its directory holds it.
 *
 * @param complete false where the run was ended from outside, so that cases are missing
 * @param planned how many executions were to come; 0 where that is not known
 * @param cases sorted by their key
 * @param statements all rows, in the order of the standard, with verdicts that follow from {@code cases}
 */
public record Run(
    RunDirectory directory,
    RunManifest manifest,
    boolean complete,
    int planned,
    List<CaseLine> cases,
    List<StatementRow> statements) {

  private static final String NOT_SPOKEN = "not spoken";
  private static final Pattern TRANSCRIPT_PATH =
      Pattern.compile(RunDirectory.TRANSCRIPTS + "/[A-Za-z0-9_-][A-Za-z0-9._-]*\\.json");

  public Run {
    cases = cases.stream().sorted(CaseLine.BY_KEY).toList();
    statements = List.copyOf(statements);
  }

  /** The run in numbers. */
  public Summary summary() {
    return Summary.of(cases, statements);
  }

  /** Whether {@code path} is one that a run directory gives to a transcript. Anything else leads elsewhere. */
  static boolean isTranscriptPath(String path) {
    return TRANSCRIPT_PATH.matcher(path).matches();
  }

  /** What went over the connections of {@code result}, in order of time. */
  List<TranscriptLine> transcript(CaseLine result) throws IOException {
    String file = result.transcript();
    return TranscriptLine.read(file, Json.parse(file, directory.read(file)));
  }

  /** Why nothing of {@code version} was executed, where the target was asked and does not speak it. */
  public Optional<String> notSpoken(MqttVersion version) {
    return manifest.profile().stream()
        .filter(fact -> fact.version() == version && fact.value().startsWith(NOT_SPOKEN))
        .map(ProfileFact::value)
        .findFirst();
  }

  /** Of each version that the target does not speak: {@code MQTT 5.0 is not spoken: closes the connection}. */
  public List<String> notSpoken() {
    return Stream.of(MqttVersion.values())
        .flatMap(version ->
            notSpoken(version).stream().map(how -> "MQTT " + version.text() + " is " + how))
        .toList();
  }

  /** Where it lies. */
  public Path path() {
    return directory.path();
  }
}
