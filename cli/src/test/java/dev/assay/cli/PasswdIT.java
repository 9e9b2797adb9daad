package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.access.PasswordFile;
import dev.assay.codec.packet.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswdIT {
  @TempDir
  private Path directory;

  private AssayProcess.Outcome passwd(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "passwd";
    all[1] = directory.resolve("users").toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return AssayProcess.run(all);
  }

  private Path secret(String text) throws IOException {
    return Files.writeString(directory.resolve("secret"), text + "\n");
  }

  private PasswordFile users() throws IOException {
    return PasswordFile.read(directory.resolve("users"));
  }

  @Test
  void usersAreAddedChangedAndDeletedAndNoPasswordIsShown() throws Exception {
    AssayProcess.Outcome added =
        passwd("alice", "--password-from", secret("hunter2").toString());
    PasswordFile first = users();
    AssayProcess.Outcome changed = passwd(
        "alice", "--iterations", "4096", "--password-from", secret("correct").toString());
    PasswordFile second = users();
    AssayProcess.Outcome deleted = passwd("alice", "--delete");

    for (AssayProcess.Outcome outcome : List.of(added, changed, deleted)) {
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      assertThat(outcome.out() + outcome.err()).doesNotContain("hunter2", "correct");
    }
    assertThat(added.out()).startsWith("alice added in ");
    assertThat(changed.out()).startsWith("alice changed in ");
    assertThat(deleted.out()).startsWith("alice deleted in ");
    assertThat(first.admits("alice", Payload.of("hunter2"))).isTrue();
    assertThat(second.admits("alice", Payload.of("hunter2"))).isFalse();
    assertThat(second.admits("alice", Payload.of("correct"))).isTrue();
    assertThat(users().userNames()).isEmpty();
    assertThat(PosixFilePermissions.toString(
            Files.getPosixFilePermissions(directory.resolve("users"))))
        .isEqualTo("rw-------");
  }

  @Test
  void otherUsersAndCommentsStay() throws Exception {
    Files.writeString(directory.resolve("users"), """
        # the living room
        bob:$7$1$c2FsdA==$aGFzaA==
        """);

    AssayProcess.Outcome added = passwd("alice", "--password-from", secret("x").toString());

    assertThat(added.exitCode()).as(added.err()).isZero();
    assertThat(Files.readAllLines(directory.resolve("users")))
        .startsWith("# the living room", "bob:$7$1$c2FsdA==$aGFzaA==")
        .hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alice                                       | expected a terminal to ask for the password",
        "alice --password-from -                     | expected a password of 1 to 65535 bytes, found 0",
        "alice --password-from no-such-file          | --password-from: cannot read no-such-file",
        "a:b --password-from -                       | USERNAME: a user name in this file must not",
        "alice --delete                              | --delete: expected a user of",
        "alice --iterations 100 --password-from pom.xml | --iterations: iterations must be 4096..",
      })
  void badInputIsOneClearLineAndExitTwo(String arguments, String expected) {
    AssayProcess.Outcome outcome = passwd(arguments.split(" "));

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.errLines()).singleElement().asString().contains(expected);
    assertThat(directory.resolve("users")).doesNotExist();
  }

  @Test
  void aFileThatIsNoPasswordFileIsLeftAloneAndTheLineIsNamed() throws Exception {
    Path users = Files.writeString(directory.resolve("users"), "alice:hunter2\n");

    AssayProcess.Outcome outcome = passwd("bob", "--password-from", secret("x").toString());

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.errLines())
        .singleElement()
        .asString()
        .contains("users, line 1: expected SCRAM-SHA-256$")
        .doesNotContain("hunter2");
    assertThat(users).hasContent("alice:hunter2");
  }
}
