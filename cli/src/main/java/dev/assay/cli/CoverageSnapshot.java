package dev.assay.cli;

import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import dev.assay.spec.Standing;
import dev.assay.spec.Statement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * The standing of every statement as it was when the build last derived it: {@code coverage.snapshot}, a line for each, its
 * version, identifier and standing between tabs. A test derives it anew and compares, so what is shipped is true.
 */
final class CoverageSnapshot {
  private static final String RESOURCE = "/coverage.snapshot";

  private final Map<String, Standing> standings;

  private CoverageSnapshot(Map<String, Standing> standings) {
    this.standings = Map.copyOf(standings);
  }

  /** The one that is shipped in this jar. */
  static CoverageSnapshot shipped() {
    try (InputStream in = CoverageSnapshot.class.getResourceAsStream(RESOURCE)) {
      Objects.requireNonNull(in, RESOURCE);
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static CoverageSnapshot parse(String text) {
    Map<String, Standing> standings = new HashMap<>();
    text.lines().forEach(line -> {
      String[] columns = line.split("\t", 3);
      standings.put(columns[0] + " " + columns[1], Standing.valueOf(columns[2]));
    });
    return new CoverageSnapshot(standings);
  }

  /** Lines in the order of the catalogues, each with its end. */
  static String text(Function<Statement, Standing> standingOf) {
    StringBuilder text = new StringBuilder();
    for (Statement statement : everyStatement()) {
      text.append(statement.version().text())
          .append('\t')
          .append(statement.id())
          .append('\t')
          .append(standingOf.apply(statement))
          .append('\n');
    }
    return text.toString();
  }

  /** The numbered ones of 3.1.1, those of 5.0, then the rules without a number. */
  static List<Statement> everyStatement() {
    List<Statement> all = new ArrayList<>();
    all.addAll(List.of(Mqtt311.values()));
    all.addAll(List.of(Mqtt5.values()));
    all.addAll(List.of(Rule.values()));
    return all;
  }

  /** NOT_YET where the snapshot is older than the statement. */
  Standing of(Statement statement) {
    return standings.getOrDefault(key(statement.version(), statement.id()), Standing.NOT_YET);
  }

  private static String key(MqttVersion version, String id) {
    return version.text() + " " + id;
  }
}
