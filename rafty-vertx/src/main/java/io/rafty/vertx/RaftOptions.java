package io.rafty.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;

/**
 * The options of a node, fluent, and from and to JSON. Nothing is checked until {@link #validate()}, which all that
 * take options call: so the order of the setters does not matter.
 */
@DataObject
@JsonGen(publicConverter = false)
public final class RaftOptions {
  /** Of {@link #getMinElectionTimeout()}. */ public static final long DEFAULT_MIN_ELECTION_TIMEOUT = 500;
  /** Of {@link #getMaxElectionTimeout()}. */ public static final long DEFAULT_MAX_ELECTION_TIMEOUT = 1000;
  /** Of {@link #getHeartbeatInterval()}. */ public static final long DEFAULT_HEARTBEAT_INTERVAL = 100;
  /** Of {@link #getCommandTimeout()}. */ public static final long DEFAULT_COMMAND_TIMEOUT = 5000;
  /** Of {@link #getMaxHops()}. */ public static final int DEFAULT_MAX_HOPS = 3;
  /** Of {@link #getMaxCommandBytes()}. */ public static final int DEFAULT_MAX_COMMAND_BYTES = 1 << 20;
  /** Of {@link #getMaxEntriesPerAppend()}. */ public static final int DEFAULT_MAX_ENTRIES_PER_APPEND = 1024;
  /** Of {@link #getMaxBytesPerAppend()}. */ public static final int DEFAULT_MAX_BYTES_PER_APPEND = 1 << 20;
  /** Of {@link #getMaxAppendsInFlight()}. */ public static final int DEFAULT_MAX_APPENDS_IN_FLIGHT = 8;
  /** Of {@link #getMaxPendingRequests()}. */ public static final int DEFAULT_MAX_PENDING_REQUESTS = 65_536;
  /** Of {@link #getMaxPendingBytes()}. */ public static final long DEFAULT_MAX_PENDING_BYTES = 64L << 20;
  /** Of {@link #getTailBytes()}. */ public static final long DEFAULT_TAIL_BYTES = 16L << 20;
  /** Of {@link #getSegmentBytes()}. */ public static final int DEFAULT_SEGMENT_BYTES = 16 << 20;
  /** Of {@link #getMaxClockDrift()}. */ public static final double DEFAULT_MAX_CLOCK_DRIFT = 0.1;
  /** Of {@link #getSessionTimeout()}. */ public static final long DEFAULT_SESSION_TIMEOUT = 600_000;

  private String nodeId = "";
  private String host = "localhost";
  private int port = 8080;
  private String address = "";
  private List<String> peers = List.of();
  private String dataFolder = "data";
  private long minElectionTimeout = DEFAULT_MIN_ELECTION_TIMEOUT;
  private long maxElectionTimeout = DEFAULT_MAX_ELECTION_TIMEOUT;
  private long heartbeatInterval = DEFAULT_HEARTBEAT_INTERVAL;
  private int idleSlowdown;
  private long commandTimeout = DEFAULT_COMMAND_TIMEOUT;
  private int maxHops = DEFAULT_MAX_HOPS;
  private int maxCommandBytes = DEFAULT_MAX_COMMAND_BYTES;
  private int maxEntriesPerAppend = DEFAULT_MAX_ENTRIES_PER_APPEND;
  private int maxBytesPerAppend = DEFAULT_MAX_BYTES_PER_APPEND;
  private int maxAppendsInFlight = DEFAULT_MAX_APPENDS_IN_FLIGHT;
  private int maxPendingRequests = DEFAULT_MAX_PENDING_REQUESTS;
  private long maxPendingBytes = DEFAULT_MAX_PENDING_BYTES;
  private long tailBytes = DEFAULT_TAIL_BYTES;
  private int segmentBytes = DEFAULT_SEGMENT_BYTES;
  private int priority;
  private boolean witness;
  private boolean leaseReads;
  private double maxClockDrift = DEFAULT_MAX_CLOCK_DRIFT;
  private SnapshotOptions snapshots = new SnapshotOptions();
  private long sessionTimeout = DEFAULT_SESSION_TIMEOUT;
  private SecurityOptions security = new SecurityOptions();

  /** Options with every default. Only {@link #setNodeId} must be called. */
  public RaftOptions() {
  }

  /** A copy. */
  public RaftOptions(RaftOptions other) {
    OptionsJson.read(OptionsJson.writeOpenly(other), this);
    security = new SecurityOptions(other.security);
  }

  /** Options from JSON, by name, with durations like "500ms" and sizes like "64MB". Refuses unknown names and types. */
  public RaftOptions(JsonObject json) {
    OptionsJson.read(json, this);
  }

  /** All options, defaults included. */
  public JsonObject toJson() {
    return OptionsJson.write(this);
  }

  /** Checks all options and the ratios Raft needs; {@link IllegalArgumentException} names what is not allowed. */
  public RaftOptions validate() {
    OptionsRules.check(this);
    return this;
  }

