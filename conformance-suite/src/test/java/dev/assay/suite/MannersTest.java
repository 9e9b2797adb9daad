package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.core.Access;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Input;
import dev.assay.broker.rules.MqttBroker;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.CaseResult;
import dev.assay.spec.Judgement;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Brokers that keep the standard in another manner than ours. */
class MannersTest {
  @TestFactory
  Stream<DynamicTest> noCaseFailsOnAManner() {
    return Stream.of(Manner.values())
        .map(manner -> DynamicTest.dynamicTest(manner.name(), () -> {
          InMemory.Target target = new InMemory.Target(
              manner.name(),
              manner.cores(),
              BrokerConfig.DEFAULT,
              Choices.DEFAULT.with(the -> the.topicAliases = manner.leavesAliasesToTheCore()),
              settings -> settings);
          check(target);
        }));
  }

  /** Where the client is the first to leave the order, that of the PUBLISHes is told from the right one, and is not FAIL. */
  @Test
  void pubRelsInTheOrderOfThePublishesAreWarned() throws Exception {
    CaseInfo outOfOrder = caseOf("order/pubrels-follow-pubrecs-out-of-order");
    InMemory.Target target = new InMemory.Target(
        "by the PUBLISHes",
        Manner.RELEASES_IN_ORDER_OF_PUBLISHES.cores(),
        BrokerConfig.DEFAULT,
        Choices.DEFAULT,
        settings -> settings);

    CaseResult result = InMemory.play(outOfOrder, MqttVersion.V3_1_1, target);

    assertThat(result.judgements()).extracting(Judgement::verdict).containsOnly(Verdict.WARN);
  }

  /** By the letter of 3.3.1-5 each PUBLISH with RETAIN 1 replaces what is retained, a repeat as well: docs/interpretations.md. */
  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void repeatThatIsRetainedAgainIsWarned(MqttVersion version) throws Exception {
    InMemory.Target target = new InMemory.Target(
        "retains repeats " + version,
        (memory, config, choices, sizes, outbox, witness) -> {
          BrokerCore core = MqttBroker.honest(memory, config, choices, sizes, outbox, witness);
          return input -> {
            core.on(input);
            if (input instanceof Input.PacketArrived arrived
                && arrived.packet() instanceof Publish publish
                && publish.dup()
                && publish.retain()
                && memory.subscribersOf(publish.topic()).isEmpty()) {
              core.on(new Input.PacketArrived(arrived.connection(), atQosZero(publish)));
            }
          };
        },
        BrokerConfig.DEFAULT,
        Choices.DEFAULT,
        settings -> settings);

    CaseResult result =
        InMemory.play(caseOf("retained/repeat-of-qos-2-is-not-retained-again"), version, target);

    assertThat(result.judgements()).extracting(Judgement::verdict).containsOnly(Verdict.WARN);
  }

  private static Publish atQosZero(Publish publish) {
    return new Publish(
        false,
        Qos.AT_MOST_ONCE,
        publish.retain(),
        publish.topic(),
        PacketId.NONE,
        publish.properties(),
        publish.payload());
  }

