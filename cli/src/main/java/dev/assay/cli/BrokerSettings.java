package dev.assay.cli;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.net.ConnectionLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What {@code --choice} and {@code --limit} say about the broker. */
final class BrokerSettings {
  private static final RecordSettings<Choices> CHOICES =
      new RecordSettings<>("--choice", Choices.DEFAULT);
  private static final RecordSettings<BrokerConfig> OFFERS =
      new RecordSettings<>("--limit", BrokerConfig.DEFAULT);
  private static final RecordSettings<ConnectionLimits> CONNECTIONS =
      new RecordSettings<>("--limit", ConnectionLimits.DEFAULT);

  private BrokerSettings() {}

  /**
   * Which of the standard's freedoms the broker takes.
   *
   * @throws Problem where a name or a value is unknown
   */
  static Choices choices(List<String> words) {
    return CHOICES.parse(words);
  }

  /**
   * What the broker offers and how much it takes.
   *
   * @param limits of {@code --limit}, of which those about connections are left out
   * @throws Problem where a name or a value is unknown
   */
  static BrokerConfig config(List<String> limits) {
    for (String word : limits) {
      if (!OFFERS.knows(word) && !CONNECTIONS.knows(word)) {
        throw RecordSettings.unknown(
            "--limit", Stream.concat(OFFERS.names(), CONNECTIONS.names()), word);
      }
    }
    return OFFERS.parse(limits.stream().filter(OFFERS::knows).toList());
  }

  /**
   * What connections may cost.
   *
   * @param limits of {@code --limit}, of which those about everything else are left out
   * @throws Problem where a value is unknown
   */
  static ConnectionLimits connections(List<String> limits) {
    return CONNECTIONS.parse(limits.stream().filter(CONNECTIONS::knows).toList());
  }

  static List<String> choicesHelp(int columns) {
    return CHOICES.help(columns);
  }

  static List<String> limitsHelp(int columns) {
    List<String> lines = new ArrayList<>(OFFERS.help(columns));
    lines.addAll(CONNECTIONS.help(columns));
    return lines;
  }
}
