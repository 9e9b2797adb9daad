package dev.assay.broker.core;

import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import java.util.List;

/**
 * A call on the {@link Witness} as a value.
 *
 * @param connection its number, or {@link Subject#AWAY}
 * @param name what to call the client; hostile text
 * @param statements never empty, the one to show first
 * @param reason a template in which each {@code {}} stands for the next of {@code facts}
 * @param facts may hold text from the network
 */
public record Decision(
    long connection,
    String name,
    MqttVersion version,
    List<Statement> statements,
    String reason,
    List<Object> facts)
    implements Happening {

  /** The statement to show. */
  public Statement statement() {
    return statements.get(0);
  }

  /** The reason with its facts filled in, as they are: hostile text is still hostile. */
  public String text() {
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (Object fact : facts) {
      int gap = reason.indexOf("{}", from);
      if (gap < 0) {
        break;
      }
      text.append(reason, from, gap).append(fact);
      from = gap + 2;
    }
    return text.append(reason, from, reason.length()).toString();
  }
}
