package io.rafty.vertx.tool;

import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.log.Disk;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Who made another cluster of what is in a folder, and why: one JSON object a line, and lines are only added. */
final class Audit {

  static final String NAME = "recovery-audit.log";

  private final Disk disk;

  Audit(Disk disk) {
    this.disk = disk;
  }

  /** Adds a line, durably. */
  private void add(JsonObject line) throws IOException {
    Disk.DiskFile file = disk.open(NAME);
    try {
      long size = file.size();
      // A line that a crash has cut short stays what it is, and the next one begins behind it.
      String separator = size > 0 && !endsWithNewline(file, size) ? "\n" : "";
      file.write(size, ByteBuffer.wrap((separator + line.encode() + "\n").getBytes(StandardCharsets.UTF_8)));
      file.force();
    } finally {
      file.close();
    }
    disk.syncFolder();
  }

  private static boolean endsWithNewline(Disk.DiskFile file, long size) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    file.read(size - 1, last);
    return last.get(0) == '\n';
  }

  private static JsonObject line(Surroundings surroundings, String event) {
    return new JsonObject().put("time", surroundings.clock().instant().toString())
      .put("operator", surroundings.operator()).put("event", event);
  }

  void restored(Surroundings surroundings, String file, SnapshotMeta backup, SnapshotMeta restored) throws IOException {
    add(line(surroundings, "restore").put("file", file).put("lastIndex", backup.lastIncludedIndex())
      .put("lastTerm", backup.lastIncludedTerm()).put("before", backup.configuration().toJson())
      .put("after", restored.configuration().toJson()));
  }

  /** Before anything is changed. */
  void begin(Surroundings surroundings, RecoveryPlan plan, String reason, String tail) throws IOException {
    JsonArray survivors = new JsonArray();
    plan.survivors().forEach(survivor -> survivors.add(survivor.toString()));
    add(line(surroundings, "recover").put("reason", reason).put("survivors", survivors)
      .put("lastIndex", plan.self().index()).put("lastTerm", plan.self().term()).put("tailSha256", tail)
      .put("before", plan.before().toJson()).put("after", plan.after().toJson()).put("newTerm", plan.entry().term()));
  }

  void done(Surroundings surroundings, RecoveryPlan plan) throws IOException {
    add(line(surroundings, "recovered").put("clusterId", plan.after().clusterId()));
  }

  /** The recovery that has made a cluster of that id, done or only begun, if there was one. */
  static Optional<JsonObject> recoveryTo(Disk disk, String clusterId) throws IOException {
    if (!disk.list().contains(NAME)) {
      return Optional.empty();
    }
    Disk.DiskFile file = disk.open(NAME);
    try {
      ByteBuffer content = ByteBuffer.allocate((int) file.size());
      file.read(0, content);
      return List.of(new String(content.array(), StandardCharsets.UTF_8).split("\n")).stream()
        .flatMap(line -> parsed(line).stream())
        .filter(line -> line.getString("event", "").equals("recover")
          && line.getJsonObject("after", new JsonObject()).getString("clusterId", "").equals(clusterId))
        .findFirst();
    } finally {
      file.close();
    }
  }

  private static Optional<JsonObject> parsed(String line) {
    try {
      return Optional.of(new JsonObject(line));
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }
}
