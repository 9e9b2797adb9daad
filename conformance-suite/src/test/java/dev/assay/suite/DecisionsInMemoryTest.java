package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spec.CaseResult;
import dev.assay.spec.MqttVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What the broker counts, and what its journal is told, after each input of a case, against what the network and its sessions hold.
 *
 * <p>Mutation testing (docs/mutation.md) has it write down first what the broker says that it does, a line for one execution of a case,
 * and then holds what each broken broker says against that:
 *
 * <pre>
 *   ping/each-pingreq-is-answered 5.0 => PASS, ... MQTT-3.12.4-1 x2 #9a41, ..., timers at once x1
 * </pre>
 *
 * Other brokers take one freedom the other way, have less room, are killed, told to stop, or say something themselves. What they say in
 * place of the usual one is written down as far as no execution before shows the same kind of difference, and only those executions
 * are played again.
 *
 * <p>The corpus is left out: its rows are many and decide alike.
 */
class DecisionsInMemoryTest {
  /** Where it is written down what brokers say; null if nobody asks. */
  private static final @Nullable String DIRECTORY = System.getProperty("assay.decisions");

  private static final String USUAL = "decisions.snapshot";
  private static final String OTHERS = "others.snapshot";
  private static final boolean UPDATES = Boolean.getBoolean("assay.update-snapshot");
  private static final boolean COMPARES = DIRECTORY != null && !UPDATES;

  private static final Map<String, List<CaseInfo>> BY_SUBJECT = CaseCatalogue.all().stream()
      .filter(info -> info.row() == null)
      .collect(Collectors.groupingBy(
          DecisionsInMemoryTest::subjectOf, TreeMap::new, Collectors.toList()));

  private static final Map<String, List<String>> KNOWN = read(USUAL);
  private static final Map<String, List<String>> KNOWN_OTHERS = read(OTHERS);

  // in their order, to be written
  private static final Map<String, List<String>> NOW = Collections.synchronizedMap(new TreeMap<>());
  private static final Map<String, List<String>> NOW_OTHERS =
      Collections.synchronizedMap(new TreeMap<>());

  @TestFactory
  Stream<DynamicTest> theBrokerDecidesAsBefore() {
    return BY_SUBJECT.entrySet().stream()
        .map(subject ->
            DynamicTest.dynamicTest(subject.getKey(), () -> assertAsBefore(subject.getValue())));
  }

  @TestFactory
  Stream<DynamicTest> otherBrokersDifferAsBefore() {
    return Targets.others().stream()
        .filter(target -> DIRECTORY != null)
        .map(target ->
            DynamicTest.dynamicTest(target.name(), () -> assertDiffersAsBefore(target, target)));
  }

  @TestFactory
  Stream<DynamicTest> brokersWithLittleRoomDifferAsBefore() {
    return Targets.narrow().stream()
        .filter(target -> DIRECTORY != null)
        .map(target -> DynamicTest.dynamicTest(
            target.name(), () -> assertDiffersAsBefore(target, Targets.HONEST)));
  }

  @TestFactory
  Stream<DynamicTest> brokersThatAreInterruptedDifferAsBefore() {
    return Interruption.sudden().stream()
        .filter(interruption -> DIRECTORY != null)
        .map(interruption -> DynamicTest.dynamicTest(
            interruption.toString(),
            () -> assertDiffersAsBefore(
                interruption.toString(), Targets.HONEST, Targets.HONEST, interruption)));
  }

  @TestFactory
  Stream<DynamicTest> whatNoCaseAsksAboutIsDecidedAsBefore() {
    return Situation.all().stream()
        .map(situation ->
            DynamicTest.dynamicTest(situation.name(), () -> assertAsBefore(situation)));
  }

  /** One subject has every packet and both versions. */
  @TestFactory
  Stream<DynamicTest> whoIsRecordedDecidesAsTheUsualBroker() {
    return Targets.recorded().stream()
        .map(target -> DynamicTest.dynamicTest(target.name(), () -> assertDecidesAsUsual(target)));
  }

  @AfterAll
  static void write() throws IOException {
    if (DIRECTORY != null && UPDATES) {
      Files.createDirectories(Path.of(DIRECTORY));
      write(USUAL, NOW);
      write(OTHERS, NOW_OTHERS);
    }
  }

  private static void assertAsBefore(List<CaseInfo> cases) throws Exception {
    List<String> differences = new ArrayList<>();
    for (CaseInfo info : cases) {
      for (MqttVersion version : info.versions()) {
        differences.addAll(differencesFromBefore(Execution.usual(info, version)));
      }
    }
    assertThat(differences).isEmpty();
  }

  private static void assertAsBefore(Situation situation) {
    assertThat(differencesFromBefore(Execution.of(situation))).isEmpty();
  }

  private static List<String> differencesFromBefore(Execution execution) {
    assertThat(execution.left).as("left behind %s", execution.name).isEmpty();
    List<String> items = List.copyOf(execution.items.keySet());
    NOW.put(execution.name, items);
    List<String> before = COMPARES ? KNOWN.getOrDefault(execution.name, List.of()) : items;
    List<String> differences = new ArrayList<>(execution.complaints);
    if (!items.equals(before)) {
      differences.add(execution.name + ": " + execution.differenceFrom(before));
    }
    return differences;
  }

