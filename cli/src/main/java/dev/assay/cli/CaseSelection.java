package dev.assay.cli;

import dev.assay.spec.MqttVersion;
import dev.assay.suite.CaseCatalogue;
import dev.assay.suite.CaseInfo;
import dev.assay.suite.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose among the cases. Different ones narrow the choice together; one that is given several times widens it. */
final class CaseSelection {
  private static final String NOT = "!";

  @Option(
      names = "--case",
      paramLabel = "GLOB",
      split = ",",
      description = "Only cases whose id matches, * and ? are wild; may be repeated.")
  private List<String> cases = new ArrayList<>();

  @Option(
      names = "--section",
      paramLabel = "NUMBER",
      split = ",",
      converter = Converters.Section.class,
      description = "Only cases about this section of the standard and those below it.")
  private List<String> sections = new ArrayList<>();

  @Option(
      names = "--statement",
      paramLabel = "ID",
      split = ",",
      description = "Only cases that judge this statement, * and ? are wild.")
  private List<String> statements = new ArrayList<>();

  @Option(
      names = "--tag",
      paramLabel = "[!]TAG",
      split = ",",
      description = "Only cases with this tag (or with ! without it); --list shows them.")
  private List<String> tags = new ArrayList<>();

  /**
   * What was asked for.
   *
   * @throws Problem if there is no such case, statement, section or tag
   */
  Selection selection(@Nullable MqttVersion version) {
    Selection selection = new Selection(cases, sections, statements, tags);
    TreeSet<String> known = new TreeSet<>();
    CaseCatalogue.all().forEach(info -> known.addAll(info.tags()));
    for (String tag : tags) {
      if (!known.contains(tag.startsWith(NOT) ? tag.substring(NOT.length()) : tag)) {
        throw Problem.usage(
            "--tag: expected one of " + String.join(", ", known) + ", found '" + tag + "'");
      }
    }
    complainUnlessFound(
        cases,
        "--case",
        "the id of a case or a glob over ids",
        version,
        each -> new Selection(List.of(each), List.of(), List.of(), List.of()));
    complainUnlessFound(
        sections,
        "--section",
        "a section that some case is about",
        version,
        each -> new Selection(List.of(), List.of(each), List.of(), List.of()));
    complainUnlessFound(
        statements,
        "--statement",
        "the id of a statement that some case judges",
        version,
        each -> new Selection(List.of(), List.of(), List.of(each), List.of()));
    if (casesOf(selection, version).findAny().isEmpty()) {
      throw Problem.nothingRan("expected a case for which all of " + String.join(" ", commandLine())
          + " holds, found none");
    }
    return selection;
  }

  private interface Alone {
    Selection of(String asked);
  }

  private static void complainUnlessFound(
      List<String> asked,
      String option,
      String expected,
      @Nullable MqttVersion version,
      Alone alone) {
    for (String each : asked) {
      if (casesOf(alone.of(each), version).findAny().isEmpty()) {
        throw Problem.nothingRan(
            option + ": expected " + expected + " (see 'assay conformance --list'), found " + each);
      }
    }
  }

  /** The cases of a selection that are played in this version, or in any. */
  static Stream<CaseInfo> casesOf(Selection selection, @Nullable MqttVersion version) {
    return CaseCatalogue.all().stream()
        .filter(info -> info.versions().stream()
            .filter(each -> version == null || each == version)
            .anyMatch(each -> selection.wants(info, each)));
  }

  /** The options as they were given. */
  List<String> commandLine() {
    List<String> words = new ArrayList<>();
    cases.forEach(each -> words.addAll(List.of("--case", each)));
    sections.forEach(each -> words.addAll(List.of("--section", each)));
    statements.forEach(each -> words.addAll(List.of("--statement", each)));
    tags.forEach(each -> words.addAll(List.of("--tag", each)));
    return words;
  }
}
