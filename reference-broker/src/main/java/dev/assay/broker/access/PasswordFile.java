package dev.assay.broker.access;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.SYNC;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.assay.codec.packet.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Users and what is kept of their passwords: a line {@code NAME:HASH} for each, in a form of {@link PasswordHash}. Files of
 * mosquitto_passwd are understood.
 */
public final class PasswordFile {
  private final List<String> comments;
  private final Map<String, PasswordHash> hashes;

  private PasswordFile(List<String> comments, Map<String, PasswordHash> hashes) {
    this.comments = comments;
    this.hashes = hashes;
  }

  /** Nobody. */
  public static PasswordFile empty() {
    return new PasswordFile(List.of(), Map.of());
  }

  /**
   * The users in {@code file}.
   *
   * @throws AccessFileException naming the line that is none of the form above; what it says of a password is not repeated
   */
  public static PasswordFile read(Path file) throws IOException {
    return parse(file.toString(), Files.readAllLines(file));
  }

  static PasswordFile parse(String name, List<String> lines) {
    List<String> comments = new ArrayList<>();
    Map<String, PasswordHash> hashes = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith("#")) {
        comments.add(line);
      }
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String where = name + ", line " + (i + 1);
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new AccessFileException(where + ": expected NAME:HASH, found no name before a colon");
      }
      PasswordHash hash = PasswordHash.parse(line.substring(colon + 1));
      if (hash == null) {
        throw new AccessFileException(where
            + ": expected SCRAM-SHA-256$... as 'assay passwd' writes it or $7$... of mosquitto_passwd"
            + " after the colon, found neither");
      }
      if (hashes.put(line.substring(0, colon), hash) != null) {
        throw new AccessFileException(
            where + ": expected each user once, found '" + line.substring(0, colon) + "' again");
      }
    }
    return new PasswordFile(comments, hashes);
  }

  /** What is kept of this user's password, if there is such a user. */
  public Optional<PasswordHash> of(@Nullable String userName) {
    return Optional.ofNullable(userName == null ? null : hashes.get(userName));
  }

  /**
   * Whether the user is known by this password. A user who does not exist takes as long as one who does, so that time does not tell
   * which there are.
   */
  public boolean admits(@Nullable String userName, @Nullable Payload password) {
    if (userName == null || password == null || hashes.isEmpty()) {
      return false;
    }
    PasswordHash kept = hashes.get(userName);
    PasswordHash compared = kept == null ? hashes.values().iterator().next() : kept;
    return compared.matches(password) && kept != null;
  }

  /** The first user's hash that SCRAM-SHA-256 can use, or null if there is none. */
  PasswordHash.@Nullable ScramSha256 firstScram() {
    return hashes.values().stream()
        .filter(PasswordHash.ScramSha256.class::isInstance)
        .map(PasswordHash.ScramSha256.class::cast)
        .findFirst()
        .orElse(null);
  }

  /** The user names, in the order of the file. */
  public List<String> userNames() {
    return List.copyOf(hashes.keySet());
  }

  /**
   * The same with this user's password changed or added.
   *
   * @throws IllegalArgumentException if a line of the file cannot hold the name: empty, or with a colon or a control character
   */
  public PasswordFile with(String userName, PasswordHash hash) {
    checkUserName(userName);
    Map<String, PasswordHash> changed = new LinkedHashMap<>(hashes);
    changed.put(userName, hash);
    return new PasswordFile(comments, changed);
  }

  /**
   * Nothing, for a name that a line of the file can hold.
   *
   * @throws IllegalArgumentException if it is empty, or has a colon or a control character
   */
  public static void checkUserName(String userName) {
    if (userName.isEmpty()
        || userName.startsWith("#")
        || userName.chars().anyMatch(c -> c == ':' || Character.isISOControl(c))
        || !userName.equals(userName.strip())) {
      throw new IllegalArgumentException(
          "a user name in this file must not be empty, begin with '#',"
              + " have spaces around it, or contain ':' or control characters");
    }
  }

  /** The same without this user. */
  public PasswordFile without(String userName) {
    Map<String, PasswordHash> changed = new LinkedHashMap<>(hashes);
    changed.remove(userName);
    return new PasswordFile(comments, changed);
  }

  /**
   * Writes it whole or not at all, comments first; only its owner can read it, where the file system knows owners. A symbolic link is
   * followed.
   */
  public void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>(comments);
    hashes.forEach((name, hash) -> lines.add(name + ":" + hash.text()));
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path beside = Files.createTempFile(target.getParent(), ".assay-passwords", ".new");
    try {
      if (Files.getFileStore(beside).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-------"));
      }
      Files.write(beside, lines, StandardCharsets.UTF_8, WRITE, SYNC);
      Files.move(beside, target, REPLACE_EXISTING, ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }
}
