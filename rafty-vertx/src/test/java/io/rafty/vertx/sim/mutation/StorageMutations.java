package io.rafty.vertx.sim.mutation;

import static io.rafty.vertx.sim.mutation.Mutation.edit;
import static io.rafty.vertx.sim.mutation.Mutation.plant;

import java.util.List;

/** Mistakes of the disk, and in what is believed of it. */
final class StorageMutations {

  private StorageMutations() {
  }

  static List<Mutation> all() {
    return List.of(
      plant("An fsync that does nothing", "Figure 2", () -> new DiskPlant(DiskPlant.Lie.NO_SYNC), "durability"),
      plant("A failed fsync is retried and believed", "fsyncgate", () -> new DiskPlant(DiskPlant.Lie.RETRY),
        "durability"),
      plant("Term and vote are not persistent", "Rafty 2", LogPlants::forgetsHardState, "durability"),
      plant("The vote is not persistent", "Rafty 2", LogPlants::forgetsVote, "durability"),
      plant("The log says durable when it has begun to write", "Figure 2", LogPlants::saysDurableEarly, "durability"),
      edit("A new file is not synced into its folder", "Figure 2", "log/Segment",
        "    file.force();\n    disk.syncFolder();\n", "    file.force();\n", "durability"),
      edit("A file is used again while it still has what is needed", "Found here", "log/Storage",
        "segments.firstEntry().getValue().last() <= index) {", "segments.firstEntry().getValue().first() <= index) {",
        "durability", "fail stop"),
      edit("The hard state is not synced", "Figure 2", "log/HardStateFile",
        "    file.force();\n    newest = record;", "    newest = record;", "durability"),
      edit("Checksums of entries are not compared", "Figure 2", "log/FrameReader",
        "      && crc == Frame.crc(window.slice(at + Frame.LENGTH_AT, size - Frame.LENGTH_AT),\n"
          + "      Frame.place(segmentFirst, offset));", "      && crc != 0;", "state machine safety", "durability",
        "fail stop"));
  }
}