  /** The server's name for good, unique in its cluster. Required. */
  public String getNodeId() {
    return nodeId;
  }

  /** Sets {@link #getNodeId()}. */
  public RaftOptions setNodeId(String nodeId) {
    this.nodeId = Objects.requireNonNull(nodeId);
    return this;
  }

  /** The interface that {@link RaftVerticle} listens on. */
  public String getHost() {
    return host;
  }

  /** Sets {@link #getHost()}. */
  public RaftOptions setHost(String host) {
    this.host = Objects.requireNonNull(host);
    return this;
  }

  /** The port that {@link RaftVerticle} listens on. */
  public int getPort() {
    return port;
  }

  /** Sets {@link #getPort()}. */
  public RaftOptions setPort(int port) {
    this.port = port;
    return this;
  }

  /** Where the others reach this server; host and port unless set. */
  @GenIgnore public String getAddress() {
    return address.isEmpty() ? host + ":" + port : address;
  }

  /** Sets {@link #getAddress()}. */
  @GenIgnore public RaftOptions setAddress(String address) {
    this.address = Objects.requireNonNull(address);
    return this;
  }

  /** Addresses of the first contacts, {@code host:port} each. None at all founds a cluster of one. */
  @GenIgnore public List<String> getPeers() {
    return peers;
  }

  /** Sets {@link #getPeers()}. */
  @GenIgnore public RaftOptions setPeers(List<String> peers) {
    this.peers = List.copyOf(peers);
    return this;
  }

  /** The folder of the log that {@link RaftVerticle} opens. */
  public String getDataFolder() {
    return dataFolder;
  }

  /** Sets {@link #getDataFolder()}. */
  public RaftOptions setDataFolder(String dataFolder) {
    this.dataFolder = Objects.requireNonNull(dataFolder);
    return this;
  }

  /** Shortest wait for a leader before a campaign, in milliseconds; each is drawn anew, up to the longest. */
  public long getMinElectionTimeout() {
    return minElectionTimeout;
  }

  /** Sets {@link #getMinElectionTimeout()}. */
  public RaftOptions setMinElectionTimeout(long minElectionTimeout) {
    this.minElectionTimeout = minElectionTimeout;
    return this;
  }

  /** Longest such wait, in milliseconds. At least one and a half times the shortest, or split votes repeat. */
  public long getMaxElectionTimeout() {
    return maxElectionTimeout;
  }

  /** Sets {@link #getMaxElectionTimeout()}. */
  public RaftOptions setMaxElectionTimeout(long maxElectionTimeout) {
    this.maxElectionTimeout = maxElectionTimeout;
    return this;
  }

  /** Milliseconds between two heartbeats. At most half the shortest election timeout, so that one may get lost. */
  public long getHeartbeatInterval() {
    return heartbeatInterval;
  }

  /** Sets {@link #getHeartbeatInterval()}. */
  public RaftOptions setHeartbeatInterval(long heartbeatInterval) {
    this.heartbeatInterval = heartbeatInterval;
    return this;
  }

  /**
   * How many times slower a leader beats, and the others wait for it, while nothing is asked of them; 1 for as ever, 0
   * for what suits: 1, or 10 in one of many {@link RaftGroups}. A request or a vote ends it at once.
   */
  public int getIdleSlowdown() {
    return idleSlowdown;
  }

  /** Sets {@link #getIdleSlowdown()}. */
  public RaftOptions setIdleSlowdown(int idleSlowdown) {
    this.idleSlowdown = idleSlowdown;
    return this;
  }

  /** Milliseconds after which a request that is still open fails as unknown. */
  public long getCommandTimeout() {
    return commandTimeout;
  }

  /** Sets {@link #getCommandTimeout()}. */
  public RaftOptions setCommandTimeout(long commandTimeout) {
    this.commandTimeout = commandTimeout;
    return this;
  }

  /** How often a request may be passed on from server to server; 0 switches forwarding off. */
  public int getMaxHops() {
    return maxHops;
  }

  /** Sets {@link #getMaxHops()}. */
  public RaftOptions setMaxHops(int maxHops) {
    this.maxHops = maxHops;
    return this;
  }

  /** Largest command, in bytes; a larger one is rejected. */
  public int getMaxCommandBytes() {
    return maxCommandBytes;
  }

  /** Sets {@link #getMaxCommandBytes()}. */
  public RaftOptions setMaxCommandBytes(int maxCommandBytes) {
    this.maxCommandBytes = maxCommandBytes;
    return this;
  }

  /** Most entries in one message to a follower, and in one read of the log. */
  public int getMaxEntriesPerAppend() {
    return maxEntriesPerAppend;
  }

  /** Sets {@link #getMaxEntriesPerAppend()}. */
  public RaftOptions setMaxEntriesPerAppend(int maxEntriesPerAppend) {
    this.maxEntriesPerAppend = maxEntriesPerAppend;
    return this;
  }

  /** Bytes of entries after which a message to a follower is full. A single larger entry still travels. */
  public int getMaxBytesPerAppend() {
    return maxBytesPerAppend;
  }

