package dev.assay.reports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.reports.Comparison.Difference;
import dev.assay.reports.Comparison.Weight;
import dev.assay.spec.CaseResult;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.RunManifest;
import dev.assay.spec.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
  @TempDir
  Path temp;

  @ParameterizedTest
  @CsvSource({
    "100, 120, slower, WORSE, 1",
    "100, 108, slower, WORSE, 0",
    "100, 80, faster, BETTER, 0",
    "100, 100, no difference, NEUTRAL, 0"
  })
  void benchmarkIsSlowerOrFasterWhereTheIntervalSaysSoAndARegressionBeyondTheThreshold(
      double before, double after, String outcome, Weight weight, int regressions)
      throws IOException {
    Comparison comparison =
        compare(List.of(steady("assay", before)), List.of(steady("assay", after)));

    assertThat(comparison.differences()).singleElement().satisfies(difference -> {
      assertThat(difference.outcome()).isEqualTo(outcome);
      assertThat(difference.weight()).isEqualTo(weight);
    });
    assertThat(comparison.regressions()).hasSize(regressions);
  }

  @Test
  void noiseThatReachesBothSidesOfOneIsNoDifference() throws IOException {
    List<List<Double>> wild = List.of(List.of(70.0, 75.0), List.of(140.0, 150.0));

    Comparison comparison = compare(
        List.of(SampleBench.entry(SampleBench.ENCODE, "assay").processor(wild)),
        List.of(steady("assay", 130)));

    assertThat(comparison.differences())
        .extracting(Difference::outcome)
        .containsExactly("no difference");
    assertThat(comparison.regressions()).isEmpty();
  }

  @Test
  void slowerPeerIsTheMachineAndNoRegression() throws IOException {
    Comparison comparison = compare(List.of(steady("netty", 100)), List.of(steady("netty", 150)));

    assertThat(comparison.regressions()).isEmpty();
    assertThat(comparison.cautions())
        .singleElement()
        .asString()
        .startsWith("peers and floor, whose code is not ours to change, cost 1.5");
  }

  @Test
  void moreAllocationIsARegressionAndItsNoiseIsNot() throws IOException {
    Comparison more = compare(
        List.of(steady("assay", 100).allocation(0.0003)),
        List.of(steady("assay", 100).allocation(24)));
    Comparison noise = compare(
        List.of(steady("assay", 100).allocation(0.0003)),
        List.of(steady("assay", 100).allocation(0.4)));

    assertThat(more.regressions())
        .containsExactly("encode.PublishQosOne.assay allocates 24 B for each operation, before 0");
    assertThat(more.differences()).extracting(Difference::note).containsExactly("0 \u2192 24");
    assertThat(noise.regressions()).isEmpty();
  }

  @Test
  void whatOnlyOneRunHasIsNamedAndASingleMeasurementDecidesNothing() throws IOException {
    SampleBench.Entry once =
        SampleBench.entry(SampleBench.ENCODE, "assay").processor(List.of(List.of(50.0)));
    Comparison comparison = compare(
        List.of(once, steady("netty", 100)), List.of(steady("assay", 500), steady("paho", 100)));

    assertThat(comparison.onlyBefore()).containsExactly("encode.PublishQosOne.netty");
    assertThat(comparison.onlyAfter()).containsExactly("encode.PublishQosOne.paho");
    assertThat(comparison.differences())
        .extracting(Difference::outcome)
        .containsExactly("no interval");
    assertThat(comparison.compared()).isZero();
    assertThat(comparison.regressions()).isEmpty();
  }

  @Test
  void anotherJvmIsACaution() throws IOException {
    bench("before", List.of(steady("assay", 100)));
    bench("after", List.of(steady("assay", 100)));
    Path run = temp.resolve("after/run.json");
    Files.writeString(run, Files.readString(run).replace("17.0.15", "25.0.1"));

    Comparison comparison = BenchComparison.of(read("before"), read("after"), 10);

    assertThat(comparison.cautions())
        .containsExactly("java differs: before OpenJDK 64-Bit Server VM 17.0.15,"
            + " after OpenJDK 64-Bit Server VM 25.0.1");
  }

  @ParameterizedTest
  @CsvSource({
    "PASS, FAIL, worse, WORSE",
    "WARN, FAIL, worse, WORSE",
    "NOT_EXERCISED, FAIL, worse, WORSE",
    "PASS, INCONCLUSIVE, no answer now, WORSE",
    "FAIL, INCONCLUSIVE, no answer now, WORSE",
    "FAIL, ERROR, no answer now, WORSE",
    "FAIL, NOT_RUN, no answer now, WORSE",
    "INCONCLUSIVE, ERROR, no answer now, WORSE",
    "PASS, NOT_EXERCISED, no answer now, WORSE",
    "FAIL, PASS, fixed, BETTER",
    "ERROR, PASS, fixed, BETTER",
    "FAIL, WARN, better, BETTER",
    "UNSUPPORTED, PASS, answered now, BETTER",
    "PASS, INFO, changed, NEUTRAL",
    "INCONCLUSIVE, NOT_RUN, changed, NEUTRAL",
    "NOT_RUN, UNSUPPORTED, changed, NEUTRAL"
  })
  void verdictsAreComparedByGravityAndALostAnswerIsWorse(
      Verdict before, Verdict after, String outcome, Weight weight) throws IOException {
    Comparison comparison = VerdictComparison.of(run("before", before), run("after", after));

    assertThat(comparison.differences()).singleElement().satisfies(difference -> {
      assertThat(difference.subject()).isEqualTo("some/case 5.0 tcp");
      assertThat(difference.outcome()).isEqualTo(outcome);
      assertThat(difference.weight()).isEqualTo(weight);
    });
    assertThat(comparison.regressions()).hasSize(weight == Weight.WORSE ? 1 : 0);
  }

  @Test
  void caseThatFailsAtAnotherDemandIsWorse() throws IOException {
    Run before = failing("before", Mqtt5.MQTT_3_1_0_2);
    Run after = failing("after", Mqtt5.MQTT_3_1_4_3);

    Comparison comparison = VerdictComparison.of(before, after);

    assertThat(comparison.regressions())
        .containsExactly(
            "some/case 5.0 tcp: FAIL of MQTT-3.1.0-2 treat-as-protocol-error, now FAIL of MQTT-3.1.4-3");
    assertThat(VerdictComparison.of(before, failing("same", Mqtt5.MQTT_3_1_0_2)).differences())
        .isEmpty();
  }

  @Test
  void versionThatIsNoMoreSpokenIsWorse() throws IOException {
    RunManifest silent = SampleRun.manifestWith(new ProfileFact(
        MqttVersion.V5, "MQTT 5.0", "not spoken: closes the connection", "observed"));
    CaseResult of311 =
        SampleRun.result("some/case", MqttVersion.V3_1_1, Verdict.PASS).build();
    Run before = run("before", Verdict.PASS);
    Run after = SampleRun.write(temp.resolve("after"), silent, List.of(of311));
    Run otherwiseSelected = SampleRun.write(temp.resolve("selected"), List.of(of311));

    assertThat(VerdictComparison.of(before, after).regressions())
        .containsExactly("MQTT 5.0: spoken, now not spoken: closes the connection");
    assertThat(VerdictComparison.of(before, otherwiseSelected).regressions()).isEmpty();
  }

  private Run failing(String name, Mqtt5 statement) throws IOException {
    return SampleRun.write(
        temp.resolve(name),
        List.of(SampleRun.result("some/case", MqttVersion.V5, Verdict.FAIL)
            .judging(statement, Verdict.FAIL)
            .build()));
  }

  @Test
  void sameVerdictsAreNoDifference() throws IOException {
    Comparison comparison =
        VerdictComparison.of(run("before", Verdict.FAIL), run("after", Verdict.FAIL));

    assertThat(comparison.differences()).isEmpty();
    assertThat(comparison.sentence())
        .isEqualTo("Of 1 execution that both runs have: all as before.");
  }

  /** Stays in target/sample-compare after the build, to be looked at. */
  @Test
  void pageShowsWhatChangedAndEveryLinkLeadsSomewhere() throws IOException {
    List<SampleBench.Entry> slower = new ArrayList<>(SampleBench.entries());
    slower.set(0, SampleBench.entry(SampleBench.ENCODE, "assay").processor(80, 0.04, 3, 5));
    slower.add(SampleBench.entry(SampleBench.ENCODE, "<b>new</b>"));
    bench("before", SampleBench.entries());
    bench("after", slower);

    Path page = CompareReport.write(
        Path.of("target", "sample-compare"),
        List.of(
            BenchComparison.of(read("before"), read("after"), 10),
            VerdictComparison.of(run("a", Verdict.PASS), run("b", Verdict.FAIL))),
        "0.1.0",
        SampleBench.START);

    String html = Files.readString(page);
    assertThat(html)
        .contains("<b>Regression:</b> encode.PublishQosOne.assay costs 1.3")
        .contains("<th scope=\"row\">some/case 5.0 tcp</th><td>PASS</td><td>FAIL</td>")
        .contains("&lt;b&gt;new&lt;/b&gt;")
        .doesNotContain("<b>new")
        .doesNotContainPattern("(?i)\\ssrc=|@import|url\\(|<link|<img");
    List<String> ids = HtmlReportTest.attributes(html, "id");
    assertThat(HtmlReportTest.attributes(html, "href"))
        .allSatisfy(href -> assertThat(ids).contains(href.substring(1)));
  }

  private Comparison compare(List<SampleBench.Entry> before, List<SampleBench.Entry> after)
      throws IOException {
    bench("before", before);
    bench("after", after);
    return BenchComparison.of(read("before"), read("after"), 10);
  }

  private void bench(String name, List<SampleBench.Entry> entries) throws IOException {
    SampleBench.write(temp.resolve(name), entries);
  }

  private BenchRun read(String name) throws IOException {
    return BenchReader.read(RunDirectory.open(temp.resolve(name)));
  }

  private Run run(String name, Verdict verdict) throws IOException {
    return SampleRun.write(
        temp.resolve(name),
        List.of(SampleRun.result("some/case", MqttVersion.V5, verdict).build()));
  }

  private static SampleBench.Entry steady(String implementation, double nanos) {
    return SampleBench.entry(SampleBench.ENCODE, implementation).processor(nanos, 0.01, 3, 5);
  }
}
