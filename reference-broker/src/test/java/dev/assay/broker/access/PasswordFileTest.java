package dev.assay.broker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.codec.packet.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileTest {
  private static final PasswordHash HASH = PasswordHash.scramSha256(
      Payload.of("secret"), "salt".getBytes(StandardCharsets.US_ASCII), 4_096);

  @Test
  void whoIsWrittenIsReadAndAdmitted(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("passwords");

    PasswordFile.empty().with("alice", HASH).with("bob", HASH).without("bob").write(file);
    PasswordFile read = PasswordFile.read(file);

    assertThat(read.userNames()).containsExactly("alice");
    assertThat(read.admits("alice", Payload.of("secret"))).isTrue();
    assertThat(read.admits("alice", Payload.of("Secret"))).isFalse();
    assertThat(read.admits("alice", null)).isFalse();
    assertThat(read.admits("bob", Payload.of("secret"))).isFalse();
    assertThat(read.admits(null, Payload.of("secret"))).isFalse();
    assertThat(Files.getPosixFilePermissions(file))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    assertThat(directory).isDirectoryNotContaining("glob:**.new");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "alice; passwords, line 2: expected NAME:HASH, found no name before a colon",
        ":$7$1$c2FsdA==$aGFzaA==; passwords, line 2: expected NAME:HASH, found no name before a colon",
        "alice:hunter2; passwords, line 2: expected SCRAM-SHA-256$... as 'assay passwd' writes it or $7$... of"
            + " mosquitto_passwd after the colon, found neither"
      })
  void aLineThatIsNoUserIsNamedAndItsSecretIsNot(String line, String complaint) {
    assertThatThrownBy(() -> PasswordFile.parse("passwords", List.of("# users", line)))
        .isInstanceOf(AccessFileException.class)
        .hasMessage(complaint);
  }

  @Test
  void aUserStandsThereOnce() {
    String line = "alice:" + HASH.text();

    assertThatThrownBy(() -> PasswordFile.parse("passwords", List.of(line, "", line)))
        .hasMessage("passwords, line 3: expected each user once, found 'alice' again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a:b", "#a", " a", "a\n"})
  void aNameThatALineCannotHoldIsRefused(String name) {
    assertThatThrownBy(() -> PasswordFile.empty().with(name, HASH))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
