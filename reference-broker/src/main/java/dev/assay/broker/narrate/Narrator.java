package dev.assay.broker.narrate;

import dev.assay.broker.core.Decision;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Happening;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Step;
import dev.assay.spec.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tells what the broker does, a line for each thing that happens, with the statement that it obeys and what that asks for:
 *
 * <pre>
 *   0.012  alice  &gt; PINGREQ
 *   0.012  alice    PINGREQ: PINGRESP [5.0 MQTT-3.12.4-1] Every PINGREQ is answered ...
 *   0.012  alice  &lt; PINGRESP
 * </pre>
 *
 * The time is in seconds since the broker started; {@code >} is what came in, {@code <} what went out. Text from the network is
 * made harmless. One thread at a time.
 */
public final class Narrator implements Consumer<Step> {
  private final Consumer<String> lines;
  // who is on a connection, as far as was told
  private final Map<Long, String> names = new HashMap<>();
  private long nowMillis;

  /**
   * A narrator.
   *
   * @param lines gets each line, without an end of line
   */
  public Narrator(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void accept(Step step) {
    step.input().reach(new Told());
    for (Happening happening : step.happenings()) {
      if (happening instanceof Decision decision) {
        tell(decision);
      } else if (happening instanceof Effect effect) {
        tell(effect);
      }
    }
  }

  private void tell(Decision decision) {
    names.put(decision.connection(), PlainText.of(decision.name()));
    Statement statement = decision.statement();
    line(
        PlainText.of(decision.name()),
        " ",
        PlainText.of(decision.text()) + " [" + statement.citation() + "] " + statement.gist());
  }

  private void tell(Effect effect) {
    String what;
    if (effect instanceof Effect.Sent sent) {
      what = PacketWords.of(sent.packet(), sent.version());
    } else if (effect instanceof Effect.SentBytes bytes) {
      what = bytes.bytes().length() + " bytes that are no packet of the standard";
    } else {
      what = "the connection is closed";
    }
    line(nameOf(effect.connection()), "<", what);
    if (effect instanceof Effect.Closed) {
      names.remove(effect.connection());
    }
  }

  private String nameOf(long connection) {
    return names.getOrDefault(connection, "connection " + connection);
  }

  private void line(String who, String direction, String what) {
    lines.accept(
        String.format(Locale.ROOT, "%8.3f  %s  %s %s", nowMillis / 1000.0, who, direction, what));
  }

  /** What came in. */
  private final class Told implements Input.Receiver {

    @Override
    public void onConnectionOpened(Input.ConnectionOpened input) {
      names.put(input.connection(), PlainText.of(input.peer()));
      line(nameOf(input.connection()), ">", "opens a connection");
    }

    @Override
    public void onPacketArrived(Input.PacketArrived input) {
      line(nameOf(input.connection()), ">", PacketWords.of(input.packet()));
    }

    @Override
    public void onPacketsWait(Input.PacketsWait input) {
      // they are told when their turn comes
    }

    @Override
    public void onBytesMalformed(Input.BytesMalformed input) {
      line(
          nameOf(input.connection()),
          ">",
          "malformed: " + PlainText.of(input.violation().toString()));
    }

    @Override
    public void onConnectionLost(Input.ConnectionLost input) {
      if (input.why().isEmpty()) {
        line(nameOf(input.connection()), ">", "the connection is gone");
      } else {
        line(nameOf(input.connection()), "<", "the connection is cut: " + input.why());
      }
      names.remove(input.connection());
    }

    @Override
    public void onRestarted(Input.Restarted input) {
      line("broker", ">", "starts again with what it remembers");
    }

    @Override
    public void onStopping(Input.Stopping input) {
      line("broker", ">", "is about to stop");
    }

    @Override
    public void onServerPublished(Input.ServerPublished input) {
      line(
          "broker",
          ">",
          "says on " + input.topic().text() + ": " + input.payload().asText());
    }

    @Override
    public void onTimePassed(Input.TimePassed input) {
      nowMillis = input.nowMillis();
    }
  }
}
