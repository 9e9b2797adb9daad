package dev.assay.reports;

import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.RunManifest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code run.json} holds, but for the counts, which follow from the cases.
 *
 * @param complete false while the run goes on, and for ever where it was ended from outside
 * @param planned how many executions were to come; 0 where that is not known yet
 */
record RunFile(RunManifest manifest, boolean complete, int planned) {

  static RunFile read(JsonObject json) throws DamagedRunException {
    int formatVersion = json.count("formatVersion");
    if (formatVersion != RunDirectory.FORMAT_VERSION) {
      throw json.wrong(
          "formatVersion",
          RunDirectory.FORMAT_VERSION + " (this Assay reads no other)",
          json.node().get("formatVersion"));
    }
    JsonObject target = json.object("target");
    List<ProfileFact> profile = new ArrayList<>();
    for (JsonObject fact : json.objects("profile")) {
      profile.add(new ProfileFact(
          fact.word("version", MqttVersion.values(), MqttVersion::text),
          fact.text("name"),
          fact.text("value"),
          fact.text("source")));
    }
    RunManifest manifest = new RunManifest(
        json.text("kind"),
        json.text("toolVersion"),
        target.text("name"),
        target.text("version"),
        target.text("url"),
        json.textMap("environment"),
        start(json),
        json.number("durationMillis"),
        profile,
        json.texts("commandLine"));
    return new RunFile(manifest, json.flagOr("complete", true), json.count("planned"));
  }

  String toJson(Summary summary) {
    ObjectNode json = Json.object();
    json.put("formatVersion", RunDirectory.FORMAT_VERSION);
    json.put("kind", manifest.kind());
    json.put("toolVersion", manifest.toolVersion());
    ObjectNode target = json.putObject("target");
    target.put("name", manifest.targetName());
    target.put("version", manifest.targetVersion());
    target.put("url", manifest.targetUrl());
    json.put("start", manifest.start().toString());
    json.put("durationMillis", manifest.durationMillis());
    json.put("complete", complete);
    json.put("planned", planned);
    json.set("counts", Json.counts(summary.cases()));
    ObjectNode statementCounts = json.putObject("statementCounts");
    for (Summary.OfVersion version : summary.versions()) {
      statementCounts.set(version.version().text(), Json.counts(version.statements()));
    }
    ArrayNode facts = json.putArray("profile");
    for (ProfileFact fact : manifest.profile()) {
      ObjectNode node = facts.addObject();
      node.put("version", fact.version().text());
      node.put("name", fact.name());
      node.put("value", fact.value());
      node.put("source", fact.source());
    }
    ObjectNode environment = json.putObject("environment");
    for (Map.Entry<String, String> fact : manifest.environment().entrySet()) {
      environment.put(fact.getKey(), fact.getValue());
    }
    ArrayNode commandLine = json.putArray("commandLine");
    manifest.commandLine().forEach(commandLine::add);
    return Json.pretty(json);
  }

  /** What the manifest calls the target, with its version where that is known. */
  static String target(RunManifest manifest) {
    return (manifest.targetName() + " " + manifest.targetVersion()).strip();
  }

  private static Instant start(JsonObject json) throws DamagedRunException {
    try {
      return Instant.parse(json.text("start"));
    } catch (DateTimeException notATime) {
      DamagedRunException damaged =
          json.wrong("start", "a time such as 2026-11-22T10:15:30Z", json.node().get("start"));
      damaged.initCause(notATime);
      throw damaged;
    }
  }
}
