package io.rafty.vertx;

/**
 * The bytes of a backup file, piece by piece: the state of a cluster at one entry, with everything that is needed to
 * begin a new cluster with it. Every part of the file is checksummed. The Futures may complete on any thread.
 */
public interface Backup extends ChunkSource {

  /** What it stands for. */
  SnapshotMeta meta();

  /** Bytes of the whole file. */
  long size();
}