  private static void assertDiffersAsBefore(InMemory.Target target, InMemory.Target takenFor)
      throws Exception {
    assertDiffersAsBefore(target.name(), target, takenFor, Interruption.NONE);
  }

  private static void assertDiffersAsBefore(
      String broker, InMemory.Target target, InMemory.Target takenFor, Interruption interruption)
      throws Exception {
    List<String> differences = new ArrayList<>();
    Set<String> shown = new HashSet<>();
    for (CaseInfo info : BY_SUBJECT.values().stream().flatMap(List::stream).toList()) {
      for (MqttVersion version : info.versions()) {
        String name = broker + ": " + Execution.nameOf(info, version);
        List<String> before = KNOWN_OTHERS.get(name);
        if (!UPDATES && before == null) {
          continue;
        }
        Execution execution = Execution.of(info, version, target, takenFor, interruption);
        List<String> usual = UPDATES
            ? List.copyOf(Execution.usual(info, version).items.keySet())
            : KNOWN.getOrDefault(execution.name, List.of());
        List<String> items = difference(List.copyOf(execution.items.keySet()), usual);
        if (shown.addAll(items.stream().map(DecisionsInMemoryTest::kindOf).toList())) {
          NOW_OTHERS.put(name, items);
        }
        if (!UPDATES && !items.equals(before)) {
          differences.add(name + ": now " + items + ", before " + before);
        }
        differences.addAll(execution.complaints);
      }
    }
    assertThat(differences).isEmpty();
  }

  private static void assertDecidesAsUsual(InMemory.Target target) throws Exception {
    for (CaseInfo info : BY_SUBJECT.getOrDefault("qos2", List.of())) {
      for (MqttVersion version : info.versions()) {
        Execution execution =
            Execution.of(info, version, target, Targets.HONEST, Interruption.NONE);
        assertThat(execution.items).isEqualTo(Execution.usual(info, version).items);
      }
    }
  }

  /** Without how often, and in which words. */
  private static String kindOf(String item) {
    return item.replaceAll(" x\\d+.*", "");
  }

  /** With a sign in front of each item. */
  private static List<String> difference(List<String> now, List<String> usual) {
    List<String> signed = new ArrayList<>();
    without(usual, now).forEach(item -> signed.add("-" + item));
    without(now, usual).forEach(item -> signed.add("+" + item));
    return signed;
  }

  private static Set<String> without(List<String> some, List<String> others) {
    Set<String> left = new LinkedHashSet<>(some);
    others.forEach(left::remove);
    return left;
  }

  /** One execution of a case, seen from inside. */
  private record Execution(
      String name, Map<String, String> items, List<String> complaints, String left) {

    static String nameOf(CaseInfo info, MqttVersion version) {
      return info.id() + " " + version;
    }

    static Execution usual(CaseInfo info, MqttVersion version) throws Exception {
      return of(info, version, Targets.HONEST, Targets.HONEST, Interruption.NONE);
    }

    /**
     * Plays a case.
     *
     * @param takenFor of which broker the case thinks that it judges it
     */
    static Execution of(
        CaseInfo info,
        MqttVersion version,
        InMemory.Target target,
        InMemory.Target takenFor,
        Interruption interruption)
        throws Exception {
      Told told = new Told(version);
      Bookkeeper books = new Bookkeeper(told, interruption);
      MemoryNetwork network = new MemoryNetwork(target, Mishap.NONE, books);
      CaseResult result = InMemory.play(info, version, takenFor, network);

      Map<String, String> items = new LinkedHashMap<>();
      items.put(result.verdict().name(), result.reason());
      return of(nameOf(info, version), items, told, books, network);
    }

    static Execution of(Situation situation) {
      Told told = new Told(MqttVersion.V5);
      Bookkeeper books = new Bookkeeper(told, Interruption.NONE);
      MemoryNetwork network = new MemoryNetwork(situation.target(), Mishap.NONE, books);
      situation.play().accept(new Stage(situation.target(), network));
      return of("situation: " + situation.name(), new LinkedHashMap<>(), told, books, network);
    }

    private static Execution of(
        String name,
        Map<String, String> items,
        Told told,
        Bookkeeper books,
        MemoryNetwork network) {
      network.passTime();
      items.putAll(told.items());
      books.counted(network.state()).forEach(counted -> items.put(counted, ""));
      return new Execution(name, items, books.complaints(), Bookkeeper.leftIn(network.state()));
    }

    String differenceFrom(List<String> before) {
      Map<String, String> more = new LinkedHashMap<>(items);
      more.keySet().removeAll(before);
      return "now " + more + ", no more " + without(before, List.copyOf(items.keySet()));
    }
  }

  private static String subjectOf(CaseInfo info) {
    return info.id().substring(0, info.id().indexOf('/'));
  }

  private static Map<String, List<String>> read(String file) {
    if (!COMPARES) {
      return Map.of();
    }
    try {
      return Files.readAllLines(path(file)).stream()
          .map(line -> line.split(" => ", 2))
          .collect(Collectors.toMap(line -> line[0], line -> List.of(line[1].split(", "))));
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + file, e);
    }
  }

  private static void write(String file, Map<String, List<String>> lines) throws IOException {
    Files.write(
        path(file),
        lines.entrySet().stream()
            .map(line -> line.getKey() + " => " + String.join(", ", line.getValue()))
            .toList());
  }

  private static Path path(String file) {
    return Path.of(Objects.requireNonNull(DIRECTORY), file);
  }
}
