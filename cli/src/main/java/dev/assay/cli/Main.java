package dev.assay.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where the process starts. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.getenv()));
  }

  /** Runs one command in this process. */
  static int run(String[] arguments, Map<String, String> environment) {
    AssayCommand root = new AssayCommand(environment);
    CommandLine assay = new CommandLine(root)
        .addSubcommand(new ConformanceCommand(root))
        .addSubcommand(new BrokerCommand(root))
        .addSubcommand(new PasswdCommand(root))
        .addSubcommand(new StatementsCommand(root))
        .addSubcommand(new ReportCommand(root))
        .addSubcommand(new TargetsCommand(root))
        .addSubcommand(new CompareCommand(root))
        .addSubcommand(new MatrixCommand(root))
        // what is no option of ours is one of JMH's
        .addSubcommand(
            new CommandLine(new BenchCommand(root)).setUnmatchedOptionsArePositionalParams(true));
    assay.setCaseInsensitiveEnumValuesAllowed(true);
    assay.setUsageHelpWidth(80);
    try {
      Settings settings = Settings.read(assay, arguments, environment);
      assay.setDefaultValueProvider(settings);
      assay.setParameterExceptionHandler(
          (exception, args) -> complain(ExitCode.USAGE, line(exception, settings, args)));
      assay.setExecutionExceptionHandler((exception, command, parsed) -> explain(exception));
      return assay.execute(arguments);
    } catch (Problem problem) {
      return complain(problem.exitCode(), problem.line());
    } catch (LinkageError | AssertionError | OutOfMemoryError | StackOverflowError error) {
      return explain(error);
    }
  }

  private static int explain(Throwable exception) {
    if (exception instanceof Problem problem) {
      return complain(problem.exitCode(), problem.line());
    }
    if (exception instanceof ParameterException usage) {
      return complain(ExitCode.USAGE, String.valueOf(usage.getMessage()));
    }
    StringWriter trace = new StringWriter();
    exception.printStackTrace(new PrintWriter(trace, true));
    System.err.print(trace);
    return complain(
        ExitCode.OUR_OWN_ERROR, "this is a fault of Assay itself, please report it: " + exception);
  }

  private static int complain(int exitCode, String line) {
    System.err.println("assay: " + Lines.harmless(line.strip().replaceAll("\\s*\\R\\s*", " ")));
    return exitCode;
  }

  private static String line(ParameterException exception, Settings settings, String[] arguments) {
    String message = String.valueOf(exception.getMessage());
    String command = exception.getCommandLine().getCommandSpec().qualifiedName(" ");
    if (exception instanceof UnmatchedArgumentException unmatched) {
      String hint = String.join(", ", unmatched.getSuggestions());
      message += hint.isEmpty() ? "" : " (did you mean " + hint + "?)";
    }
    String origin = exception.getArgSpec() == null || exception instanceof MissingParameterException
        ? ""
        : settings.originOf(exception.getArgSpec(), arguments);
    return origin + message + "; see '" + command + " --help'";
  }
}