  private static CaseInfo caseOf(String id) {
    return CaseCatalogue.all().stream()
        .filter(info -> info.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** Who may not use one wildcard, and may use the other: 3.8.3-2 of 3.1.1 is read as docs/interpretations.md says. */
  private static final String WILDCARDS_OF_3_1_1 = "limit/wildcards-are-all-refused-or-none";

  private static final Set<String> ONE_WILDCARD = Set.of("no +", "no #");

  /**
   * A broker that sets a short Keep Alive closes who does not keep to it, and may do so without a word. Our clients keep to it [MQTT-3.1.2-21]: each case ends as it
   * does without, but for those that are about silence.
   */
  @TestFactory
  Stream<DynamicTest> aShortKeepAliveChangesNothing() {
    return Stream.of(1, 2)
        .map(seconds -> DynamicTest.dynamicTest("Keep Alive " + seconds, () -> {
          Choices silent = Choices.DEFAULT.with(the -> the.disconnectBeforeClose = false);
          Map<String, Verdict> usual = verdicts("usual", BrokerConfig.DEFAULT, silent, 1);
          Map<String, Verdict> changed = verdicts(
              "Keep Alive " + seconds,
              BrokerConfig.DEFAULT.with(the -> the.serverKeepAliveSeconds = seconds),
              silent,
              1);

          changed
              .entrySet()
              .removeIf(
                  it -> it.getValue() == usual.get(it.getKey()) || isAboutSilence(it.getKey()));
          assertThat(changed).isEmpty();
        }));
  }

  private static boolean isAboutSilence(String caseId) {
    return caseId.startsWith("keep-alive/")
        || caseId.equals("session/kept-when-closed-by-keep-alive");
  }

  /** Who asks for more time, as for a broker that is far away, gets the same verdicts, also of what the standard itself times. */
  @TestFactory
  Stream<DynamicTest> moreTimeChangesNothing() {
    return Stream.of(0.4, 4.0, 20.0)
        .map(scale -> DynamicTest.dynamicTest("time scale " + scale, () -> {
          Map<String, Verdict> usual = verdicts("usual", BrokerConfig.DEFAULT, Choices.DEFAULT, 1);
          Map<String, Verdict> changed =
              verdicts("time scale " + scale, BrokerConfig.DEFAULT, Choices.DEFAULT, scale);

          assertThat(changed).isEqualTo(usual);
        }));
  }

  private static Map<String, Verdict> verdicts(
      String name, BrokerConfig config, Choices choices, double timeScale) throws Exception {
    Map<String, Verdict> verdicts = new TreeMap<>();
    InMemory.playAll(
            new InMemory.Target(
                name,
                MqttBroker::honest,
                config,
                choices,
                settings -> settings.withTimeScale(timeScale)),
            MqttVersion.V5)
        .forEach(result -> verdicts.put(result.caseId(), result.verdict()));
    return verdicts;
  }

  private static void check(InMemory.Target target) throws Exception {
    assertThat(InMemory.playAll(target))
        .filteredOn(result ->
            !ONE_WILDCARD.contains(target.name()) || !result.caseId().equals(WILDCARDS_OF_3_1_1))
        .filteredOn(result -> result.verdict() == Verdict.FAIL || result.verdict() == Verdict.ERROR)
        .map(result -> result.caseId() + " " + result.version() + " " + result.reason())
        .isEmpty();
  }

  /** Who may use the run's own topics and no others: what is published elsewhere is acknowledged in 3.1.1 and dropped. */
  private static Access below(String prefix) {
    return new Access() {
      @Override
      public boolean admits(@Nullable String userName, @Nullable Payload password) {
        return true;
      }

      @Override
      public boolean maySubscribe(@Nullable String userName, String clientId, TopicFilter filter) {
        return filter.text().startsWith(prefix) || filter.text().startsWith("$share/");
      }

      @Override
      public boolean mayPublish(@Nullable String userName, String clientId, TopicName topic) {
        return topic.text().startsWith(prefix);
      }
    };
  }

  private static Access subscribing(Predicate<String> filters) {
    return new Access() {
      @Override
      public boolean admits(@Nullable String userName, @Nullable Payload password) {
        return true;
      }

      @Override
      public boolean maySubscribe(@Nullable String userName, String clientId, TopicFilter filter) {
        return filters.test(filter.text());
      }
    };
  }

  /** What a broker may refuse or run out of without having declared it, and what it may declare. */
  @TestFactory
  Stream<DynamicTest> noCaseFailsOnALimit() {
    BrokerConfig usual = BrokerConfig.DEFAULT;
    return Stream.of(
            target("no +", usual.with(the -> the.access = subscribing(f -> !f.contains("+")))),
            target("no #", usual.with(the -> the.access = subscribing(f -> !f.contains("#")))),
            target(
                "no wildcards",
                usual.with(
                    the -> the.access = subscribing(f -> !f.contains("+") && !f.contains("#")))),
            target(
                "no $share",
                usual.with(the -> the.access = subscribing(f -> !f.startsWith("$share")))),
            target("its own topics alone", usual.with(the -> the.access = below("assay/"))),
            target("no session kept", usual.with(the -> the.sessionExpiryMaxSeconds = 0)),
            target("one subscription", usual.with(the -> the.subscriptionsPerSessionMax = 1)),
            target("seven levels", usual.with(the -> the.topicLevelsMax = 7)),
            target(
                "no room for a third topic to retain",
                usual.with(the -> the.retainedMaxMessages = 2)),
            target("ten messages", usual.with(the -> the.queueMaxMessages = 10)),
            target("Receive Maximum 1", usual.with(the -> the.receiveMaximum = 1)),
            target("no Keep Alive", usual.with(the -> the.serverKeepAliveSeconds = 0)),
            target("Keep Alive 1", usual.with(the -> the.serverKeepAliveSeconds = 1)))
        .map(target -> DynamicTest.dynamicTest(target.name(), () -> check(target)));
  }

  private static InMemory.Target target(String name, BrokerConfig config) {
    return new InMemory.Target(name, MqttBroker::honest, config, Choices.DEFAULT, same -> same);
  }
}
