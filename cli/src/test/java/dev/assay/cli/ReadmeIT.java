package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The failing case on the first screen of the README is what its two commands really print. */
class ReadmeIT {
  private static final Pattern SECTION = Pattern.compile(
      "<!-- a test compares this with the tool.*?-->\\s*```\\n(.*?)```\\s*<!-- end of compared output -->",
      Pattern.DOTALL);
  private static final Pattern BROKER =
      Pattern.compile("\\$ \\./assay broker --tcp \\S+ --deviant (\\S+) &");
  private static final Pattern CONFORMANCE = Pattern.compile("\\$ \\./assay conformance \\S+ (.+)");

  @TempDir
  private Path directory;

  @Test
  void theFailingCaseIsWhatTheTwoCommandsPrint() throws Exception {
    String section = find(SECTION, Files.readString(Path.of("../README.md")));
    String deviant = find(BROKER, section);
    String options = find(CONFORMANCE, section);

    try (RunningBroker broker = RunningBroker.start("--deviant", deviant)) {
      List<String> arguments = new ArrayList<>(List.of("conformance", broker.url()));
      arguments.addAll(List.of(options.split(" +")));
      arguments.addAll(List.of("--out", directory.resolve("run").toString()));
      AssayProcess.Outcome outcome = AssayProcess.run(arguments.toArray(String[]::new));

      assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILURES);
      assertThat(masked(section)).isEqualTo(masked(outcome.out()));
    }
  }

  private static String find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(pattern.pattern()).isTrue();
    return matcher.group(1);
  }

  /** Lines of the report alone; each port and each time with a word in its place. */
  private static List<String> masked(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("$ ") && !line.startsWith("page: "))
        .map(line -> line.replaceAll("127\\.0\\.0\\.1([:-])[0-9]+", "127.0.0.1$1PORT"))
        .map(line -> line.replaceAll("[0-9]+\\.[0-9] s$", "TIME"))
        .dropWhile(String::isBlank)
        .toList();
  }
}
