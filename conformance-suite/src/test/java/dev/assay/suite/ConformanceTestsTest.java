package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.deviant.Deviant;
import dev.assay.broker.deviant.Deviants;
import dev.assay.broker.deviant.net.DeviantShell;
import dev.assay.client.BrokerUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** What a run says becomes tests that say the same. */
class ConformanceTestsTest {

  @Test
  void aBrokerThatKeepsTheStandardPassesOrIsToldWhatDidNotComeUp() throws Exception {
    try (ReferenceBroker broker = ReferenceBroker.start(ReferenceBroker.options())) {
      Map<String, @Nullable Throwable> ended =
          played(ConformanceTests.against(settings(broker, "unsubscribe/*,auth/listed-code")));

      assertThat(ended.get("auth/listed-code [5.0]"))
          .isInstanceOf(TestAbortedException.class)
          .hasMessageContaining("NOT_EXERCISED")
          .hasMessageContaining("does not offer SCRAM-SHA-256");
      ended.remove("auth/listed-code [5.0]");
      assertThat(ended.values()).isNotEmpty().containsOnlyNulls();
      assertThat(ended.keySet()).anyMatch(name -> name.endsWith("[3.1.1]"));
    }
  }

  @Test
  void aFailureNamesTheStatementAndHowToRepeatIt() throws Exception {
    try (ReferenceBroker broker = deviant("passes-dup-on")) {
      Map<String, @Nullable Throwable> ended =
          played(ConformanceTests.against(settings(broker, "publish/dup-is-not-passed-on")));

      assertThat(ended.get("publish/dup-is-not-passed-on [5.0]"))
          .isInstanceOf(AssertionFailedError.class)
          .hasMessageContaining("FAIL: ")
          .hasMessageContaining("5.0 MQTT-3.3.1-3")
          .hasMessageContaining("Repeat: assay conformance " + broker.url());
    }
  }

  @Test
  void aDepartureFromAShouldFailsNoBuild() throws Exception {
    String id = "unsubscribe/codes-tell-whether-there-was-a-subscription";
    try (ReferenceBroker broker = deviant("unsubscribes-from-anything")) {
      Map<String, @Nullable Throwable> ended =
          played(ConformanceTests.against(settings(broker, id)));

      assertThat(ended).containsOnlyKeys(id + " [5.0]");
      assertThat(ended.get(id + " [5.0]")).isNull();
    }
  }

  @Test
  void withoutABrokerItSaysWhichPropertyIsMissing() {
    assertThatThrownBy(() -> ConformanceTests.of(null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("assay.url")
        .hasMessageContaining("mqtt://127.0.0.1:1883");
  }

  @Test
  void whereNothingIsChosenNothingPasses() throws Exception {
    try (ReferenceBroker broker = ReferenceBroker.start(ReferenceBroker.options())) {
      assertThatThrownBy(() -> ConformanceTests.against(settings(broker, "no-such/*")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no-such/*");
    }
  }

  private static ReferenceBroker deviant(String name) throws Exception {
    Deviant deviant =
        Deviants.all().filter(any -> any.name().equals(name)).findFirst().orElseThrow();
    return ReferenceBroker.start(DeviantShell.options(deviant, ReferenceBroker.options()));
  }

  private static RunSettings settings(ReferenceBroker broker, String globs) {
    return ConformanceTests.chosen(RunSettings.of(BrokerUrl.parse(broker.url())), globs);
  }

  /** What each test threw, by its name. */
  private static Map<String, @Nullable Throwable> played(Stream<DynamicNode> nodes) {
    List<DynamicTest> tests = new ArrayList<>();
    nodes.forEach(subject ->
        ((DynamicContainer) subject).getChildren().forEach(test -> tests.add((DynamicTest) test)));
    Map<String, @Nullable Throwable> ended = new TreeMap<>();
    tests.forEach(test -> ended.put(
        test.getDisplayName(), catchThrowable(() -> test.getExecutable().execute())));
    return ended;
  }
}
