package dev.assay.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Who may use whom. Maven holds the modules to it; these rules hold the packages to it, where one module has rooms with
 * different rights. Each rule first asks that it saw about as many classes as there are, for a rule over nothing always holds.
 */
class ArchitectureTest {
  private static final JavaClasses ASSAY = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .importPackages("dev.assay");

  /** What every package may use. */
  private static final List<String> EVERYBODY = List.of("java..", "org.jspecify..");

  /** Clocks, threads and randomness: what would make two replays of the same input differ. */
  private static final DescribedPredicate<JavaClass> UNREPEATABLE = resideInAnyPackage(
          "java.net..",
          "java.nio.channels..",
          "java.util.concurrent..",
          "java.util.logging..",
          "java.util.random..")
      .or(DescribedPredicate.describe(
          "clocks, threads and randomness",
          type -> List.of(
                  "java.lang.System$Logger",
                  "java.lang.Thread",
                  "java.lang.Process",
                  "java.time.Clock",
                  "java.util.Random",
                  "java.util.SplittableRandom",
                  "java.util.Timer",
                  "java.util.UUID",
                  "java.security.SecureRandom")
              .contains(type.getName())));

  /** The same by a call on a class that is harmless otherwise. */
  private static final DescribedPredicate<JavaMethodCall> ASKS_CLOCK_OR_CHANCE =
      DescribedPredicate.describe("the clock or chance is asked", call -> {
        String owner = call.getTargetOwner().getName();
        return switch (call.getName()) {
          case "currentTimeMillis", "nanoTime" -> owner.equals("java.lang.System");
          case "random" -> owner.equals("java.lang.Math");
          case "now" -> owner.startsWith("java.time.");
          default -> false;
        };
      });

  private static final List<String> CORE =
      List.of("dev.assay.broker.core..", "dev.assay.broker.rules..", "dev.assay.broker.state..");

  @Test
  void specUsesTheJdkAlone() {
    only(List.of("dev.assay.spec.."), 20, List.of("dev.assay.spec.."))
        .because("everything else stands on the words of the standard, so they stand on nothing")
        .check(ASSAY);
  }

  @Test
  void packetsUseSpecAlone() {
    only(
            List.of("dev.assay.codec.packet.."),
            30,
            List.of("dev.assay.codec.packet..", "dev.assay.spec.."))
        .because("the broker's core handles packets and must not meet buffers or reference counts")
        .check(ASSAY);
  }

  @Test
  void onlyTheReaderMakesValuesWithoutChecks() {
    seen(List.of("dev.assay.codec.."), 40);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.assay.codec")
        .should()
        .callMethodWhere(DescribedPredicate.describe(
            "ofChecked", call -> call.getTarget().getName().equals("ofChecked")))
        .because("the reader has checked the bytes; everybody else asks a constructor or a builder")
        .check(ASSAY);
  }

  @Test
  void theCodecUsesSpecAndNettyBuffers() {
    only(
            List.of("dev.assay.codec", "dev.assay.codec.packet.."),
            40,
            List.of(
                "dev.assay.codec",
                "dev.assay.codec.packet..",
                "dev.assay.spec..",
                "io.netty.buffer..",
                "io.netty.util.."))
        .because("the codec turns bytes into packets; connections are the business of its users")
        .check(ASSAY);
  }

  @Test
  void wrongPacketsAreMadeOfRightOnes() {
    only(
            List.of("dev.assay.codec.corpus.."),
            6,
            List.of(
                "dev.assay.codec",
                "dev.assay.codec.corpus..",
                "dev.assay.codec.packet..",
                "dev.assay.spec.."))
        .because(
            "the corpus comes from the tables of the codec, and neither the codec nor a buffer needs it")
        .check(ASSAY);
  }

  @Test
  void nettyChannelsEndInOneRoomOfTheCodec() {
    only(
            List.of("dev.assay.codec.netty.."),
            2,
            List.of(
                "dev.assay.codec..",
                "dev.assay.spec..",
                "io.netty.buffer..",
                "io.netty.channel..",
                "io.netty.handler.codec..",
                "io.netty.util.."))
        .because("whoever reads packets without Netty's channels should not have to know them")
        .check(ASSAY);
  }

