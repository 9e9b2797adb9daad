package dev.assay.broker.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.packet.Payload;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {

  /** Password "pencil" and salt of RFC 7677, 3; the keys were computed from them with another implementation of PBKDF2. */
  @Test
  void scramKeysAreThoseOfRfc7677() {
    byte[] salt = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");

    PasswordHash.ScramSha256 hash = PasswordHash.scramSha256(Payload.of("pencil"), salt, 4_096);

    assertThat(hash.text())
        .isEqualTo(
            "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ=="
                + "$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=");
    assertThat(PasswordHash.parse(hash.text())).isEqualTo(hash);
    assertThat(hash.matches(Payload.of("pencil"))).isTrue();
    assertThat(hash.matches(Payload.of("pencils"))).isFalse();
  }

  /** The lines are what mosquitto_passwd 2.0.11 wrote. */
  @Test
  void whatMosquittoPasswdWroteIsRecognised() {
    PasswordHash hash = PasswordHash.parse(
        "$7$101$EVlAO0AjYubkWTMD$/4SH0hM4HicOrNPUp4ejVzAqM9fnUEQdHOrNvUy6BnJN+PLTpVAIipJ3alSHpMNruncu7gA2UDTEpY21juVQTw==");

    assertThat(hash).isNotNull();
    assertThat(hash.matches(Payload.of("wonderland"))).isTrue();
    assertThat(hash.matches(Payload.of("Wonderland"))).isFalse();
    assertThat(hash.matches(Payload.EMPTY)).isFalse();
  }

  @Test
  void anEmptyPasswordIsAPasswordToo() {
    byte[] derived = Derivation.pbkdf2("HmacSHA256", new byte[0], bytes("salt"), 3, 40);

    assertThat(HexFormat.of().formatHex(derived))
        .isEqualTo(
            "5ddf839afa2d5fb4be56e1a0f48917617559bef61ec122bfca1c7f75ac8f401d060b470b70403497");
  }

  @Test
  void aPasswordMayBeAnyBytesAndAHashMoreThanOneBlock() {
    byte[] derived = Derivation.pbkdf2(
        "HmacSHA512", new byte[] {(byte) 0xFF, 0x00, (byte) 0xFE}, bytes("salt"), 3, 70);

    assertThat(HexFormat.of().formatHex(derived))
        .isEqualTo(
            "231471b14b7011e64de7ac7d0a155213bec0398d7e284461a8c8f6df3ea09481e86d787704474e49"
                + "62565125357fca79c8b7be90edb0447b71a2d0113698010fc40fe16ecdb3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "$6$salt$hash",
        "$7$101$c2FsdA==",
        "$7$0$c2FsdA==$aGFzaA==",
        "$7$101$c2FsdA==$",
        "$7$101$not base64$aGFzaA==",
        "$7$99999999999$c2FsdA==$aGFzaA==",
        "$7$2000000000$c2FsdA==$aGFzaA==",
        "SCRAM-SHA-256$4096:c2FsdA==$aGFzaA==",
        "SCRAM-SHA-256$4095:c2FsdA==$aGFzaA==:aGFzaA=="
      })
  void whatIsNeitherFormIsNoHash(String text) {
    assertThat(PasswordHash.parse(text)).isNull();
  }

  @Test
  void noKeyIsShownWhereAHashIsPrinted() {
    PasswordHash.ScramSha256 hash =
        PasswordHash.scramSha256(Payload.of("pencil"), bytes("0123456789abcdef"), 4_096);

    assertThat(hash.toString()).isEqualTo("SCRAM-SHA-256, 4096 iterations");
  }

  private static byte[] bytes(String ascii) {
    return Payload.of(ascii).toBytes();
  }
}
