package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.core.Access;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.net.Transport;
import dev.assay.client.Segments;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.CaseResult;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.TranscriptEntry;
import dev.assay.spec.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No case is stricter than the standard: a broker that keeps it passes all of them, whichever of its freedoms it takes. */
// against a hang alone: how long a run takes is the machine's affair
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class ReferenceBrokerTest {
  // several runs share the machine
  private static final int WORKERS = 16;

  private static final int LAST_ENTRIES = 12;

  private static final boolean EVERYTHING = Boolean.getBoolean("assay.freedoms.all");

  private static Host host;

  @BeforeAll
  static void makeCertificate(@TempDir Path directory) throws Exception {
    host = Host.in(directory);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void everyCasePassesOnTheHonestBroker(Transport over) throws Exception {
    try (ReferenceBroker broker = host.start(over, Choices.DEFAULT)) {
      Collected collected = Collected.patiently(
          host.url(broker),
          settings -> settings.withExclusive(true).withSetup(Forbidden.SETUP).withWorkers(WORKERS));

      assertThat(notAmong(
              collected, Verdict.PASS, Verdict.INFO, Verdict.UNSUPPORTED, Verdict.NOT_EXERCISED))
          .isEmpty();
      assertThat(collected.results()).hasSize(collected.planned());
      assertThat(collected.results())
          .filteredOn(result -> result.verdict() == Verdict.PASS)
          .as("a PASS names what it judged, and shows it")
          .allSatisfy(result -> {
            assertThat(result.judgements()).isNotEmpty();
            assertThat(result.transcript()).isNotEmpty();
            assertThat(result.localAddresses()).isNotEmpty();
            assertThat(result.reproducer()).isEmpty();
          });
      if (over == Transport.TCP) {
        assertThat(verdicts(InMemory.playAll(Targets.HONEST)))
            .as("in memory each case ends as it does over sockets")
            .isEqualTo(verdicts(collected.results()));
      }
    }
  }

  @Test
  void everyCasePassesOnABrokerThatKeepsWhatItRemembersOnDisk(@TempDir Path data) throws Exception {
    try (ReferenceBroker broker =
        ReferenceBroker.start(ReferenceBroker.options().withData(data))) {
      Collected collected = Collected.patiently(
          broker, settings -> settings.withExclusive(true).withWorkers(WORKERS));

      assertThat(notAmong(
              collected, Verdict.PASS, Verdict.INFO, Verdict.UNSUPPORTED, Verdict.NOT_EXERCISED))
          .isEmpty();
    }
  }

  static List<Named<Choices>> choices() {
    return Freedoms.oneByOne();
  }

  /** Each value of each choice, every case, in memory. */
  @ParameterizedTest
  @MethodSource("choices")
  @Tag("once")
  void noCaseFailsOnAFreedomThatTheStandardLeaves(Choices choices) throws Exception {
    InMemory.Target target = Targets.forbidding(choices.toString(), choices);

    assertThat(notAmong(
            InMemory.playAll(target),
            Verdict.PASS,
            Verdict.WARN,
            Verdict.INFO,
            Verdict.UNSUPPORTED,
            Verdict.NOT_EXERCISED))
        .isEmpty();
  }

  static Stream<Arguments> choicesAndTransports() {
    Stream<Named<Choices>> choices = EVERYTHING
        ? Freedoms.oneByOne().stream()
        : Stream.of(Named.of("every freedom the other way", Choices.CONTRARY));
    return choices.flatMap(
        each -> Stream.of(Transport.values()).map(over -> Arguments.of(each, over)));
  }

  /**
   * The same over each transport, where every freedom is taken the other way; over plain TCP every case, over the others no
   * case that waits for seconds, and a sample of the corpus. {@code -Dassay.freedoms.all=true} plays every case for each choice over each transport, which takes
   * some minutes.
   */
  @ParameterizedTest
  @MethodSource("choicesAndTransports")
  @Tag("once")
  void noCaseFailsOnAFreedomOverSockets(Choices choices, Transport over) throws Exception {
    boolean all = EVERYTHING || over == Transport.TCP;
    try (ReferenceBroker broker = host.start(over, choices)) {
      Collected collected = Collected.patiently(
          host.url(broker),
          settings -> settings
              .withExclusive(true)
              .withSetup(Forbidden.SETUP)
              .withWorkers(WORKERS)
              .withCases(all ? List.of() : quickCases()));

      assertThat(notAmong(
              collected,
              Verdict.PASS,
              Verdict.WARN,
              Verdict.INFO,
              Verdict.UNSUPPORTED,
              Verdict.NOT_EXERCISED))
          .isEmpty();
    }
  }

  @Test
  void everyFreedomCanBeTakenTheOtherWay() {
    assertThat(Freedoms.notContrary()).isEmpty();
  }

  private static List<String> quickCases() {
    return CaseCatalogue.all().stream()
        .filter(info -> !info.takesSeconds())
        .filter(info -> EVERYTHING || info.row() == null || isInSample(info))
        .map(CaseInfo::id)
        .toList();
  }

  /** The cases of the corpus send many packets that a broker takes alike: here one case in six, elsewhere all. */
  private static boolean isInSample(CaseInfo info) {
    return Math.floorMod(info.id().hashCode(), 6) == 0;
  }

  static List<Named<BrokerConfig>> limits() {
    return Targets.limited();
  }

  /** What a broker declares that it does not offer is never held against it. 3.1.1 has no such declarations. */
  @ParameterizedTest
  @MethodSource("limits")
  @Tag("once")
  void noCaseFailsOnADeclaredLimit(BrokerConfig config) throws Exception {
    InMemory.Target target =
        Targets.honest(config.toString(), config, Choices.DEFAULT, settings -> settings);

    assertThat(notAmong(
            InMemory.playAll(target, MqttVersion.V5),
            Verdict.PASS,
            Verdict.WARN,
            Verdict.INFO,
            Verdict.UNSUPPORTED,
            Verdict.NOT_EXERCISED))
        .isEmpty();
  }

  static List<Named<BrokerConfig>> limitsOfTheNetwork() {
    return List.of(
        Named.of(
            "Maximum QoS 0", BrokerConfig.DEFAULT.with(the -> the.maximumQos = Qos.AT_MOST_ONCE)),
        Named.of(
            "packets up to 400 bytes",
            BrokerConfig.DEFAULT.with(the -> the.maximumPacketSizeBytes = 400)));
  }

  /** The same over sockets, for what is told to the network as well, and one that changes most cases. */
  @ParameterizedTest
  @MethodSource("limitsOfTheNetwork")
  @Tag("once")
  void noCaseFailsOnADeclaredLimitOverSockets(BrokerConfig config) throws Exception {
    try (ReferenceBroker broker =
        ReferenceBroker.start(ReferenceBroker.options().withConfig(config))) {
      Collected collected = Collected.patiently(
          broker,
          settings -> settings
              .withExclusive(true)
              .withWorkers(WORKERS)
              .withCases(quickCases())
              .withVersions(Set.of(MqttVersion.V5)));

      assertThat(notAmong(
              collected,
              Verdict.PASS,
              Verdict.WARN,
              Verdict.INFO,
              Verdict.UNSUPPORTED,
              Verdict.NOT_EXERCISED))
          .isEmpty();
    }
  }

  /** Where a packet ends is told by its Remaining Length alone, however its bytes come. */
  @ParameterizedTest
  @EnumSource(
      value = Segments.class,
      names = {"BYTES", "MERGED"})
  void verdictsDoNotDependOnThePiecesInWhichPacketsCome(Segments segments) throws Exception {
    try (ReferenceBroker broker = ReferenceBroker.start(ReferenceBroker.options())) {
      Collected collected = Collected.patiently(
          broker,
          settings -> settings
              .withExclusive(true)
              .withWorkers(WORKERS)
              .withCases(quickCases())
              .withSegments(segments));

      assertThat(notAmong(collected, Verdict.PASS, Verdict.NOT_EXERCISED)).isEmpty();
    }
  }

  /** A broker that grants few connections is asked for no more, so that none of its refusals looks like a fault. */
  @ParameterizedTest
  @ValueSource(ints = {5, RunSettings.CONNECTIONS_UNKNOWN})
  void fewConnectionsAreEnough(int told) throws Exception {
    int few = 5;
    BrokerConfig config = BrokerConfig.DEFAULT.with(the -> the.connectionsMax = few);
    List<String> cases = List.of("ping/*", "retained/*", "routing/*");
    try (ReferenceBroker broker =
        ReferenceBroker.start(ReferenceBroker.options().withConfig(config))) {
      Collected collected = Collected.patiently(
          broker,
          settings -> settings.withExclusive(true).withConnectionsMax(told).withCases(cases));

      assertThat(collected.results()).hasSizeGreaterThan(few);
      assertThat(notAmong(collected, Verdict.PASS, Verdict.NOT_EXERCISED)).isEmpty();
    }
  }

  @Test
  void enhancedAuthenticationPassesWhereItIsOffered() throws Exception {
    try (ReferenceBroker broker =
        ReferenceBroker.start(ReferenceBroker.options().withConfig(Targets.scram()))) {
      Collected collected = Collected.patiently(
          broker,
          settings -> settings
              .withCredentials(Targets.SCRAM_USER, Targets.SCRAM_PASSWORD)
              .withCases(List.of("auth/*"))
              .withVersions(Set.of(MqttVersion.V5)));

      assertThat(collected.results()).hasSizeGreaterThan(10);
      assertThat(notAmong(collected, Verdict.PASS)).isEmpty();
    }
  }

  @Test
  void passwordIsNowhereInTheResults() throws Exception {
    String password = "hunter2hunter2";
    BrokerConfig config = BrokerConfig.DEFAULT.with(
        the -> the.access = Access.ofPasswords(Map.of("ellen", Payload.of(password))));
    try (ReferenceBroker broker =
        ReferenceBroker.start(ReferenceBroker.options().withConfig(config))) {
      Collected collected = Collected.patiently(
          broker,
          settings -> settings
              .withCredentials("ellen", Payload.of(password))
              .withWorkers(WORKERS)
              .withCases(quickCases()));

      String everything = collected.results() + " " + collected.profile();
      assertThat(collected.results()).isNotEmpty();
      assertThat(everything)
          .doesNotContain(password)
          .doesNotContain("68756e7465723268756e74657232");
      assertThat(notAmong(
              collected, Verdict.PASS, Verdict.INFO, Verdict.UNSUPPORTED, Verdict.NOT_EXERCISED))
          .isEmpty();
    }
  }

  @Test
  void wrongPasswordIsATargetProblem() throws Exception {
    BrokerConfig config = BrokerConfig.DEFAULT.with(
        the -> the.access = Access.ofPasswords(Map.of("ellen", Payload.of("right"))));
    try (ReferenceBroker broker =
        ReferenceBroker.start(ReferenceBroker.options().withConfig(config))) {
      assertThat(catchThrowableOfType(
                  TargetProblem.class,
                  () -> Collected.patiently(
                      broker, settings -> settings.withCredentials("ellen", Payload.of("wrong"))))
              .kind())
          .isEqualTo(TargetProblem.Kind.REFUSED);
    }
  }

  private static Map<String, Verdict> verdicts(List<CaseResult> results) {
    Map<String, Verdict> verdicts = new TreeMap<>();
    results.forEach(
        result -> verdicts.put(result.caseId() + " " + result.version(), result.verdict()));
    return verdicts;
  }

  private static List<String> notAmong(Collected collected, Verdict... fine) {
    return notAmong(collected.results(), fine);
  }

  private static List<String> notAmong(List<CaseResult> results, Verdict... fine) {
    return results.stream()
        .filter(result -> !List.of(fine).contains(result.verdict()))
        .map(ReferenceBrokerTest::line)
        .toList();
  }

  /** How an execution ended, with the last of what was sent and came: what only happens now and then has to be told by it. */
  static String line(CaseResult result) {
    List<TranscriptEntry> all = result.transcript();
    StringBuilder line = new StringBuilder(
        result.caseId() + " " + result.version() + " " + result.verdict() + ": " + result.reason());
    for (TranscriptEntry entry : all.subList(Math.max(0, all.size() - LAST_ENTRIES), all.size())) {
      line.append(String.format(
          "%n  %,d us %s %s %s",
          entry.timeMicros(), entry.connection(), entry.direction(), entry.summary()));
    }
    return line.toString();
  }
}
