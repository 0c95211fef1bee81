package io.rafty.vertx.shared;

import static io.rafty.vertx.options.OptionBounds.range;
import static io.rafty.vertx.options.OptionBounds.share;

import io.rafty.vertx.options.KnownOptions;
import io.rafty.vertx.options.OptionKind;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** How a {@link RaftSharedData} holds on to what it holds. The servers of a cluster may differ in all of this. */
@DataObject
@JsonGen(publicConverter = false)
public final class SharedDataOptions {

  /** Default of {@link #getLeaseMillis()}. */
  public static final long DEFAULT_LEASE_MILLIS = 10_000;

  /** Default of {@link #getMaxClockDrift()}. */
  public static final double DEFAULT_MAX_CLOCK_DRIFT = 0.1;

  /** Default of {@link #getLockTimeout()}. */
  public static final long DEFAULT_LOCK_TIMEOUT = 10_000;

  /** Default of {@link #getTickMillis()}. */
  public static final long DEFAULT_TICK_MILLIS = 200;

  static final long SHORTEST_LEASE = 100;

  static final KnownOptions KNOWN = KnownOptions.of("", Map.of("leaseMillis", OptionKind.MILLIS,
    "maxClockDrift", OptionKind.SHARE, "lockTimeout", OptionKind.MILLIS, "tickMillis", OptionKind.MILLIS));

  private long leaseMillis = DEFAULT_LEASE_MILLIS;
  private double maxClockDrift = DEFAULT_MAX_CLOCK_DRIFT;
  private long lockTimeout = DEFAULT_LOCK_TIMEOUT;
  private long tickMillis = DEFAULT_TICK_MILLIS;

  /** Options with every default. */
  public SharedDataOptions() {
  }

  /** A copy. */
  public SharedDataOptions(SharedDataOptions other) {
    this(other.toJson());
  }

  /**
   * Options from JSON, with the names of the setters and durations such as {@code "10s"}.
   *
   * @throws IllegalArgumentException naming what is no option, or of the wrong type
   */
  public SharedDataOptions(JsonObject json) {
    SharedDataOptionsConverter.fromJson(KNOWN.checked(json), this);
  }

  /** All options, defaults included. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    SharedDataOptionsConverter.toJson(this, json);
    return json;
  }

  /** Checks all options; {@link IllegalArgumentException} names what is not allowed. */
  public SharedDataOptions validate() {
    range("leaseMillis", leaseMillis, SHORTEST_LEASE, Limits.MILLIS);
    range("lockTimeout", lockTimeout, 0, Limits.MILLIS);
    range("tickMillis", tickMillis, 1, 60_000);
    share("maxClockDrift", maxClockDrift, "1");
    return this;
  }

  /**
   * So many milliseconds after it was last heard of, all that a server holds goes to others. A short lease hands over
   * sooner after a crash, and is sooner lost to a pause or a change of leader; it should last for a few of the
   * election timeouts. It is renewed four times in that time, while something is held.
   */
  public long getLeaseMillis() {
    return leaseMillis;
  }

  /** Sets {@link #getLeaseMillis()}. */
  public SharedDataOptions setLeaseMillis(long leaseMillis) {
    this.leaseMillis = leaseMillis;
    return this;
  }

  /**
   * By what share one server's clock may be faster than another's; a holder gives up by so much earlier than its lease
   * is over.
   */
  public double getMaxClockDrift() {
    return maxClockDrift;
  }

  /** Sets {@link #getMaxClockDrift()}. */
  public SharedDataOptions setMaxClockDrift(double maxClockDrift) {
    this.maxClockDrift = maxClockDrift;
    return this;
  }

  /** How long to wait for a lock or permit, in milliseconds, where the call does not say it. */
  public long getLockTimeout() {
    return lockTimeout;
  }

  /** Sets {@link #getLockTimeout()}. */
  public SharedDataOptions setLockTimeout(long lockTimeout) {
    this.lockTimeout = lockTimeout;
    return this;
  }

  /** How often to look whether something is over, in milliseconds, when there are no commands that would show it. */
  public long getTickMillis() {
    return tickMillis;
  }

  /** Sets {@link #getTickMillis()}. */
  public SharedDataOptions setTickMillis(long tickMillis) {
    this.tickMillis = tickMillis;
    return this;
  }
}
