package dev.assay.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one execution of a case: one line of {@code cases.jsonl}. Its key is case, version and transport.
 *
 * @param caseId stable identifier such as {@code connect/second-connect-is-refused}
 * @param title one sentence: what the case holds the broker to
 * @param advice where to look for one whose broker fails here
 * @param version the version spoken
 * @param transport {@code tcp}, {@code tls}, {@code ws} or {@code wss}
 * @param statements all statements that the case can judge
 * @param verdict the fold of the judgements
 * @param grade the weakest grade of a PASS; null for every other verdict
 * @param close how the connection of the deciding judgement stood
 * @param judgements in the order in which they were made, those not reached as NOT_RUN
 * @param expected the acceptable outcomes of the deciding judgement, best first
 * @param actual what the broker did at the deciding judgement
 * @param reason one or two sentences for the author of the broker
 * @param durationMillis of this execution
 * @param transcript both directions of all connections of the case, in order of time
 * @param reproducer one line that repeats the provocation; empty where the verdict is PASS
 * @param localAddresses the local addresses of the case's connections, such as {@code 127.0.0.1:40412}
 * @param inconclusiveBefore how often the case was played before this attempt and could not be told, at least 0
 */
public record CaseResult(
    String caseId,
    String title,
    String advice,
    MqttVersion version,
    String transport,
    List<Statement> statements,
    Verdict verdict,
    @Nullable Grade grade,
    Close close,
    List<Judgement> judgements,
    List<String> expected,
    String actual,
    String reason,
    long durationMillis,
    List<TranscriptEntry> transcript,
    String reproducer,
    List<String> localAddresses,
    int inconclusiveBefore) {

  public CaseResult {
    statements = List.copyOf(statements);
    judgements = List.copyOf(judgements);
    expected = List.copyOf(expected);
    transcript = List.copyOf(transcript);
    localAddresses = List.copyOf(localAddresses);
  }
}
