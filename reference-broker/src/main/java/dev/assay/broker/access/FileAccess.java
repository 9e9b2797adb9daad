package dev.assay.broker.access;

import dev.assay.broker.core.Access;
import dev.assay.broker.core.ScramCredentials;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link PasswordFile} and {@link TopicRules} say, as the broker's {@link Access}.
 *
 * <pre>
 *   client                          without password file    with one             with one, nameless welcome
 *   no user name                    comes in                 refused              comes in
 *   user name and its password      comes in                 comes in             comes in
 *   anything else                   comes in                 refused              refused
 * </pre>
 */
public final class FileAccess implements Access {
  private static final int ITERATIONS_WITHOUT_USERS = PasswordHash.SCRAM_ITERATIONS_MIN;

  private final @Nullable PasswordFile passwords;
  private final @Nullable TopicRules rules;
  private final boolean welcomesNameless;
  private final RememberedAnswers answers = new RememberedAnswers();

  private FileAccess(
      @Nullable PasswordFile passwords, @Nullable TopicRules rules, boolean welcomesNameless) {
    this.passwords = passwords;
    this.rules = rules;
    this.welcomesNameless = welcomesNameless;
  }

  /**
   * The access that both files describe together.
   *
   * @param passwords null asks nobody for a password, and proves nobody's name
   * @param rules null allows everything to whoever came in
   * @param welcomesNameless whether a client with neither user name nor password comes in although there are passwords
   */
  public static FileAccess of(
      @Nullable PasswordFile passwords, @Nullable TopicRules rules, boolean welcomesNameless) {
    return new FileAccess(passwords, rules, welcomesNameless);
  }

  @Override
  public boolean takesTime(@Nullable String userName, @Nullable Payload password) {
    return passwords != null
        && userName != null
        && password != null
        && answers.of(userName, password) == null;
  }

  @Override
  public boolean admits(@Nullable String userName, @Nullable Payload password) {
    if (passwords == null) {
      return true;
    }
    if (userName == null) {
      return password == null && welcomesNameless;
    }
    if (password == null) {
      return false;
    }
    Boolean known = answers.of(userName, password);
    if (known != null) {
      return known;
    }
    boolean admitted = passwords.admits(userName, password);
    answers.remember(userName, password, admitted);
    return admitted;
  }

  @Override
  public boolean mayPublish(@Nullable String userName, String clientId, TopicName topic) {
    return rules == null || rules.mayPublish(userName, clientId, topic);
  }

  @Override
  public boolean maySubscribe(@Nullable String userName, String clientId, TopicFilter filter) {
    return rules == null || rules.maySubscribe(userName, clientId, filter);
  }

  /** What a user left behind is that user's alone; what a nameless client left behind was never protected. */
  @Override
  public boolean mayHaveSessionOf(@Nullable String userName, @Nullable String owner) {
    return passwords == null || owner == null || owner.equals(userName);
  }

  @Override
  public boolean offersScram() {
    return passwords != null && passwords.firstScram() != null;
  }

  @Override
  public @Nullable ScramCredentials scramCredentialsOf(String userName) {
    PasswordHash kept = passwords == null ? null : passwords.of(userName).orElse(null);
    return kept instanceof PasswordHash.ScramSha256 scram
        ? new ScramCredentials(
            scram.iterations(), scram.salt(), scram.storedKey(), scram.serverKey())
        : null;
  }

  @Override
  public int scramIterationsOfNobody() {
    PasswordHash.ScramSha256 first = passwords == null ? null : passwords.firstScram();
    return first == null ? ITERATIONS_WITHOUT_USERS : first.iterations();
  }
}
