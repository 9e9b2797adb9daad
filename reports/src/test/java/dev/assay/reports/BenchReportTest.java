package dev.assay.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {
  @TempDir
  Path temp;

  /** Stays in target/sample-bench after the build, to be looked at. */
  @Test
  void pageShowsOursAndPeersSideBySideWithTheirRatios() throws IOException {
    Path sample = Path.of("target", "sample-bench");
    SampleBench.write(sample, SampleBench.entries());

    String html = Files.readString(sample.resolve("index.html"));

    assertThat(html)
        .contains("Cheaper than the best peer in 7 of 8 workloads, dearer in 1.")
        .contains("seed " + Bootstrap.SEED)
        .containsPattern(
            "<b class=\"t-pass\">2\\.2\\d×</b> <span class=\"small\">\\[2\\.\\d\\d, 2\\.\\d\\d\\]")
        .containsPattern("<b class=\"t-warn\">0\\.9\\d×</b>")
        .contains("! 2 forks: few for an interval")
        .contains("<pre tabindex=\"0\">assay bench encode|match -f 3</pre>")
        .contains("<th scope=\"row\">commit</th><td>0123456789abcdef</td>");
  }

  @Test
  void barsAreAsLongAsTheCosts() throws IOException {
    SampleBench.write(
        temp,
        List.of(
            SampleBench.entry(SampleBench.ENCODE, "assay").processor(List.of(List.of(25.0))),
            SampleBench.entry(SampleBench.ENCODE, "netty").processor(List.of(List.of(100.0)))));

    String html = Files.readString(temp.resolve("index.html"));

    assertThat(html)
        .contains("<rect x=\"0\" y=\"1\" width=\"25.00\" height=\"8\"/>")
        .contains("<rect x=\"0\" y=\"1\" width=\"100.00\" height=\"8\"/>");
  }

  @Test
  void noRequestLeavesThePageAndEveryLinkLeadsSomewhere() throws IOException {
    SampleBench.write(temp, SampleBench.entries());

    String html = Files.readString(temp.resolve("index.html"));

    assertThat(html)
        .contains("default-src 'none'")
        .doesNotContainPattern(
            "(?i)\\ssrc=|@import|url\\(|<link|<iframe|<img|<object|fetch\\(|XMLHttpRequest");
    List<String> ids = HtmlReportTest.attributes(html, "id");
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(HtmlReportTest.attributes(html, "href"))
        .hasSizeGreaterThan(8)
        .allSatisfy(href -> assertThat(ids).contains(href.substring(1)));
  }

  @Test
  void textFromTheFilesIsEscaped() throws IOException {
    SampleBench.write(
        temp,
        SampleBench.json(List.of(SampleBench.entry(SampleBench.ENCODE, "assay")
            .param("shape", "<script>alert(1)</script>"))));

    assertThat(Files.readString(temp.resolve("index.html")))
        .contains("shape=&lt;script&gt;")
        .doesNotContain("<script>alert");
    assertThat(Files.readString(temp.resolve("summary.md")))
        .contains("&lt;script&gt;")
        .doesNotContain("<script>");
  }

  @Test
  void renderedAgainThePageIsTheSame() throws IOException {
    SampleBench.write(temp, SampleBench.entries());
    String first = Files.readString(temp.resolve("index.html"));
    Files.delete(temp.resolve("index.html"));

    BenchRenderer.render(RunDirectory.open(temp));

    assertThat(temp.resolve("index.html")).hasContent(first);
  }
}
