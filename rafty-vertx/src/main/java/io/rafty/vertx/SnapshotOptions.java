package io.rafty.vertx;

import io.rafty.vertx.options.OptionBounds;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

/** When snapshots are taken, and how they travel. Part of {@link RaftOptions}. */
@DataObject
@JsonGen(publicConverter = false)
public final class SnapshotOptions {

  /** Default of {@link #getLogBytes()}. */
  public static final long DEFAULT_LOG_BYTES = 64L << 20;

  /** Default of {@link #getChunkBytes()}. */
  public static final int DEFAULT_CHUNK_BYTES = 256 << 10;

  /** Default of {@link #getMaxBytesPerSecond()}. */
  public static final long DEFAULT_MAX_BYTES_PER_SECOND = 128L << 20;

  private long logBytes = DEFAULT_LOG_BYTES;
  private int chunkBytes = DEFAULT_CHUNK_BYTES;
  private long maxBytesPerSecond = DEFAULT_MAX_BYTES_PER_SECOND;

  /** Options with every default. */
  public SnapshotOptions() {
  }

  /**
   * Options from JSON, with the names of the setters; sizes such as {@code "64MB"}, or bytes.
   *
   * @throws IllegalArgumentException for an unknown name or a value of the wrong type
   */
  public SnapshotOptions(JsonObject json) {
    OptionsJson.read(json, this);
  }

  /** All options, defaults included. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    SnapshotOptionsConverter.toJson(this, json);
    return json;
  }

  void check() {
    OptionBounds.range("snapshots.logBytes", logBytes, 0, 1L << 50);
    OptionBounds.range("snapshots.chunkBytes", chunkBytes, 1, 1 << 26);
    OptionBounds.range("snapshots.maxBytesPerSecond", maxBytesPerSecond, 1, 1L << 50);
  }

  /**
   * A snapshot is taken when so many bytes of commands have been applied since the last one; 0 for never. The log holds
   * about twice as much, so that a follower which was away for a while need not start over.
   */
  public long getLogBytes() {
    return logBytes;
  }

  /** Sets {@link #getLogBytes()}. */
  public SnapshotOptions setLogBytes(long logBytes) {
    this.logBytes = logBytes;
    return this;
  }

  /** Bytes of a snapshot that travel in one message, and are in memory at a time. */
  public int getChunkBytes() {
    return chunkBytes;
  }

  /** Sets {@link #getChunkBytes()}. */
  public SnapshotOptions setChunkBytes(int chunkBytes) {
    this.chunkBytes = chunkBytes;
    return this;
  }

  /** How fast a snapshot is sent to one follower, at most, so that it leaves room for entries and heartbeats. */
  public long getMaxBytesPerSecond() {
    return maxBytesPerSecond;
  }

  /** Sets {@link #getMaxBytesPerSecond()}. */
  public SnapshotOptions setMaxBytesPerSecond(long maxBytesPerSecond) {
    this.maxBytesPerSecond = maxBytesPerSecond;
    return this;
  }
}
