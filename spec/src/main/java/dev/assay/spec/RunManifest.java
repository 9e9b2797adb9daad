package dev.assay.spec;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a run was: who judged what, where and when. Holds no secrets: user names and passwords of a URL are removed before.
 *
 * @param kind {@code conformance}, {@code load} or {@code bench}
 * @param toolVersion of Assay
 * @param targetName as the user or the target's descriptor calls it
 * @param targetVersion empty where unknown
 * @param targetUrl without user information
 * @param environment facts about this machine and JVM, in the order of display
 * @param start when the run began
 * @param durationMillis of the whole run
 * @param profile what the probe found
 * @param commandLine the options that decide results, secrets masked
 */
public record RunManifest(
    String kind,
    String toolVersion,
    String targetName,
    String targetVersion,
    String targetUrl,
    Map<String, String> environment,
    Instant start,
    long durationMillis,
    List<ProfileFact> profile,
    List<String> commandLine) {}
