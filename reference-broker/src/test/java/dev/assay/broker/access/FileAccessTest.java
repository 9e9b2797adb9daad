package dev.assay.broker.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileAccessTest {
  private static final int ITERATIONS = 5_000;

  /** Alice proves her password either way; Bob's is kept as mosquitto_passwd does, which is of no use for SCRAM. */
  private static final PasswordFile USERS = PasswordFile.parse(
      "passwords",
      List.of(
          "bob:$7$101$x7mrqyTDSlHdhQgV$eLD8n+/8b1+yWfJfXDbUTz1ZGcpO0Ytmfs4UzlF1pkmt5qXJmKfMrAmgjrZLA7JKnvQdEmZlfvKyCoHyXxNVhA==",
          "alice:" + hash("open").text()));

  private static PasswordHash.ScramSha256 hash(String password) {
    return PasswordHash.scramSha256(
        Payload.of(password), "salt".getBytes(StandardCharsets.US_ASCII), ITERATIONS);
  }

  private static @Nullable Payload bytes(@Nullable String text) {
    return text == null ? null : Payload.of(text);
  }

  @ParameterizedTest
  @CsvSource({
    // user, password, without file, with file, with file and nameless welcome
    "     ,       , true, false, true",
    "     , open  , true, false, false",
    "alice, open  , true, true,  true",
    "alice, wrong , true, false, false",
    "alice,       , true, false, false",
    "eve  , open  , true, false, false",
  })
  void whoComesIn(
      @Nullable String user,
      @Nullable String password,
      boolean withoutFile,
      boolean withFile,
      boolean withFileAndNamelessWelcome) {
    assertThat(FileAccess.of(null, null, false).admits(user, bytes(password)))
        .isEqualTo(withoutFile);
    assertThat(FileAccess.of(USERS, null, false).admits(user, bytes(password))).isEqualTo(withFile);
    assertThat(FileAccess.of(USERS, null, true).admits(user, bytes(password)))
        .isEqualTo(withFileAndNamelessWelcome);
  }

  @Test
  void onlyTheFirstQuestionAboutAPasswordTakesTime() {
    FileAccess access = FileAccess.of(USERS, null, true);

    for (String password : List.of("open", "wrong")) {
      assertThat(access.takesTime("alice", Payload.of(password))).isTrue();
      access.admits("alice", Payload.of(password));
      assertThat(access.takesTime("alice", Payload.of(password))).isFalse();
    }
    assertThat(access.takesTime("alice", Payload.of("other"))).isTrue();
    assertThat(access.takesTime("bob", Payload.of("open"))).isTrue();
    assertThat(access.takesTime(null, null)).isFalse();
    assertThat(access.takesTime("alice", null)).isFalse();
    assertThat(access.admits("alice", Payload.of("open"))).isTrue();
    assertThat(access.admits("alice", Payload.of("wrong"))).isFalse();
  }

  @Test
  void namesAndPasswordsAreToldApartWhereverOneEnds() {
    FileAccess access = FileAccess.of(USERS, null, true);
    access.admits("alice", Payload.of("open"));

    assertThat(access.admits("alic", Payload.of("eopen"))).isFalse();
    assertThat(access.admits("aliceo", Payload.of("pen"))).isFalse();
  }

  @Test
  void scramIsOfferedToUsersWhosePasswordsAreKeptForItAndNobodyElseIsToldApart() {
    FileAccess access = FileAccess.of(USERS, null, false);

    assertThat(access.offersScram()).isTrue();
    assertThat(access.scramCredentialsOf("alice")).isNotNull();
    assertThat(access.scramCredentialsOf("bob")).isNull();
    assertThat(access.scramCredentialsOf("eve")).isNull();
    assertThat(access.scramIterationsOfNobody()).isEqualTo(ITERATIONS);
    assertThat(FileAccess.of(null, null, true).offersScram()).isFalse();
  }

  @Test
  void aSessionOfAUserIsThatUsersAlone() {
    FileAccess access = FileAccess.of(USERS, null, true);

    assertThat(access.mayHaveSessionOf("alice", "alice")).isTrue();
    assertThat(access.mayHaveSessionOf("bob", "alice")).isFalse();
    assertThat(access.mayHaveSessionOf(null, "alice")).isFalse();
    assertThat(access.mayHaveSessionOf("alice", null)).isTrue();
    assertThat(FileAccess.of(null, null, true).mayHaveSessionOf("bob", "alice")).isTrue();
  }

  @Test
  void rulesAreAskedWhereThereAreSome() {
    TopicRules rules = TopicRules.parse("acl", List.of("user alice", "topic read a/#"));
    FileAccess access = FileAccess.of(USERS, rules, false);

    assertThat(rules.nameUsers()).isTrue();
    assertThat(access.maySubscribe("alice", "c", TopicFilter.of("a/b"))).isTrue();
    assertThat(access.mayPublish("alice", "c", TopicName.of("a/b"))).isFalse();
    assertThat(access.maySubscribe("bob", "c", TopicFilter.of("a/b"))).isFalse();
    assertThat(FileAccess.of(USERS, null, false).mayPublish("bob", "c", TopicName.of("a/b")))
        .isTrue();
    assertThat(TopicRules.parse("acl", List.of("topic a", "pattern b/%c")).nameUsers())
        .isFalse();
    assertThat(TopicRules.parse("acl", List.of("pattern b/%u")).nameUsers()).isTrue();
  }
}