  /** Sets {@link #getMaxBytesPerAppend()}. */
  public RaftOptions setMaxBytesPerAppend(int maxBytesPerAppend) {
    this.maxBytesPerAppend = maxBytesPerAppend;
    return this;
  }

  /** Most messages with entries that one follower may leave unanswered. */
  public int getMaxAppendsInFlight() {
    return maxAppendsInFlight;
  }

  /** Sets {@link #getMaxAppendsInFlight()}. */
  public RaftOptions setMaxAppendsInFlight(int maxAppendsInFlight) {
    this.maxAppendsInFlight = maxAppendsInFlight;
    return this;
  }

  /** Most requests open at one node; one more is rejected at once. */
  public int getMaxPendingRequests() {
    return maxPendingRequests;
  }

  /** Sets {@link #getMaxPendingRequests()}. */
  public RaftOptions setMaxPendingRequests(int maxPendingRequests) {
    this.maxPendingRequests = maxPendingRequests;
    return this;
  }

  /** Most bytes of entries that are not yet committed (on a leader) or not yet on disk (on a follower). */
  public long getMaxPendingBytes() {
    return maxPendingBytes;
  }

  /** Sets {@link #getMaxPendingBytes()}. */
  public RaftOptions setMaxPendingBytes(long maxPendingBytes) {
    this.maxPendingBytes = maxPendingBytes;
    return this;
  }

  /** Sets all limits in bytes from one figure, as {@link MemoryBudget} says; those set later stay as they are set. */
  public RaftOptions setMemoryBudget(long bytes) {
    return MemoryBudget.share(bytes, this);
  }

  /** Bytes of durable entries kept in memory, at most, until they are applied and followers have them. */
  public long getTailBytes() {
    return tailBytes;
  }

  /** Sets {@link #getTailBytes()}. */
  public RaftOptions setTailBytes(long tailBytes) {
    this.tailBytes = tailBytes;
    return this;
  }

  /** How much this server is wanted as leader, 0 to 1000; one of lower priority hands over to it once it is level. */
  public int getPriority() {
    return priority;
  }

  /** Sets {@link #getPriority()}. */
  public RaftOptions setPriority(int priority) {
    this.priority = priority;
    return this;
  }

  /** True if this server is a {@link MemberRole#WITNESS}: it votes and keeps the log, but runs no state machine. */
  public boolean isWitness() {
    return witness;
  }

  /** Sets {@link #isWitness()}. */
  public RaftOptions setWitness(boolean witness) {
    this.witness = witness;
    return this;
  }

  /** Size of a file of the log. A larger entry gets a file of its own size. */
  public int getSegmentBytes() {
    return segmentBytes;
  }

  /** Sets {@link #getSegmentBytes()}. */
  public RaftOptions setSegmentBytes(int segmentBytes) {
    this.segmentBytes = segmentBytes;
    return this;
  }

  /**
   * Whether a leader answers reads for a while without asking anybody, since voters keep quiet when they have heard of
   * it (dissertation, section 6.4.1). This trusts in clocks: see {@link #getMaxClockDrift()}. It and
   * {@link #getMinElectionTimeout()} must be the same on all servers, which do not vote that long after a start.
   */
  public boolean isLeaseReads() {
    return leaseReads;
  }

  /** Sets {@link #isLeaseReads()}. */
  public RaftOptions setLeaseReads(boolean leaseReads) {
    this.leaseReads = leaseReads;
    return this;
  }

  /**
   * By what share the clock of one server may run faster than another's, for {@link #isLeaseReads()}: 0.1 says that no
   * clock counts 1100 ms in 1000. Clocks that stop, as of suspended or moved virtual machines, make leases unsafe.
   */
  public double getMaxClockDrift() {
    return maxClockDrift;
  }

  /** Sets {@link #getMaxClockDrift()}. */
  public RaftOptions setMaxClockDrift(double maxClockDrift) {
    this.maxClockDrift = maxClockDrift;
    return this;
  }

  /** When snapshots are taken, and how they travel. */
  public SnapshotOptions getSnapshots() {
    return snapshots;
  }

  /** Sets {@link #getSnapshots()}. */
  public RaftOptions setSnapshots(SnapshotOptions snapshots) {
    this.snapshots = Objects.requireNonNull(snapshots);
    return this;
  }

  /** How long a session or key that is not used is known, by {@link RaftNode#request}; 0 for commands without one. */
  public long getSessionTimeout() {
    return sessionTimeout;
  }

  /** Sets {@link #getSessionTimeout()}. */
  public RaftOptions setSessionTimeout(long sessionTimeout) {
    this.sessionTimeout = sessionTimeout;
    return this;
  }

  /** Who may talk to this server, over what, and how much. */
  public SecurityOptions getSecurity() {
    return security;
  }

  /** Sets {@link #getSecurity()}. */
  public RaftOptions setSecurity(SecurityOptions security) {
    this.security = Objects.requireNonNull(security);
    return this;
  }
}
