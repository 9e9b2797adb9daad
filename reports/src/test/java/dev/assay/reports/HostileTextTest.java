package dev.assay.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A broker's text goes through every format that people look at, and stays text. */
class HostileTextTest {
  @TempDir
  Path temp;

  @BeforeEach
  void write() throws IOException {
    SampleRun.write(temp, List.of(SampleRun.hostile()));
  }

  @Test
  void terminalTextShowsWhatWouldMoveOrHide() {
    String clean = TerminalText.clean(SampleRun.HOSTILE);

    assertHarmless(clean);
    assertThat(clean)
        .contains(
            "\\u{0}",
            "\\u{1B}[31mred",
            "\\u{9B}5m",
            "\\u{202E}gnp.exe",
            "\\u{D800}",
            "\\u{FFFF}",
            "\\r\\n- next");
  }

  @Test
  void terminalTextKeepsLettersOfEveryScript() {
    String text = "Größe 温度 درجة 🌡 a~";

    assertThat(TerminalText.clean(text)).isEqualTo(text);
  }

  @Test
  void htmlHoldsNoScriptOfTheBroker() throws IOException {
    String html = read("index.html");

    assertHarmless(html);
    assertThat(html)
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script>alert");
    assertThat(html).contains("&quot; &#39; &amp;amp;");
    assertThat(html.split("<script>", -1)).as("our own script alone").hasSize(2);
  }

  @Test
  void junitXmlIsWellFormedAndGivesTheTextBack() throws Exception {
    String xml = read("junit.xml");
    assertHarmless(xml);

    Element failure = (Element) parse(xml).getElementsByTagName("failure").item(0);

    String clean = TerminalText.clean(SampleRun.HOSTILE);
    assertThat(failure.getAttribute("message")).isEqualTo("Reason String was " + clean);
    assertThat(failure.getTextContent()).contains("actual:     " + clean + "\n");
  }

  @Test
  void badgeIsWellFormed() throws Exception {
    assertThat(parse(read("badge.svg")).getDocumentElement().getTagName()).isEqualTo("svg");
  }

  @Test
  void sarifMessageIsTextWithoutLinksOrPlaceholders() throws IOException {
    JsonNode sarif = new JsonMapper().readTree(read("results.sarif"));

    String message = sarif.at("/runs/0/results/0/message/text").stringValue();

    assertHarmless(message);
    assertThat(message)
        .doesNotContainPattern("(?<!\\\\)\\[")
        .doesNotContainPattern("(?<!\\{)\\{(?!\\{)");
  }

  @Test
  void markdownTableKeepsItsCellsAndHoldsNoMarkup() throws IOException {
    String markdown = read("summary.md");

    assertHarmless(markdown);
    String row =
        markdown.lines().filter(line -> line.startsWith("| FAIL")).findFirst().orElseThrow();
    assertThat(row.split("(?<!\\\\)\\|", -1))
        .as("seven cells between eight bars")
        .hasSize(9);
    assertThat(row)
        .doesNotContain("<script")
        .doesNotContain("http://")
        .doesNotContainPattern("(?<!\\\\)[`\\[]");
  }

  @Test
  void markdownDoesNotCallPeople() {
    assertThat(MarkdownSummary.escape("@everyone www.evil.example"))
        .isEqualTo("&#64;everyone www&#46;evil\\.example");
  }

  private static void assertHarmless(String text) {
    assertThat(text.codePoints()
            .filter(c -> c != '\n')
            .filter(c -> Character.isISOControl(c)
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0xD800 && c <= 0xDFFF)
                || c == 0xFFFF)
            .toArray())
        .isEmpty();
  }

  private static Document parse(String xml) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    return builder.parse(new InputSource(new StringReader(xml)));
  }

  private String read(String file) throws IOException {
    return Files.readString(temp.resolve(file));
  }
}
