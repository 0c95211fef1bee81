package io.rafty.vertx.client;

import static io.rafty.vertx.options.OptionBounds.range;
import static io.rafty.vertx.options.OptionBounds.require;

import io.rafty.vertx.http.GroupName;
import io.rafty.vertx.http.PeerAddress;
import io.rafty.vertx.options.KnownOptions;
import io.rafty.vertx.options.OptionKind;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The options of a {@link RaftClient}, fluent, and from and to JSON. Times are in milliseconds. Nothing is checked
 * until {@link #validate()}, which {@link RaftClient#create} calls: so the order of the setters does not matter.
 */
@DataObject
@JsonGen(publicConverter = false)
public final class RaftClientOptions {

  /** Default of {@link #getRequestTimeout()}. */
  public static final long DEFAULT_REQUEST_TIMEOUT = 10_000;

  /** Default of {@link #getAttemptTimeout()}. */
  public static final long DEFAULT_ATTEMPT_TIMEOUT = 3_000;

  /** Default of {@link #getInitialBackoff()}. */
  public static final long DEFAULT_INITIAL_BACKOFF = 50;

  /** Default of {@link #getMaxBackoff()}. */
  public static final long DEFAULT_MAX_BACKOFF = 1_000;

  /** Default of {@link #getMaxConcurrentRequests()}. */
  public static final int DEFAULT_MAX_CONCURRENT_REQUESTS = 1024;

  /** Default of {@link #getMaxAnswerBytes()}. */
  public static final int DEFAULT_MAX_ANSWER_BYTES = 16 << 20;

  /** Default of {@link #getConnectionsPerServer()}. */
  public static final int DEFAULT_CONNECTIONS_PER_SERVER = 32;

  /** Default of {@link #getRefreshInterval()}. */
  public static final long DEFAULT_REFRESH_INTERVAL = 10_000;

  private static final long HOUR = 3_600_000;

  static final KnownOptions KNOWN = KnownOptions.secret("", Map.ofEntries(Map.entry("servers", OptionKind.TEXTS),
    Map.entry("group", OptionKind.TEXT), Map.entry("requestTimeout", OptionKind.MILLIS),
    Map.entry("attemptTimeout", OptionKind.MILLIS), Map.entry("initialBackoff", OptionKind.MILLIS),
    Map.entry("maxBackoff", OptionKind.MILLIS), Map.entry("maxConcurrentRequests", OptionKind.INTEGER),
    Map.entry("maxAnswerBytes", OptionKind.INT_BYTES), Map.entry("connectionsPerServer", OptionKind.INTEGER),
    Map.entry("discovery", OptionKind.FLAG), Map.entry("refreshInterval", OptionKind.MILLIS),
    Map.entry("bearerToken", OptionKind.TEXT), Map.entry("http", OptionKind.OPTIONS)));

  private List<String> servers = List.of();
  private String group = "";
  private long requestTimeout = DEFAULT_REQUEST_TIMEOUT;
  private long attemptTimeout = DEFAULT_ATTEMPT_TIMEOUT;
  private long initialBackoff = DEFAULT_INITIAL_BACKOFF;
  private long maxBackoff = DEFAULT_MAX_BACKOFF;
  private int maxConcurrentRequests = DEFAULT_MAX_CONCURRENT_REQUESTS;
  private int maxAnswerBytes = DEFAULT_MAX_ANSWER_BYTES;
  private int connectionsPerServer = DEFAULT_CONNECTIONS_PER_SERVER;
  private boolean discovery = true;
  private long refreshInterval = DEFAULT_REFRESH_INTERVAL;
  private String bearerToken = "";
  private HttpClientOptions http = new HttpClientOptions();

  /** Options with every default. Only {@link #setServers} must be called. */
  public RaftClientOptions() {
  }

  /** A copy. */
  public RaftClientOptions(RaftClientOptions other) {
    this(other.plain());
    http = new HttpClientOptions(other.http);
  }

  /**
   * Options from JSON, with the names of the setters, durations such as {@code "500ms"} and sizes such as {@code
   * "16MB"}.
   *
   * @throws IllegalArgumentException naming what is no option, or of the wrong type
   */
  public RaftClientOptions(JsonObject json) {
    JsonObject read = KNOWN.checked(json);
    RaftClientOptionsConverter.fromJson(read, this);
    if (read.containsKey("servers")) {
      setServers(read.getJsonArray("servers").stream().map(String.class::cast).toList());
    }
  }

  /** All options, defaults and secrets included. */
  public JsonObject toJson() {
    return plain().put("http", http.toJson());
  }

  /** All but what may hold more than JSON has. */
  private JsonObject plain() {
    JsonObject json = new JsonObject().put("servers", new JsonArray(servers));
    RaftClientOptionsConverter.toJson(this, json);
    json.remove("http");
    return json;
  }

  /**
   * Checks every option.
   *
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public RaftClientOptions validate() {
    require(!servers.isEmpty(), "servers", "empty", "at least one address, such as localhost:8081");
    servers.forEach(PeerAddress::parse);
    if (!group.isEmpty()) {
      GroupName.check(group);
    }
    range("requestTimeout", requestTimeout, 1, HOUR);
    range("attemptTimeout", attemptTimeout, 1, HOUR);
    range("initialBackoff", initialBackoff, 1, HOUR);
    range("maxBackoff", maxBackoff, initialBackoff, HOUR);
    range("maxConcurrentRequests", maxConcurrentRequests, 1, 1 << 20);
    range("maxAnswerBytes", maxAnswerBytes, 1, 1 << 30);
    range("connectionsPerServer", connectionsPerServer, 1, 1 << 16);
    range("refreshInterval", refreshInterval, 1, HOUR);
    require(bearerToken.chars().allMatch(letter -> letter >= ' ' && letter < 0x7f), "bearerToken", "not shown here",
      "printable ASCII characters");
    return this;
  }

  /**
   * Addresses of some servers of the cluster, {@code host:port} each, with the path after it if the routes are mounted
   * under one. Required. One that is reachable is enough where {@link #isDiscovery()} is on.
   */
  @GenIgnore public List<String> getServers() {
    return servers;
  }

  /** Sets {@link #getServers()}. */
  @GenIgnore public RaftClientOptions setServers(List<String> servers) {
    this.servers = List.copyOf(servers);
    return this;
  }

  /** The group to talk to, of servers that have several; empty for servers without groups. */
  public String getGroup() {
    return group;
  }

  /** Sets {@link #getGroup()}. */
  public RaftClientOptions setGroup(String group) {
    this.group = Objects.requireNonNull(group);
    return this;
  }

  /**
   * How long a call may take in all, unless it is told otherwise. It must be shorter than the servers' {@link
   * io.rafty.vertx.RaftOptions#getSessionTimeout()}, within which they know a command again.
   */
  public long getRequestTimeout() {
    return requestTimeout;
  }

  /** Sets {@link #getRequestTimeout()}. */
  public RaftClientOptions setRequestTimeout(long requestTimeout) {
    this.requestTimeout = requestTimeout;
    return this;
  }

  /** How long one server may take to answer before another one is asked. */
  public long getAttemptTimeout() {
    return attemptTimeout;
  }

  /** Sets {@link #getAttemptTimeout()}. */
  public RaftClientOptions setAttemptTimeout(long attemptTimeout) {
    this.attemptTimeout = attemptTimeout;
    return this;
  }

  /** The wait after a first failure is anything from 0 to this; with each further one it may be twice as long. */
  public long getInitialBackoff() {
    return initialBackoff;
  }

  /** Sets {@link #getInitialBackoff()}. */
  public RaftClientOptions setInitialBackoff(long initialBackoff) {
    this.initialBackoff = initialBackoff;
    return this;
  }

  /** The longest wait after a failure, unless a server asks for a longer one. */
  public long getMaxBackoff() {
    return maxBackoff;
  }

  /** Sets {@link #getMaxBackoff()}. */
  public RaftClientOptions setMaxBackoff(long maxBackoff) {
    this.maxBackoff = maxBackoff;
    return this;
  }

  /** How many calls may be under way; one more is rejected at once. */
  public int getMaxConcurrentRequests() {
    return maxConcurrentRequests;
  }

  /** Sets {@link #getMaxConcurrentRequests()}. */
  public RaftClientOptions setMaxConcurrentRequests(int maxConcurrentRequests) {
    this.maxConcurrentRequests = maxConcurrentRequests;
    return this;
  }

  /** The largest answer that is read. */
  public int getMaxAnswerBytes() {
    return maxAnswerBytes;
  }

  /** Sets {@link #getMaxAnswerBytes()}. */
  public RaftClientOptions setMaxAnswerBytes(int maxAnswerBytes) {
    this.maxAnswerBytes = maxAnswerBytes;
    return this;
  }

  /** How many connections of HTTP/1.1 there may be to each server; on each there is one request at a time. */
  public int getConnectionsPerServer() {
    return connectionsPerServer;
  }

  /** Sets {@link #getConnectionsPerServer()}. */
  public RaftClientOptions setConnectionsPerServer(int connectionsPerServer) {
    this.connectionsPerServer = connectionsPerServer;
    return this;
  }

  /**
   * Whether servers are asked who the members and the leader are. To be switched off where clients reach the servers at
   * other addresses than these reach each other; then {@link #getServers()} should have all of them. Where only the
   * ports differ, as with a port for clients alone, a client sees that by itself.
   */
  public boolean isDiscovery() {
    return discovery;
  }

  /** Sets {@link #isDiscovery()}. */
  public RaftClientOptions setDiscovery(boolean discovery) {
    this.discovery = discovery;
    return this;
  }

  /** How old what is known of members and leader may be when a call is made, before somebody is asked again. */
  public long getRefreshInterval() {
    return refreshInterval;
  }

  /** Sets {@link #getRefreshInterval()}. */
  public RaftClientOptions setRefreshInterval(long refreshInterval) {
    this.refreshInterval = refreshInterval;
    return this;
  }

  /**
   * Sent to every server as {@code Authorization: Bearer}; none if empty. This is what servers with a {@link
   * io.rafty.vertx.SecurityOptions#getClientSecretPath()} ask for.
   */
  public String getBearerToken() {
    return bearerToken;
  }

  /** Sets {@link #getBearerToken()}. */
  public RaftClientOptions setBearerToken(String bearerToken) {
    this.bearerToken = Objects.requireNonNull(bearerToken);
    return this;
  }

  /** Of the connections, by Vert.x's own {@link HttpClientOptions}: TLS, certificates, versions of HTTP and so on. */
  public HttpClientOptions getHttp() {
    return http;
  }

  /** Sets {@link #getHttp()}. */
  public RaftClientOptions setHttp(HttpClientOptions http) {
    this.http = Objects.requireNonNull(http);
    return this;
  }
}