  @Test
  void theCodecKnowsNoClocksThreadsOrSockets() {
    repeatable(List.of("dev.assay.codec.."), 40)
        .because("the same bytes must always read as the same packet")
        .check(ASSAY);
  }

  @Test
  void theClientUsesSpecTheCodecAndNetty() {
    only(
            List.of("dev.assay.client.."),
            10,
            List.of(
                "dev.assay.client..",
                "dev.assay.codec..",
                "dev.assay.spec..",
                "io.netty..",
                "javax.net.ssl.."))
        .because("a client that knows the reference broker would judge other brokers by it")
        .check(ASSAY);
  }

  @Test
  void theBrokersCoreUsesSpecAndPacketsAlone() {
    only(
            CORE,
            40,
            List.of(
                "dev.assay.broker.core..",
                "dev.assay.broker.rules..",
                "dev.assay.broker.state..",
                "dev.assay.codec.packet..",
                "dev.assay.spec..",
                // HMAC is a function of its arguments; what is random comes from the shell
                "javax.crypto.."))
        .because("the core must replay exactly; I/O belongs to broker.net")
        .check(ASSAY);
  }

  @Test
  void theBrokersCoreKnowsNoClocksThreadsRandomnessOrSockets() {
    repeatable(CORE, 40)
        .because("narration, lessons, deviants and tests are functions of what the core did")
        .check(ASSAY);
  }

  @Test
  void theBrokersShellUsesNettyAndNoClient() {
    only(
            List.of("dev.assay.broker", "dev.assay.broker.net..", "dev.assay.broker.narrate.."),
            8,
            List.of("dev.assay.broker..", "dev.assay.codec..", "dev.assay.spec..", "io.netty.."))
        .because("the broker is judged by the client; sharing code would hide a common mistake")
        .check(ASSAY);
  }

  @Test
  void figuresAreReadFromTheStateAndShownAsText() {
    only(
            List.of("dev.assay.broker.observe.."),
            4,
            List.of(
                "dev.assay.broker.observe..",
                "dev.assay.broker.core..",
                "dev.assay.broker.state..",
                "dev.assay.codec.packet..",
                "io.prometheus.."))
        .because("what a broker counts is the same over whatever network somebody looks at it")
        .check(ASSAY);
    repeatable(List.of("dev.assay.broker.observe.."), 4)
        .because("the core is told its figures, so they have to come from what it was told before")
        .check(ASSAY);
  }

  @Test
  void onlyFiguresKnowHowTheyAreWritten() {
    seen(List.of("dev.assay.broker.observe.."), 4);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.assay.broker.observe..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.prometheus..")
        .because("whoever reads the broker should not have to know the library under its metrics")
        .check(ASSAY);
  }

  @Test
  void passwordsAndTopicRulesAreReadWithoutABroker() {
    only(
            List.of("dev.assay.broker.access.."),
            6,
            List.of(
                "dev.assay.broker.access..",
                "dev.assay.broker.core..",
                "dev.assay.codec.packet..",
                "javax.crypto.."))
        .because("who may do what is answered from a file, whatever broker asks")
        .check(ASSAY);
  }

  @Test
  void theStoreUsesStatePacketsAndMvStore() {
    only(
            List.of("dev.assay.broker.store.."),
            8,
            List.of(
                "dev.assay.broker.store..",
                "dev.assay.broker.state..",
                "dev.assay.codec.packet..",
                "dev.assay.spec..",
                "org.h2.mvstore.."))
        .because("the store writes down what the state tells it, and neither judges nor sends")
        .check(ASSAY);
  }

  @Test
  void onlyTheStoreKnowsHowItIsWritten() {
    seen(List.of("dev.assay.broker.store.."), 8);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.assay.broker.store..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.h2..")
        .because("whoever reads the broker should not have to know the library under its store")
        .check(ASSAY);
  }

