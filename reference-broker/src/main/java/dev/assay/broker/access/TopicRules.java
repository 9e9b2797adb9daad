package dev.assay.broker.access;

import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which user may publish and subscribe to what. The form of the file is the one of Mosquitto's {@code acl_file}:
 *
 * <pre>
 *   # for clients without a user name
 *   topic read weather/#
 *
 *   user alice
 *   topic readwrite home/#
 *   topic deny home/alarm
 *
 *   # for everybody: %u is the user name, %c the Client Identifier
 *   pattern write presence/%u
 * </pre>
 *
 * A line without {@code read}, {@code write}, {@code readwrite} or {@code deny} means {@code readwrite}. What no line allows is
 * not allowed; what a line denies is not, whatever another allows. A subscription is allowed if one line allows all that its
 * Topic Filter matches and no line denies any of it.
 */
public final class TopicRules {
  private enum Right {
    READ,
    WRITE,
    READWRITE,
    DENY
  }

  /**
   * One line.
   *
   * @param filter as it stands in the file, with {@code %u} and {@code %c} in a pattern
   */
  private record Line(Right right, String filter, boolean isPattern) {

    /** The Topic Filter for this client; null if its names would make it another one than the file says. */
    @Nullable
    TopicFilter filterFor(@Nullable String userName, String clientId) {
      if (!isPattern) {
        return TopicFilter.of(filter);
      }
      if ((filter.contains("%u") && (userName == null || isUnsafe(userName)))
          || (filter.contains("%c") && isUnsafe(clientId))) {
        return null;
      }
      return TopicFilter.of(
          filter.replace("%u", userName == null ? "" : userName).replace("%c", clientId));
    }

    /** A name with a level or a wildcard in it would give its owner the right to more than one level. */
    private static boolean isUnsafe(String name) {
      return name.isEmpty() || name.contains("/") || name.contains("+") || name.contains("#");
    }
  }

  private final Map<String, List<Line>> byUser;
  private final List<Line> nameless;
  private final List<Line> patterns;

  private TopicRules(Map<String, List<Line>> byUser, List<Line> nameless, List<Line> patterns) {
    this.byUser = byUser;
    this.nameless = nameless;
    this.patterns = patterns;
  }

  /**
   * The rules in {@code file}.
   *
   * @throws AccessFileException naming the line that is none of the form above
   */
  public static TopicRules read(Path file) throws IOException {
    return parse(file.toString(), Files.readAllLines(file));
  }

  static TopicRules parse(String name, List<String> lines) {
    Map<String, List<Line>> byUser = new HashMap<>();
    List<Line> nameless = new ArrayList<>();
    List<Line> patterns = new ArrayList<>();
    List<Line> current = nameless;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.split("\\s+", 2);
      String rest = words.length < 2 ? "" : words[1];
      String where = name + ", line " + (i + 1);
      switch (words[0]) {
        case "user" -> {
          if (rest.isEmpty()) {
            throw new AccessFileException(where + ": expected 'user NAME', found no name");
          }
          current = byUser.computeIfAbsent(rest, absent -> new ArrayList<>());
        }
        case "topic" -> current.add(line(rest, false, where));
        case "pattern" -> patterns.add(line(rest, true, where));
        default ->
          throw new AccessFileException(
              where + ": expected 'user', 'topic' or 'pattern', found '" + words[0] + "'");
      }
    }
    return new TopicRules(byUser, nameless, patterns);
  }

  private static Line line(String words, boolean isPattern, String where) {
    String[] parts = words.split("\\s+", 2);
    Right right = Right.READWRITE;
    String filter = words;
    if (parts.length == 2) {
      for (Right each : Right.values()) {
        if (each.name().toLowerCase(Locale.ROOT).equals(parts[0])) {
          right = each;
          filter = parts[1];
        }
      }
    }
    String complaint = TopicFilter.complaintAbout(
        isPattern ? filter.replace("%u", "u").replace("%c", "c") : filter);
    if (complaint != null) {
      throw new AccessFileException(where + ": Topic Filter " + complaint);
    }
    return new Line(right, filter, isPattern);
  }

  /** Whether some line is about a user name. */
  public boolean nameUsers() {
    return !byUser.isEmpty() || patterns.stream().anyMatch(line -> line.filter().contains("%u"));
  }

  /** Whether this client may publish to {@code topic}. */
  public boolean mayPublish(@Nullable String userName, String clientId, TopicName topic) {
    boolean allowed = false;
    for (Line line : linesFor(userName)) {
      TopicFilter filter = line.filterFor(userName, clientId);
      if (filter == null || !filter.matches(topic)) {
        continue;
      }
      if (line.right() == Right.DENY) {
        return false;
      }
      allowed |= line.right() != Right.READ;
    }
    return allowed;
  }

  /** Whether this client may have a subscription with {@code wanted}, shared or not. */
  public boolean maySubscribe(@Nullable String userName, String clientId, TopicFilter wanted) {
    boolean allowed = false;
    for (Line line : linesFor(userName)) {
      TopicFilter filter = line.filterFor(userName, clientId);
      if (filter == null) {
        continue;
      }
      if (line.right() == Right.DENY && FilterSets.overlap(filter, wanted)) {
        return false;
      }
      allowed |= line.right() != Right.DENY
          && line.right() != Right.WRITE
          && FilterSets.covers(filter, wanted);
    }
    return allowed;
  }

  private List<Line> linesFor(@Nullable String userName) {
    List<Line> own = userName == null ? nameless : byUser.getOrDefault(userName, List.of());
    if (patterns.isEmpty()) {
      return own;
    }
    List<Line> all = new ArrayList<>(own);
    all.addAll(patterns);
    return all;
  }
}
