package dev.assay.broker.deviant;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.PacketSizes;
import dev.assay.broker.core.Subject;
import dev.assay.broker.core.Witness;
import dev.assay.broker.rules.MqttBroker;
import dev.assay.broker.state.BrokerState;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A broker that is wrong in exactly one point, and the judgements that have to notice.
 *
 * <pre>{@code
 * Deviant.named("forgets-the-will", "Never publishes a Will Message.")
 *     .mustFail("will/published-on-network-failure", Mqtt311.MQTT_3_1_2_8, "publish-will-on-close")
 *     .by(() -> Twists.deciding(Wills.DUE, false));
 * }</pre>
 *
 * @param name kebab-case, what {@code assay broker --deviant} takes
 * @param description one sentence: what a client sees it do wrong
 * @param breaks the judgements that must fail on it, at least one; at most one of each case and version
 * @param alsoBreaks ids of cases that fail too, since they have to judge the same fault; each one was looked at
 * @param twists makes a fresh twist for each broker
 * @param webSocketFault what its WebSocket listener gets wrong; null if the fault is one of the core
 * @param limits what it offers less of than other brokers, so that its fault can come up; null for no difference
 */
public record Deviant(
    String name,
    String description,
    List<Broken> breaks,
    List<String> alsoBreaks,
    Supplier<Twist> twists,
    @Nullable WebSocketFault webSocketFault,
    @Nullable Consumer<BrokerConfig.Draft> limits) {
  private static final int PATIENT_SECONDS = 600;

  private static final Supplier<Twist> HONEST = () -> new Twist() {};
  private static final Pattern KEBAB_CASE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  /**
   * A judgement that must fail.
   *
   * @param caseId such as {@code connect/second-connect-is-refused}
   * @param statement the one that the judgement judges; its version is the version of the execution that must fail
   * @param demand one of the statement's {@link Statement#demands()}
   */
  public record Broken(String caseId, Statement statement, String demand) {
    public Broken {
      if (!statement.demands().contains(demand)) {
        throw new IllegalArgumentException(
            statement.citation() + " has the demands " + statement.demands() + ", not " + demand);
      }
    }

    public MqttVersion version() {
      return statement.version();
    }
  }

  public Deviant {
    if (!KEBAB_CASE.matcher(name).matches()) {
      throw new IllegalArgumentException("a deviant's name is in kebab-case, was " + name);
    }
    if (breaks.isEmpty()) {
      throw new IllegalArgumentException(name + " must break something");
    }
    breaks = List.copyOf(breaks);
    alsoBreaks = List.copyOf(alsoBreaks);
  }

  /** Begins a deviant; {@link Draft#by} ends it. */
  public static Draft named(String name, String description) {
    return new Draft(name, description);
  }

  /** A deviant in the making. */
  public static final class Draft {
    private final String name;
    private final String description;
    private final List<Broken> breaks = new ArrayList<>();
    private final List<String> alsoBreaks = new ArrayList<>();
    private @Nullable Consumer<BrokerConfig.Draft> limits;

    private Draft(String name, String description) {
      this.name = name;
      this.description = description;
    }

    /** The case must fail at these statements, one of each version at most, each with a single demand. */
    public Draft mustFail(String caseId, Statement... statements) {
      for (Statement statement : statements) {
        if (statement.demands().size() > 1) {
          throw new IllegalArgumentException(
              name + ": say which of " + statement.demands() + " of " + statement.citation());
        }
        mustFail(caseId, statement, statement.demands().get(0));
      }
      return this;
    }

    /** The case must fail at this demand of this statement. */
    public Draft mustFail(String caseId, Statement statement, String demand) {
      breaks.add(new Broken(caseId, statement, demand));
      return this;
    }

    /** These cases fail too, and rightly. */
    public Draft mayFail(String... caseIds) {
      alsoBreaks.addAll(Arrays.asList(caseIds));
      return this;
    }

    /** It offers less than other brokers, and says so: what it gets wrong is how it deals with that. */
    public Draft offering(Consumer<BrokerConfig.Draft> less) {
      limits = less;
      return this;
    }

    public Deviant by(Supplier<Twist> twists) {
      return new Deviant(name, description, breaks, alsoBreaks, twists, null, limits);
    }

    /** The core is honest; the fault is one of the listener for WebSockets. */
    public Deviant by(WebSocketFault fault) {
      return new Deviant(name, description, breaks, alsoBreaks, HONEST, fault, limits);
    }
  }

  /**
   * Whether this case may fail on it although it is not the one that must: since it has to judge the same fault, or plays wrong
   * packets of which this broker takes one otherwise.
   */
  public boolean mayFail(String caseId) {
    return alsoBreaks.contains(caseId) || CorpusDeviants.changes(twists, caseId);
  }

  /**
   * This configuration with what this broker offers less of. It waits long for a CONNECT: where it does not close what it should,
   * its clock is not to do it.
   */
  public BrokerConfig limited(BrokerConfig config) {
    BrokerConfig patient = config.with(the -> the.connectWithinSeconds = PATIENT_SECONDS);
    return limits == null ? patient : patient.with(limits);
  }

  /** A broker with this fault that remembers nothing yet, made of the same parts as {@link MqttBroker#honest}. */
  public BrokerCore broker(
      BrokerConfig config, Choices choices, PacketSizes sizes, Outbox outbox, Witness witness) {
    return broker(new BrokerState(), config, choices, sizes, outbox, witness);
  }

  /** A broker with this fault, made of the same parts as {@link MqttBroker#honest}. */
  public BrokerCore broker(
      BrokerState memory,
      BrokerConfig config,
      Choices choices,
      PacketSizes sizes,
      Outbox outbox,
      Witness witness) {
    return new Twisted(twists.get(), memory, config, choices, sizes, outbox, witness);
  }

  /** The honest core with a twist in front of it, behind it and in its head. */
  private static final class Twisted implements BrokerCore, Outbox {
    private final Twist twist;
    private final Outbox outbox;
    private final MqttBroker core;

    Twisted(
        Twist twist,
        BrokerState memory,
        BrokerConfig config,
        Choices choices,
        PacketSizes sizes,
        Outbox outbox,
        Witness witness) {
      this.twist = twist;
      this.outbox = outbox;
      this.core = new MqttBroker(memory, config, choices, sizes, this, witness, this::outcome);
    }

    private boolean outcome(Citation citation, Subject who, boolean condition) {
      return twist.outcome(citation, who, condition, core.view());
    }

    @Override
    public void on(Input input) {
      twist.inputs(input, core.view(), outbox).forEach(core::on);
    }

    @Override
    public void send(long connection, MqttVersion version, Packet packet) {
      pass(new Effect.Sent(connection, version, packet));
    }

    @Override
    public void sendBytes(long connection, Payload bytes) {
      pass(new Effect.SentBytes(connection, bytes));
    }

    @Override
    public void close(long connection) {
      pass(new Effect.Closed(connection));
    }

    private void pass(Effect effect) {
      twist.effects(effect, core.view()).forEach(instead -> instead.applyTo(outbox));
    }
  }
}
