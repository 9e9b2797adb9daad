package dev.assay.cli;

import dev.assay.broker.access.AccessFileException;
import dev.assay.broker.access.FileAccess;
import dev.assay.broker.access.PasswordFile;
import dev.assay.broker.access.TopicRules;
import dev.assay.broker.core.Access;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Who may come in and do what, from the files that the user named. */
final class AccessFiles {
  private AccessFiles() {}

  /** How a file is read. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(Path file) throws IOException;
  }

  /**
   * What both files say together.
   *
   * @throws Problem if one cannot be read or says what it cannot say, or if names count that nobody proves
   */
  static Access read(@Nullable Path passwordFile, @Nullable Path aclFile, boolean anonymous) {
    if (passwordFile == null && aclFile == null) {
      return Access.EVERYBODY;
    }
    PasswordFile passwords =
        passwordFile == null ? null : read("--password-file", passwordFile, PasswordFile::read);
    TopicRules rules = aclFile == null ? null : read("--acl-file", aclFile, TopicRules::read);
    if (rules != null && rules.nameUsers() && passwords == null) {
      throw Problem.usage("--acl-file: expected --password-file beside it, since " + aclFile
          + " has rules for user names, found none: anybody could claim any name");
    }
    return FileAccess.of(passwords, rules, anonymous);
  }

  /** Reads a file of passwords, with the option that named it in front of every complaint. */
  static PasswordFile passwords(String option, Path file) {
    return read(option, file, PasswordFile::read);
  }

  private static <T> T read(String option, Path file, Reader<T> reader) {
    try {
      return reader.read(file);
    } catch (AccessFileException e) {
      throw Problem.usage(option + ": " + e.getMessage());
    } catch (IOException e) {
      throw Problem.usage(
          option + ": cannot read " + file + " (" + e.getClass().getSimpleName() + ")");
    }
  }
}
