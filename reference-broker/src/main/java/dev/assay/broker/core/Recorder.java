package dev.assay.broker.core;

import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns a core's calls into {@link Step}s. It is the core's outbox and witness, and stands in front of the core too:
 *
 * <pre>{@code
 * Recorder recorder = new Recorder(outbox, narrator::tell);
 * BrokerCore core = recorder.around(MqttBroker.honest(config, choices, sizes, recorder, recorder));
 * }</pre>
 */
public final class Recorder implements Outbox, Witness {
  private final @Nullable Outbox onward;
  private final Consumer<Step> listener;
  // lives from an input to its step
  private final List<Happening> happenings = new ArrayList<>();

  /**
   * A recorder that also lets everything happen.
   *
   * @param listener told of each step once it is over
   */
  public Recorder(Outbox onward, Consumer<Step> listener) {
    this.onward = onward;
    this.listener = listener;
  }

  /** A recorder behind which nothing happens. */
  public Recorder(Consumer<Step> listener) {
    this.onward = null;
    this.listener = listener;
  }

  /** {@code core}, with a step made of each of its inputs. */
  public BrokerCore around(BrokerCore core) {
    return input -> {
      core.on(input);
      Step step = new Step(input, happenings);
      happenings.clear();
      listener.accept(step);
    };
  }

  @Override
  public void send(long connection, MqttVersion version, Packet packet) {
    add(new Effect.Sent(connection, version, packet));
  }

  @Override
  public void sendBytes(long connection, Payload bytes) {
    add(new Effect.SentBytes(connection, bytes));
  }

  @Override
  public void close(long connection) {
    add(new Effect.Closed(connection));
  }

  @Override
  public void because(Subject who, List<Statement> statements, String reason, Object... facts) {
    happenings.add(new Decision(
        who.connection(), who.name(), who.version(), statements, reason, List.of(facts)));
  }

  private void add(Effect effect) {
    happenings.add(effect);
    if (onward != null) {
      effect.applyTo(onward);
    }
  }
}
