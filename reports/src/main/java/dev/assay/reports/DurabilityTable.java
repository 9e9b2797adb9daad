package dev.assay.reports;

import dev.assay.spec.Durability;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.RunManifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a broker remembers through the end of its process: a level for each kind of memory and version. Empty for a run that did
 * not ask.
 *
 * @param versions the columns
 * @param rows in the order in which they were found out
 */
public record DurabilityTable(List<MqttVersion> versions, List<Row> rows) {
  /** What the levels mean, and what they do not. */
  public static final String LEGEND =
      "Observed levels: none; restart (it outlasts a stop in order), or more, where a kill told"
          + " nothing; process kill (it outlasts SIGKILL under load too). Nothing is said about a loss"
          + " of power: what a killed process has handed to the operating system is still written, and"
          + " what a disk holds in its cache is not tested.";

  public DurabilityTable {
    versions = List.copyOf(versions);
    rows = List.copyOf(rows);
  }

  /**
   * One kind of memory.
   *
   * @param cells one for each version, in their order
   */
  public record Row(String kind, List<Cell> cells) {
    public Row {
      cells = List.copyOf(cells);
    }
  }

  /**
   * What was found in one version.
   *
   * @param level in words; empty where the version was not asked
   * @param evidence what was acknowledged and what of it was there
   */
  public record Cell(String level, String evidence) {}

  /** What the facts of a run say. */
  public static DurabilityTable of(RunManifest manifest) {
    Map<String, Map<MqttVersion, ProfileFact>> facts = new LinkedHashMap<>();
    TreeSet<MqttVersion> versions = new TreeSet<>();
    for (ProfileFact fact : manifest.profile()) {
      if (isLevel(fact)) {
        versions.add(fact.version());
        facts
            .computeIfAbsent(
                fact.name().substring(Durability.FACT.length()), absent -> new LinkedHashMap<>())
            .put(fact.version(), fact);
      }
    }
    List<Row> rows = new ArrayList<>();
    facts.forEach((kind, of) -> {
      List<Cell> cells = new ArrayList<>();
      for (MqttVersion version : versions) {
        ProfileFact fact = of.get(version);
        cells.add(fact == null ? new Cell("", "") : new Cell(fact.value(), fact.source()));
      }
      rows.add(new Row(kind, cells));
    });
    return new DurabilityTable(List.copyOf(versions), rows);
  }

  /** Whether a fact tells such a level. */
  static boolean isLevel(ProfileFact fact) {
    return fact.name().startsWith(Durability.FACT);
  }

  /** Whether there is nothing in it. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }
}
