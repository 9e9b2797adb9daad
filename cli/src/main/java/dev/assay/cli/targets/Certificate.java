package dev.assay.cli.targets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * A certificate for localhost and 127.0.0.1 that lasts as long as a target runs, with its key: as PEM and as PKCS12, whichever
 * the target reads. Made by the JDK's keytool.
 *
 * @param certificate PEM
 * @param key PEM, PKCS8
 * @param keystore PKCS12 with both
 * @param secret of the keystore
 */
public record Certificate(Path certificate, Path key, Path keystore, String secret) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * Makes one in this directory.
   *
   * @throws TargetException if keytool cannot
   */
  public static Certificate makeIn(Path directory) {
    Path keystore = directory.resolve("target.p12");
    String secret = UUID.randomUUID().toString();
    Commands.Outcome outcome = Commands.run(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "target",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-keystore",
            keystore.toString(),
            "-storepass",
            secret),
        PATIENCE);
    if (!outcome.isGood()) {
      throw TargetException.unavailable(
          "expected a certificate from the JDK's keytool, found: " + outcome.lastLine());
    }
    try (InputStream in = Files.newInputStream(keystore)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, secret.toCharArray());
      return new Certificate(
          pem(
              directory.resolve("target.crt"),
              "CERTIFICATE",
              store.getCertificate("target").getEncoded()),
          pem(
              directory.resolve("target.key"),
              "PRIVATE KEY",
              store.getKey("target", secret.toCharArray()).getEncoded()),
          keystore,
          secret);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("keytool wrote what the JDK cannot read", e);
    }
  }

  /** Deletes what was made, and the directory if nothing else is in it. */
  public void delete() {
    for (Path each :
        List.of(certificate, key, keystore, certificate.toAbsolutePath().getParent())) {
      try {
        Files.deleteIfExists(each);
      } catch (IOException inUse) {
        // left to whoever clears the directory of temporary files
        return;
      }
    }
  }

  private static Path pem(Path file, String what, byte[] bytes) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
  }
}
