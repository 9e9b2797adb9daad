package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.access.PasswordHash;
import dev.assay.broker.core.Access;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.NonceSeed;
import dev.assay.broker.core.ScramCredentials;
import dev.assay.broker.net.Transport;
import dev.assay.client.Segments;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.CaseResult;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
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

  static Stream<Arguments> choicesAndTransports() {
    List<Named<Choices>> choices = Freedoms.oneByOne();
    Transport[] transports = Transport.values();
    return EVERYTHING
        ? choices.stream()
            .flatMap(each -> Stream.of(transports).map(over -> Arguments.of(each, over)))
        // a transport that comes round again meets another choice
        : IntStream.range(0, choices.size())
            .mapToObj(i -> Arguments.of(choices.get(i), transports[i % transports.length]));
  }

  /**
   * Each value of each choice, over one of the transports; those cases that wait for seconds, and all of the corpus, are
   * played where every freedom is taken the other way. {@code -Dassay.freedoms.all=true} plays every case over every transport, which takes some minutes.
   */
  @ParameterizedTest
  @MethodSource("choicesAndTransports")
  void noCaseFailsOnAFreedomThatTheStandardLeaves(Choices choices, Transport over)
      throws Exception {
    boolean all = EVERYTHING || choices.equals(Choices.CONTRARY);
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

  static Stream<Named<BrokerConfig>> limits() {
    BrokerConfig usual = BrokerConfig.DEFAULT;
    return Stream.of(
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

  /** What a broker declares that it does not offer is never held against it. 3.1.1 has no such declarations. */
  @ParameterizedTest
  @MethodSource("limits")
  void noCaseFailsOnADeclaredLimit(BrokerConfig config) throws Exception {
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
    PasswordHash.ScramSha256 kept = PasswordHash.scramSha256(
        Payload.of("hunter2"), "a salt".getBytes(StandardCharsets.UTF_8), 4096);
    BrokerConfig config = BrokerConfig.DEFAULT.with(the -> {
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
    try (ReferenceBroker broker =
        ReferenceBroker.start(ReferenceBroker.options().withConfig(config))) {
      Collected collected = Collected.patiently(
          broker,
          settings -> settings
              .withCredentials("ellen", Payload.of("hunter2"))
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

  private static List<String> notAmong(Collected collected, Verdict... fine) {
    return collected.results().stream()
        .filter(result -> !List.of(fine).contains(result.verdict()))
        .map(ReferenceBrokerTest::line)
        .toList();
  }

  static String line(CaseResult result) {
    return result.caseId() + " " + result.version() + " " + result.verdict() + ": "
        + result.reason();
  }
}
