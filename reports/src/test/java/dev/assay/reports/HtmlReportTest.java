package dev.assay.reports;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  @TempDir
  Path temp;

  /** Stays in target/sample-run after the build, to be looked at. */
  @Test
  void pageSaysWhatABrokerKeepsAndShowsTheBytesOfWhatItBreaks() throws IOException {
    Path sample = Path.of("target", "sample-run");
    SampleRun.write(sample);

    String html = Files.readString(sample.resolve("index.html"));

    assertThat(html)
        .contains("<h1>mosquitto 2.0.11</h1>")
        .containsPattern(
            "Keeps \\d+ of \\d+ judged statements of MQTT 5\\.0, breaks 1, is weak on 1; 1 could not be decided\\.")
        .contains("A client that says hello twice is refused.")
        .contains("DISCONNECT 0x82, then close <span class=\"small\">best</span>")
        .contains("Look for a CONNECT handler that does not ask")
        .contains("<td>0002</td><td>00 04 4d 51 54 54</td><td>Protocol Name</td>")
        .contains("<tr class=\"bad\"><td>0002</td><td>00 03 61 2f 2b</td><td>Topic Name</td>")
        .contains("could not be told at the first attempt")
        .contains("CONNACK says Shared Subscription Available 0.")
        .contains("No credentials were given, and this target lets everybody in.");
  }

  @Test
  void versionThatIsNotSpokenIsALineOfPageAndSummary() throws IOException {
    RunManifest manifest = SampleRun.manifestWith(
        new ProfileFact(MqttVersion.V5, "MQTT 5.0", "not spoken: closes <b> at once", "observed"));

    SampleRun.write(
        temp,
        manifest,
        List.of(SampleRun.result("some/case", MqttVersion.V3_1_1, Verdict.PASS).build()));

    assertThat(Files.readString(temp.resolve("index.html")))
        .contains("MQTT 5.0 is not spoken: closes &lt;b&gt; at once.</p>");
    assertThat(Files.readString(temp.resolve("summary.md")))
        .contains("- MQTT 5\\.0 is not spoken: closes");
  }

  @Test
  void noRequestLeavesThePage() throws IOException {
    SampleRun.write(temp);

    String html = Files.readString(temp.resolve("index.html"));

    assertThat(html).contains("default-src 'none'");
    assertThat(html)
        .doesNotContainPattern(
            "(?i)\\ssrc=|@import|url\\(|<link|<iframe|<img|<object|fetch\\(|XMLHttpRequest");
    for (String href : attributes(html, "href")) {
      assertThat(href).matches("#.+|transcripts/.+\\.json");
    }
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    SampleRun.write(temp);

    String html = Files.readString(temp.resolve("index.html"));

    List<String> ids = attributes(html, "id");
    assertThat(ids).doesNotHaveDuplicates();
    TreeSet<String> targets = new TreeSet<>(attributes(html, "href"));
    for (String target : targets) {
      if (target.startsWith("#")) {
        assertThat(ids).contains(target.substring(1));
      } else {
        assertThat(temp.resolve(target)).isRegularFile();
      }
    }
  }

  @Test
  void threeHundredResultsOfWhichATenthFailsStayUnderThreeMegabytes() throws IOException {
    List<CaseResult> results = new ArrayList<>(SampleRun.results());
    for (int i = 0; results.size() < 300; i++) {
      SampleRun.Builder builder = SampleRun.result("many/fails-" + i, MqttVersion.V5, Verdict.FAIL)
          .judging(Mqtt5.MQTT_3_1_0_2, Verdict.FAIL);
      for (int repeat = 0; repeat < 4; repeat++) {
        builder.transcript.addAll(SampleRun.secondConnect().transcript());
      }
      results.add(builder.build());
    }
    SampleRun.write(temp, results);

    assertThat(Files.size(temp.resolve("index.html"))).isLessThan(3_000_000);
  }

  @Test
  void transcriptsThatWouldMakeThePageTooLongAreLinked() throws IOException {
    List<CaseResult> results = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      SampleRun.Builder builder = SampleRun.result("many/fails-" + i, MqttVersion.V5, Verdict.FAIL);
      for (int repeat = 0; repeat < 4; repeat++) {
        builder.transcript.addAll(SampleRun.secondConnect().transcript());
      }
      results.add(builder.build());
    }
    SampleRun.write(temp, results);

    String html = Files.readString(temp.resolve("index.html"));

    assertThat(html.length()).isLessThan(4_000_000);
    assertThat(html).contains("28 entries are left out here: the page would grow too long.");
  }

  @Test
  void textsOfABrokerThatWouldFillThePageAreCut() throws IOException {
    String endless = "x".repeat(65_535);
    List<CaseResult> results = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      results.add(SampleRun.result("many/fails-" + i, MqttVersion.V5, Verdict.FAIL)
          .actual(endless)
          .reason(endless)
          .build());
    }
    SampleRun.write(temp, results);

    String html = Files.readString(temp.resolve("index.html"));

    assertThat(html).contains("x… 63535 more characters");
    assertThat(html.length()).isLessThan(1_000_000);
  }

  @Test
  void numbersAreWrittenTheSameEverywhere() throws IOException {
    List<CaseResult> results = new ArrayList<>();
    for (int i = 0; i < 1_001; i++) {
      results.add(
          SampleRun.result("many/case-" + i, MqttVersion.V5, Verdict.PASS).build());
    }
    SampleRun.write(temp, results);

    assertThat(Files.readString(temp.resolve("index.html"))).contains("1001 executions");
  }

  static List<String> attributes(String html, String name) {
    String withoutScript = html.replaceAll("(?s)<script>.*?</script>|<style>.*?</style>", "");
    Matcher matcher = Pattern.compile("\\s" + name + "=\"([^\"]*)\"").matcher(withoutScript);
    List<String> values = new ArrayList<>();
    while (matcher.find()) {
      values.add(matcher.group(1));
    }
    return values;
  }
}
