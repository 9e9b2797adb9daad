package dev.assay.suite;

import dev.assay.broker.access.PasswordHash;
import dev.assay.broker.core.Access;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Decision;
import dev.assay.broker.core.NonceSeed;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Recorder;
import dev.assay.broker.core.Redirection;
import dev.assay.broker.core.ScramCredentials;
import dev.assay.broker.core.Step;
import dev.assay.broker.core.Subject;
import dev.assay.broker.core.Witness;
import dev.assay.broker.rules.MqttBroker;
import dev.assay.broker.state.Delivery;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;

/** Brokers that keep the standard, to be judged. */
final class Targets {
  static final String SCRAM_USER = "ellen";
  static final Payload SCRAM_PASSWORD = Payload.of("hunter2");

  /** Refuses something of each kind. */
  static final InMemory.Target HONEST = forbidding("honest", Choices.DEFAULT);

  /** Offers enhanced authentication. */
  static final InMemory.Target SCRAM = honest(
      "SCRAM-SHA-256",
      scram(),
      Choices.DEFAULT,
      settings -> settings.withCredentials(SCRAM_USER, SCRAM_PASSWORD));

  /** Passes on messages of QoS 2 when they are released. */
  static final InMemory.Target WITH_QOS_TWO_AT_PUBREL = forbidding(
      "QoS 2 at PUBREL",
      Choices.DEFAULT.with(the -> the.qosTwoDelivery = Choices.QosTwoDelivery.AT_PUBREL));

  /** Lets in who says the one password. */
  static final InMemory.Target WITH_PASSWORDS = honest(
      "with passwords",
      BrokerConfig.DEFAULT.with(
          the -> the.access = Access.ofPasswords(Map.of(SCRAM_USER, SCRAM_PASSWORD))),
      Choices.DEFAULT,
      settings -> settings
          .withCredentials(SCRAM_USER, SCRAM_PASSWORD)
          .withSetup(new Setup(null, null, SCRAM_USER, Payload.of("another password"))));

  private Targets() {}

  /** The usual broker with what it does and says told again by recorders, one of which only notes down what is to be done. */
  static List<InMemory.Target> recorded() {
    return List.of(
        recorded("recorded", (outbox, listener) -> new Recorder(outbox, listener)),
        recorded(
            "recorded, then done",
            (outbox, listener) -> new Recorder(step -> {
              listener.accept(step);
              step.effects().forEach(effect -> effect.applyTo(outbox));
            })));
  }

  private static InMemory.Target recorded(
      String name, BiFunction<Outbox, Consumer<Step>, Recorder> recording) {
    return new InMemory.Target(
        name,
        (memory, config, choices, sizes, outbox, witness) -> {
          Recorder recorder = recording.apply(
              outbox, step -> step.decisions().forEach(said -> tell(witness, said)));
          return recorder.around(
              MqttBroker.honest(memory, config, choices, sizes, recorder, recorder));
        },
        HONEST.config(),
        HONEST.choices(),
        HONEST.with());
  }

  private static void tell(Witness witness, Decision said) {
    Subject who = new Subject() {
      @Override
      public long connection() {
        return said.connection();
      }

      @Override
      public String name() {
        return said.name();
      }

      @Override
      public MqttVersion version() {
        return said.version();
      }
    };
    witness.because(who, said.statements(), said.reason(), said.facts().toArray());
  }

  static InMemory.Target forbidding(String name, Choices choices) {
    return honest(name, Forbidden.CONFIG, choices, settings -> settings.withSetup(Forbidden.SETUP));
  }

  static InMemory.Target honest(
      String name, BrokerConfig config, Choices choices, UnaryOperator<RunSettings> with) {
    return new InMemory.Target(name, MqttBroker::honest, config, choices, with);
  }

  static BrokerConfig scram() {
    PasswordHash.ScramSha256 kept =
        PasswordHash.scramSha256(SCRAM_PASSWORD, "a salt".getBytes(StandardCharsets.UTF_8), 4096);
    return BrokerConfig.DEFAULT.with(the -> {
      the.nonceSeed = new NonceSeed(Payload.of("the same seed in every run"));
      the.access = new Access() {
        @Override
        public boolean admits(@Nullable String userName, @Nullable Payload password) {
          return true;
        }

        @Override
        public boolean offersScram() {
          return true;
        }

        @Override
        public ScramCredentials scramCredentialsOf(String userName) {
          return new ScramCredentials(
              kept.iterations(), kept.salt(), kept.storedKey(), kept.serverKey());
        }
      };
    });
  }

