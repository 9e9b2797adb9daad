package dev.assay.broker.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.access.PasswordHash;
import dev.assay.broker.core.ScramCredentials;
import dev.assay.codec.packet.Payload;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScramSha256Test {
  // the example of RFC 7677, 3: user "user", password "pencil"
  private static final String CLIENT_FIRST = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
  private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  private static final String SERVER_FIRST =
      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  private static final String CLIENT_FINAL =
      "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
          + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
  private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

  private static ScramCredentials pencil() {
    PasswordHash.ScramSha256 kept = PasswordHash.scramSha256(
        Payload.of("pencil"), Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
    return new ScramCredentials(kept.iterations(), kept.salt(), kept.storedKey(), kept.serverKey());
  }

  @Test
  void theExampleOfRfc7677() {
    ScramSha256.ClientFirst first = ScramSha256.ClientFirst.parse(CLIENT_FIRST);

    assertThat(first.userName()).isEqualTo("user");
    assertThat(ScramSha256.serverFirst(first, SERVER_NONCE, pencil())).isEqualTo(SERVER_FIRST);
    assertThat(ScramSha256.serverFinal(first, SERVER_FIRST, CLIENT_FINAL, pencil()))
        .isEqualTo(SERVER_FINAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "p=x",
        "c=biws,r=rOprNGfwEbeRWgbNEkqO,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "c=eSws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=?",
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=",
      })
  void anythingElseIsNoProof(String clientFinal) {
    ScramSha256.ClientFirst first = ScramSha256.ClientFirst.parse(CLIENT_FIRST);

    assertThat(ScramSha256.serverFinal(first, SERVER_FIRST, clientFinal, pencil()))
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "n,,",
        "n,,n=user",
        "n,,r=a,n=user",
        "n,,n=user,r=",
        "n,,n=,r=a",
        "n,,n=a=b,r=a",
        "p=tls-unique,,n=user,r=a",
        "n,a=other,n=user,r=a",
        "n=user,r=a"
      })
  void whatIsNoFirstMessageIsRefused(String message) {
    assertThat(ScramSha256.ClientFirst.parse(message)).isNull();
  }

  @Test
  void commaAndEqualsSignOfAUserNameAreWrittenAsCodes() {
    assertThat(ScramSha256.ClientFirst.parse("y,,n=a=2Cb=3Dc,r=x").userName()).isEqualTo("a,b=c");
  }
}
