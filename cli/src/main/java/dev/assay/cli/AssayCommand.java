package dev.assay.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root: knows the subcommands, and what all of them understand. */
@Command(
    name = "assay",
    description = "Is this MQTT broker right? Judges any broker, statement by statement.",
    synopsisHeading = "Usage: ",
    customSynopsis = "assay [--no-color] [--config FILE] COMMAND [OPTIONS]",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Every long option can also be set in the environment (ASSAY_CLIENT_ID_PREFIX",
      "for --client-id-prefix) or in the file of --config (client-id-prefix: x).",
      "A file gives way to the environment, and both to the command line.",
      "",
      "Exit codes: 0 as expected, 1 conformance failures or regressions, 2 usage,",
      "3 target unreachable or not MQTT, 4 nothing ran, 5 our own error."
    },
    mixinStandardHelpOptions = true,
    versionProvider = AssayVersion.class,
    usageHelpWidth = 80)
final class AssayCommand {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "YAML file with settings, one 'option: value' a line.")
  @SuppressWarnings(
      "UnusedVariable") // Settings looks for it before anything is parsed; here it is declared and
  // described
  private String config = "";

  @Option(
      names = "--no-color",
      scope = ScopeType.INHERIT,
      fallbackValue = "true",
      description = "Write no colours; NO_COLOR does the same.")
  private boolean noColor;

  private final Map<String, String> environment;

  AssayCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  Map<String, String> environment() {
    return environment;
  }

  Terminal terminal() {
    return Terminal.ofProcess(environment, noColor);
  }
}