  /** Brokers that declare a limit to 5.0 clients. */
  static List<Named<BrokerConfig>> limited() {
    BrokerConfig usual = BrokerConfig.DEFAULT;
    return List.of(
        Named.of("Maximum QoS 1", usual.with(the -> the.maximumQos = Qos.AT_LEAST_ONCE)),
        Named.of("Maximum QoS 0", usual.with(the -> the.maximumQos = Qos.AT_MOST_ONCE)),
        Named.of("no retained messages", usual.with(the -> the.retainAvailable = false)),
        Named.of("no wildcards", usual.with(the -> the.wildcardsAvailable = false)),
        Named.of("no Topic Aliases", usual.with(the -> the.topicAliasMaximum = 0)),
        Named.of(
            "no Subscription Identifiers",
            usual.with(the -> the.subscriptionIdentifiersAvailable = false)),
        Named.of(
            "no Shared Subscriptions", usual.with(the -> the.sharedSubscriptionsAvailable = false)),
        Named.of("Receive Maximum 2", usual.with(the -> the.receiveMaximum = 2)),
        Named.of("packets up to 400 bytes", usual.with(the -> the.maximumPacketSizeBytes = 400)),
        Named.of("Server Keep Alive 30", usual.with(the -> the.serverKeepAliveSeconds = 30)));
  }

  /** Brokers that are other than {@link #HONEST} in one thing, which a client is told or can find out. */
  static List<InMemory.Target> others() {
    List<InMemory.Target> all = new ArrayList<>();
    Freedoms.oneByOne().forEach(each -> all.add(forbidding(each.getName(), each.getPayload())));
    limited().forEach(each -> all.add(limited(each.getName(), each.getPayload())));
    all.add(SCRAM);
    all.add(WITH_PASSWORDS);
    return all;
  }

  /**
   * Brokers that have less room than cases may need, or send everybody away. Most cases do not get far on some of them: they are to be
   * watched, not to be judged.
   */
  static List<InMemory.Target> narrow() {
    List<InMemory.Target> all = new ArrayList<>();
    cramped().forEach(each -> all.add(limited(each.getName(), each.getPayload())));
    all.add(denying("every session is another user's", true));
    all.add(denying("nobody may publish", false));
    return all;
  }

  /** Lets everybody in, and no further than to what is denied: sessions, or else topics. */
  private static InMemory.Target denying(String name, boolean sessions) {
    Access access = new Access() {
      @Override
      public boolean admits(@Nullable String userName, @Nullable Payload password) {
        return true;
      }

      @Override
      public boolean mayHaveSessionOf(@Nullable String userName, @Nullable String owner) {
        return !sessions;
      }

      @Override
      public boolean mayPublish(@Nullable String userName, String clientId, TopicName topic) {
        return sessions;
      }
    };
    return honest(
        name,
        BrokerConfig.DEFAULT.with(the -> the.access = access),
        Choices.DEFAULT,
        settings -> settings.withSetup(Forbidden.SETUP));
  }

  private static InMemory.Target limited(String name, BrokerConfig config) {
    return honest(
        name,
        config.with(the -> the.access = Forbidden.CONFIG.access()),
        Choices.DEFAULT,
        settings -> settings.withSetup(Forbidden.SETUP));
  }

  private static List<Named<BrokerConfig>> cramped() {
    BrokerConfig usual = BrokerConfig.DEFAULT;
    return List.of(
        Named.of("1 message waits", usual.with(the -> the.queueMaxMessages = 1)),
        Named.of("2 messages wait in total", usual.with(the -> the.queueTotalMaxMessages = 2)),
        Named.of(
            "2 messages and 50 bytes wait in total",
            usual.with(the -> the.queueTotalMaxBytes = 2 * Delivery.OVERHEAD_BYTES + 50)),
        Named.of("1 subscription", usual.with(the -> the.subscriptionsPerSessionMax = 1)),
        Named.of("2 subscriptions in total", usual.with(the -> the.subscriptionsMax = 2)),
        Named.of(
            "one look at what is retained",
            usual.with(the -> the.retainedLooksPerSubscribeMax = 1)),
        Named.of("1 session", usual.with(the -> the.sessionsMax = 1)),
        Named.of("1 retained message", usual.with(the -> the.retainedMaxMessages = 1)),
        Named.of("30 bytes retained", usual.with(the -> the.retainedMaxBytes = 30)),
        Named.of("5 levels", usual.with(the -> the.topicLevelsMax = 5)),
        Named.of("3 connections", usual.with(the -> the.connectionsMax = 3)),
        Named.of("sessions expire after 2 s", usual.with(the -> the.sessionExpiryMaxSeconds = 2)),
        Named.of(
            "no Response Information", usual.with(the -> the.responseInformationPrefix = null)),
        Named.of(
            "another server",
            usual.with(the -> the.redirection = new Redirection(false, "example.org:1883"))),
        Named.of(
            "another server, for good",
            usual.with(the -> the.redirection = new Redirection(true, null))));
  }
}
