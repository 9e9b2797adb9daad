package dev.assay.broker.core;

import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements that one branch of the broker obeys, one or more of each version. A rule cites by such a constant; which
 * statement that is depends on the version that the client speaks.
 *
 * <p>A citation is compared by identity: it stands for the branch as well, so a deviant can name the branch that it gets wrong.
 */
public final class Citation {
  private final List<Statement> v5;
  private final List<Statement> v311;

  private Citation(List<Statement> v5, List<Statement> v311) {
    this.v5 = v5;
    this.v311 = v311;
  }

  /**
   * A citation of these statements. The first of each version is the one to show; the others say the same again elsewhere.
   * With none of a version the branch does not exist in that version, or the standard is silent about it there.
   */
  public static Citation cite(Statement... statements) {
    if (statements.length == 0) {
      throw new IllegalArgumentException("a citation needs a statement");
    }
    return new Citation(of(MqttVersion.V5, statements), of(MqttVersion.V3_1_1, statements));
  }

  private static List<Statement> of(MqttVersion version, Statement... statements) {
    List<Statement> found = new ArrayList<>(Arrays.asList(statements));
    found.removeIf(statement -> statement.version() != version);
    return List.copyOf(found);
  }

  /** The statement to show to one who speaks {@code version}, or null if that version has none. */
  public @Nullable Statement in(MqttVersion version) {
    List<Statement> statements = allIn(version);
    return statements.isEmpty() ? null : statements.get(0);
  }

  /** All statements of {@code version} that the branch obeys. */
  public List<Statement> allIn(MqttVersion version) {
    return version == MqttVersion.V5 ? v5 : v311;
  }

  @Override
  public String toString() {
    List<Statement> all = new ArrayList<>(v5);
    all.addAll(v311);
    return all.stream().map(Statement::citation).toList().toString();
  }
}
