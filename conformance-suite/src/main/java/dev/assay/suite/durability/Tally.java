package dev.assay.suite.durability;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was acknowledged before the broker ended and what of it was found afterwards: one kind of memory, one version, one ending.
 *
 * @param acknowledged how many the broker had acknowledged, without those that had come already
 * @param lost those of them that were not found, each in a few words
 * @param doubled what came more often than it may, each in a few words
 * @param unanswered what the broker did not answer as it must, each in a few words
 * @param undecided why it could not be told; empty if it could
 * @param notOffered why the broker cannot be asked for this; empty if it can
 */
record Tally(
    int acknowledged,
    List<String> lost,
    List<String> doubled,
    List<String> unanswered,
    String undecided,
    String notOffered) {

  Tally {
    lost = List.copyOf(lost);
    doubled = List.copyOf(doubled);
    unanswered = List.copyOf(unanswered);
  }

  /** Of things that are there or not. */
  static Tally of(Set<String> acknowledged, Set<String> found) {
    Set<String> lost = new TreeSet<>(acknowledged);
    lost.removeAll(found);
    return new Tally(acknowledged.size(), List.copyOf(lost), List.of(), List.of(), "", "");
  }

  static Tally undecided(String why) {
    return new Tally(0, List.of(), List.of(), List.of(), why, "");
  }

  static Tally notOffered(String why) {
    return new Tally(0, List.of(), List.of(), List.of(), "", why);
  }

  /** The same, and this was not answered. */
  Tally withUnanswered(List<String> more) {
    List<String> all = new ArrayList<>(unanswered);
    all.addAll(more);
    return new Tally(acknowledged, lost, doubled, all, undecided, notOffered);
  }

  /** The same, counted of so many alone: of what the end of the broker could take away. */
  Tally ofThose(int atRisk) {
    return new Tally(atRisk, lost, doubled, unanswered, undecided, notOffered);
  }

  /** Whether something is wrong for certain. */
  boolean isBroken() {
    return !lost.isEmpty() || !doubled.isEmpty() || !unanswered.isEmpty();
  }

  /** In a few words: {@code 118 of 120 there; lost: 119, 120}. */
  String inWords() {
    if (!notOffered.isEmpty()) {
      return notOffered;
    }
    if (!undecided.isEmpty() && !isBroken()) {
      return undecided;
    }
    StringBuilder words = new StringBuilder()
        .append(acknowledged - lost.size())
        .append(" of ")
        .append(acknowledged)
        .append(" acknowledged are there");
    append(words, "lost", lost);
    append(words, "came twice", doubled);
    append(words, "not answered", unanswered);
    return words.toString();
  }

  private static final int SHOWN = 5;

  private static void append(StringBuilder words, String what, List<String> which) {
    if (which.isEmpty()) {
      return;
    }
    words.append("; ").append(what).append(": ");
    words.append(String.join(", ", which.subList(0, Math.min(SHOWN, which.size()))));
    if (which.size() > SHOWN) {
      words.append(" and ").append(which.size() - SHOWN).append(" more");
    }
  }
}
