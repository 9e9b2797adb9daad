package dev.assay.cli;

import dev.assay.client.BrokerUrl;
import dev.assay.codec.packet.Payload;
import dev.assay.spec.MqttVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The options that say whom clients claim to be. */
final class LoginOptions {
  @Option(names = "--user", paramLabel = "NAME", description = "User name to connect with.")
  private @Nullable String user;

  @Option(
      names = "--password",
      paramLabel = "TEXT",
      description = "Password to connect with; others may see it in the process list.")
  private @Nullable String password;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "File whose first line is the password.")
  private @Nullable Path passwordFile;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  /** Whom a client claims to be; both are null for nobody. */
  record Credentials(@Nullable String user, @Nullable Payload password) {}

  /**
   * The command line before the URL's user info, that before the environment and the file.
   *
   * @param version the only one to be spoken, or null for all
   * @throws Problem if a password stands alone where 3.1.1 may be spoken, or cannot be read
   */
  Credentials credentials(BrokerUrl parsed, @Nullable MqttVersion version) {
    boolean userGiven = isOnCommandLine("--user");
    boolean passwordGiven = isOnCommandLine("--password") || isOnCommandLine("--password-file");
    String name = userGiven || parsed.userName() == null ? user : parsed.userName();
    String secret =
        passwordGiven || parsed.password() == null ? givenPassword() : parsed.password();
    if (secret != null && name == null && version != MqttVersion.V5) {
      throw Problem.usage("--password: expected a user name beside it, since MQTT 3.1.1 allows no"
          + " password without one, found none");
    }
    return new Credentials(name, secret == null ? null : Payload.of(secret));
  }

  private boolean isOnCommandLine(String option) {
    ParseResult parsed = spec == null ? null : spec.commandLine().getParseResult();
    return parsed != null && parsed.hasMatchedOption(option);
  }

  private @Nullable String givenPassword() {
    if (isOnCommandLine("--password") && isOnCommandLine("--password-file")) {
      throw Problem.usage("expected --password or --password-file, found both");
    }
    boolean fromFile = isOnCommandLine("--password-file") || password == null;
    if (!fromFile || isOnCommandLine("--password") || passwordFile == null) {
      return password;
    }
    try {
      return Files.readString(passwordFile).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw Problem.usage("--password-file: cannot read " + passwordFile + " ("
          + e.getClass().getSimpleName() + ")");
    }
  }
}