  @Test
  void deviantsUseTheCoreAlone() {
    only(
            List.of("dev.assay.broker.deviant"),
            5,
            List.of(
                "dev.assay.broker.deviant",
                "dev.assay.broker.core..",
                "dev.assay.broker.rules..",
                "dev.assay.broker.state..",
                "dev.assay.codec..",
                "dev.assay.spec.."))
        .because("a deviant is the honest core, twisted; it must run wherever the core runs")
        .check(ASSAY);
  }

  @Test
  void wrongListenersUseDeviantsAndTheShell() {
    only(
            List.of("dev.assay.broker.deviant.net"),
            3,
            List.of(
                "dev.assay.broker.deviant..",
                "dev.assay.broker.net..",
                "dev.assay.codec..",
                "dev.assay.spec..",
                "io.netty.."))
        .because("what is wrong between the wire and the broker is nothing that the core decides")
        .check(ASSAY);
  }

  @Test
  void deviantsAreForTheCommandLineAndTests() {
    seen(List.of("dev.assay.broker.deviant.."), 5);
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.assay.broker.deviant..", "dev.assay.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.assay.broker.deviant..")
        .because("the honest broker is read by learners and must not meet its caricatures")
        .check(ASSAY);
  }

  @Test
  void theSuiteSeesABlackBox() {
    only(
            List.of("dev.assay.suite.."),
            30,
            List.of(
                "dev.assay.suite..",
                "dev.assay.client..",
                "dev.assay.codec..",
                "dev.assay.spec..",
                "org.junit..",
                "org.opentest4j..",
                "javax.crypto.."))
        .because(
            "a case that knows the broker it judges, the reports or the command judges nothing")
        .check(ASSAY);
  }

  @Test
  void reportsUseSpecAndWhatTheyAreWrittenWith() {
    only(
            List.of("dev.assay.reports.."),
            15,
            List.of(
                "dev.assay.reports..",
                "dev.assay.spec..",
                "freemarker..",
                "tools.jackson..",
                "com.fasterxml.jackson.annotation..",
                "org.apache.commons.statistics..",
                "org.apache.commons.rng.."))
        .because("a run is rendered from its files, also years later and by another version")
        .check(ASSAY);
  }

  @Test
  void onlyTheCommandKnowsAllRooms() {
    seen(List.of("dev.assay.cli.."), 15);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.assay.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.assay.cli..")
        .because("cli wires the modules together; none of them may lean on the wiring")
        .check(ASSAY);
  }

  @Test
  void onlyTheCommandChoosesALoggingBackend() {
    seen(List.of("dev.assay.."), 200);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.assay.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ch.qos.logback..", "picocli..")
        .because("whoever uses a module in another program brings a logging backend of their own")
        .check(ASSAY);
  }

  /** A rule that these packages use their own list and {@link #EVERYBODY}, after a look at how many classes it covers. */
  private static ArchRule only(List<String> packages, int classesAtLeast, List<String> allowed) {
    seen(packages, classesAtLeast);
    List<String> all = new ArrayList<>(EVERYBODY);
    all.addAll(allowed);
    return classes()
        .that()
        .resideInAnyPackage(packages.toArray(String[]::new))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(all.toArray(String[]::new)));
  }

  private static ArchRule repeatable(List<String> packages, int classesAtLeast) {
    seen(packages, classesAtLeast);
    return noClasses()
        .that()
        .resideInAnyPackage(packages.toArray(String[]::new))
        .should()
        .dependOnClassesThat(UNREPEATABLE)
        .orShould()
        .callMethodWhere(ASKS_CLOCK_OR_CHANCE);
  }

  private static void seen(List<String> packages, int classesAtLeast) {
    DescribedPredicate<JavaClass> among = resideInAnyPackage(packages.toArray(String[]::new));
    assertThat(ASSAY.stream().filter(among).count())
        .as("classes in " + packages)
        .isGreaterThanOrEqualTo(classesAtLeast);
  }
}
