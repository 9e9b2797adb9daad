package dev.assay.cli;

import dev.assay.broker.access.PasswordFile;
import dev.assay.broker.access.PasswordHash;
import dev.assay.codec.packet.Payload;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay passwd}: keeps the users of {@code assay broker --password-file}. */
@Command(
    name = "passwd",
    description = {
      "Adds a user to a password file of 'assay broker', or gives one another password.",
      "The file holds what recognises a password, not the password itself."
    },
    optionListHeading = "%nOptions:%n",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PasswdCommand implements Callable<Integer> {
  private static final int SALT_BYTES = 16;

  /** What a packet can carry [3.1.3, both versions]. */
  private static final int PASSWORD_BYTES_MAX = 65_535;

  private final AssayCommand assay;

  @Parameters(index = "0", paramLabel = "FILE", description = "The file; made if it is not there.")
  private Path file = Path.of("");

  @Parameters(index = "1", paramLabel = "USERNAME", description = "The user name.")
  private String userName = "";

  @Option(
      names = "--password-from",
      paramLabel = "FILE",
      description = {
        "Take the first line of this file as the password, '-' for the standard",
        "input (default: ask twice on the terminal, without echo)."
      })
  private @Nullable String passwordFrom;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = {
        "How much work each guess costs, 4096 or more (default: 15000, a few",
        "milliseconds)."
      })
  private int iterations = 15_000;

  @Option(names = "--delete", fallbackValue = "true", description = "Take the user out instead.")
  private boolean delete;

  PasswdCommand(AssayCommand assay) {
    this.assay = assay;
  }

  @Override
  public Integer call() {
    PasswordFile users =
        Files.exists(file) ? AccessFiles.passwords("FILE", file) : PasswordFile.empty();
    boolean isKnown = users.of(userName).isPresent();
    if (delete) {
      if (!isKnown) {
        throw Problem.usage("--delete: expected a user of " + file + ", found '" + userName + "'");
      }
      write(users.without(userName));
      say("deleted");
      return ExitCode.AS_EXPECTED;
    }
    try {
      // before the password is asked for, which would be in vain
      PasswordFile.checkUserName(userName);
    } catch (IllegalArgumentException e) {
      throw Problem.usage("USERNAME: " + e.getMessage());
    }
    write(users.with(userName, hashed(password())));
    say(isKnown ? "changed" : "added");
    return ExitCode.AS_EXPECTED;
  }

  private void say(String what) {
    assay.terminal().out().println(Lines.harmless(userName) + " " + what + " in " + file);
  }

  private void write(PasswordFile users) {
    try {
      users.write(file);
    } catch (IOException e) {
      throw Problem.usage("FILE: cannot write " + file + " (" + e.getClass().getSimpleName() + ")");
    }
  }

  private PasswordHash hashed(Payload password) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    try {
      return PasswordHash.scramSha256(password, salt, iterations);
    } catch (IllegalArgumentException e) {
      throw Problem.usage("--iterations: " + e.getMessage());
    }
  }

  private Payload password() {
    String text = passwordFrom == null ? asked() : read(passwordFrom);
    Payload password = Payload.of(text);
    if (password.isEmpty() || password.length() > PASSWORD_BYTES_MAX) {
      throw Problem.usage("expected a password of 1 to " + PASSWORD_BYTES_MAX + " bytes, found "
          + password.length());
    }
    return password;
  }

  private static String asked() {
    Console console = Terminal.console();
    if (console == null) {
      throw Problem.usage(
          "expected a terminal to ask for the password, or --password-from, found" + " neither");
    }
    char[] first = console.readPassword("Password: ");
    char[] second = console.readPassword("Again: ");
    if (first == null || !Arrays.equals(first, second)) {
      throw Problem.usage("expected the same password twice, found two");
    }
    return new String(first);
  }

  private static String read(String from) {
    try (BufferedReader reader = from.equals("-")
        ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
        : Files.newBufferedReader(Path.of(from))) {
      String line = reader.readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw Problem.usage(
          "--password-from: cannot read " + from + " (" + e.getClass().getSimpleName() + ")");
    }
  }
}
