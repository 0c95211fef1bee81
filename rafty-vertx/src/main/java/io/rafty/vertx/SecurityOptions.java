package io.rafty.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.util.Objects;
import java.util.Optional;

/**
 * Who may talk to a server, over what, and how much. Part of {@link RaftOptions}; by default everybody may, in plain
 * HTTP. Keys and secrets are named by their files and never stand in the options, so that JSON and logs cannot show
 * them.
 *
 * <p>A file of a name that ends with {@code .p12} or {@code .pfx} is a store of PKCS12, {@code .jks} one of Java, and
 * any other is PEM.
 */
@DataObject
@JsonGen(publicConverter = false)
public final class SecurityOptions {

  /** Value of {@link #getClientPort()} for one port for all. */
  public static final int SAME_PORT = -1;

  /** Default of {@link #getMaxHeaderBytes()}. */
  public static final int DEFAULT_MAX_HEADER_BYTES = 8192;

  /** Default of {@link #getMaxConnections()}. */
  public static final int DEFAULT_MAX_CONNECTIONS = 10_000;

  /** Default of {@link #getIdleTimeout()}. */
  public static final long DEFAULT_IDLE_TIMEOUT = 60_000;

  private String keyPath = "";
  private String certPath = "";
  private String trustPath = "";
  private String storePasswordPath = "";
  private boolean requireCertificates = true;
  private boolean requireClientCertificates;
  private boolean verifyHosts = true;
  private String secretPath = "";
  private String clientSecretPath = "";
  private long reloadInterval;
  private String clientHost = "";
  private int clientPort = SAME_PORT;
  private int maxHeaderBytes = DEFAULT_MAX_HEADER_BYTES;
  private int maxConnections = DEFAULT_MAX_CONNECTIONS;
  private long idleTimeout = DEFAULT_IDLE_TIMEOUT;
  private Optional<KeyCertOptions> keyCertOptions = Optional.empty();
  private Optional<TrustOptions> trustOptions = Optional.empty();

  /** Options with every default: nothing is protected, and the limits hold. */
  public SecurityOptions() {
  }

  /** A copy, with what JSON does not have. */
  public SecurityOptions(SecurityOptions other) {
    SecurityJson.read(SecurityJson.write(other), this);
    keyCertOptions = other.keyCertOptions.map(KeyCertOptions::copy);
    trustOptions = other.trustOptions.map(TrustOptions::copy);
  }

  /**
   * Options from JSON, with the names of the setters.
   *
   * @throws IllegalArgumentException for an unknown name, a value of the wrong type, or what only a program can set
   */
  public SecurityOptions(JsonObject json) {
    SecurityJson.read(json, this);
  }

  /**
   * All options, defaults included. Of {@link #setKeyCertOptions} and {@link #setTrustOptions} it only says that they
   * were set, and options are not made from that: they would protect less than these.
   */
  public JsonObject toJson() {
    JsonObject json = SecurityJson.write(this);
    keyCertOptions.ifPresent(set -> json.put(SecurityJson.KEY_CERT, SecurityJson.BY_PROGRAM));
    trustOptions.ifPresent(set -> json.put(SecurityJson.TRUST, SecurityJson.BY_PROGRAM));
    return json;
  }

  /** True if servers speak TLS. */
  @GenIgnore
  public boolean isTls() {
    return !keyPath.isEmpty() || keyCertOptions.isPresent();
  }

  /** True if clients have a port of their own. */
  @GenIgnore
  public boolean isClientPortOwn() {
    return clientPort != SAME_PORT;
  }

  /** True if servers know each other by certificates or a secret. */
  public boolean guardsConnections() {
    return isTls() || !secretPath.isEmpty();
  }

  /** True if nobody gets to what servers ask of each other without a certificate, a secret, or the way to that port. */
  public boolean guardsPeers() {
    return isTls() && requireCertificates || !secretPath.isEmpty() || isClientPortOwn();
  }

  /** The file with the server's private key, or with key and certificates if it is a store. Empty for no TLS. */
  public String getKeyPath() {
    return keyPath;
  }

  /** Sets {@link #getKeyPath()}. */
  public SecurityOptions setKeyPath(String keyPath) {
    this.keyPath = Objects.requireNonNull(keyPath);
    return this;
  }

  /** The file with the server's certificate and what it is signed by, if the key is PEM. */
  public String getCertPath() {
    return certPath;
  }

  /** Sets {@link #getCertPath()}. */
  public SecurityOptions setCertPath(String certPath) {
    this.certPath = Objects.requireNonNull(certPath);
    return this;
  }

  /** The file with the certificates of those who sign the certificates of servers, and of clients if they have any. */
  public String getTrustPath() {
    return trustPath;
  }

  /** Sets {@link #getTrustPath()}. */
  public SecurityOptions setTrustPath(String trustPath) {
    this.trustPath = Objects.requireNonNull(trustPath);
    return this;
  }

  /** The file whose first line is the password of the stores that keyPath and trustPath name. */
  public String getStorePasswordPath() {
    return storePasswordPath;
  }

  /** Sets {@link #getStorePasswordPath()}. */
  public SecurityOptions setStorePasswordPath(String storePasswordPath) {
    this.storePasswordPath = Objects.requireNonNull(storePasswordPath);
    return this;
  }

  /** With TLS: whether all who connect to {@link RaftOptions#getPort()} must have a certificate. True by default. */
  public boolean isRequireCertificates() {
    return requireCertificates;
  }

  /** Sets {@link #isRequireCertificates()}. */
  public SecurityOptions setRequireCertificates(boolean requireCertificates) {
    this.requireCertificates = requireCertificates;
    return this;
  }

  /** With TLS: whether all who connect to {@link #getClientPort()} must have a certificate. False by default. */
  public boolean isRequireClientCertificates() {
    return requireClientCertificates;
  }

  /** Sets {@link #isRequireClientCertificates()}. */
  public SecurityOptions setRequireClientCertificates(boolean requireClientCertificates) {
    this.requireClientCertificates = requireClientCertificates;
    return this;
  }

  /**
   * Whether a server that is reached must be the one of that address: with TLS, its certificate must be for the host;
   * with a secret, the address must be its {@link RaftOptions#getAddress()}. True by default. Without it, somebody in
   * the middle can pass one server off as another one, which breaks what Raft promises.
   */
  public boolean isVerifyHosts() {
    return verifyHosts;
  }

  /** Sets {@link #isVerifyHosts()}. */
  public SecurityOptions setVerifyHosts(boolean verifyHosts) {
    this.verifyHosts = verifyHosts;
    return this;
  }

  /**
   * The file with the secrets of the cluster, one in each line, of 32 characters of ASCII or more, without spaces.
   * Servers prove with the first that they know it, and take all of them for good. Empty for none.
   */
  public String getSecretPath() {
    return secretPath;
  }

  /** Sets {@link #getSecretPath()}. */
  public SecurityOptions setSecretPath(String secretPath) {
    this.secretPath = Objects.requireNonNull(secretPath);
    return this;
  }

  /**
   * The file with the secrets of clients, as of servers: a client must send one of them in the header {@code
   * Authorization: Bearer SECRET}. Empty for none.
   */
  public String getClientSecretPath() {
    return clientSecretPath;
  }

  /** Sets {@link #getClientSecretPath()}. */
  public SecurityOptions setClientSecretPath(String clientSecretPath) {
    this.clientSecretPath = Objects.requireNonNull(clientSecretPath);
    return this;
  }

  /** Milliseconds after which the files are read again, and used if they have changed; 0, the default, for never. */
  public long getReloadInterval() {
    return reloadInterval;
  }

  /** Sets {@link #getReloadInterval()}. */
  public SecurityOptions setReloadInterval(long reloadInterval) {
    this.reloadInterval = reloadInterval;
    return this;
  }

  /** The interface that the port of clients listens on, the same as that of servers if empty. */
  public String getClientHost() {
    return clientHost;
  }

  /** Sets {@link #getClientHost()}. */
  public SecurityOptions setClientHost(String clientHost) {
    this.clientHost = Objects.requireNonNull(clientHost);
    return this;
  }

  /**
   * The port of clients and operators, 0 for any that is free: {@link RaftOptions#getPort()} then answers only what
   * servers ask of each other, and this one all the rest. {@link #SAME_PORT} by default.
   */
  public int getClientPort() {
    return clientPort;
  }

  /** Sets {@link #getClientPort()}. */
  public SecurityOptions setClientPort(int clientPort) {
    this.clientPort = clientPort;
    return this;
  }

  /** Most bytes of the headers of a request. */
  public int getMaxHeaderBytes() {
    return maxHeaderBytes;
  }

  /** Sets {@link #getMaxHeaderBytes()}. */
  public SecurityOptions setMaxHeaderBytes(int maxHeaderBytes) {
    this.maxHeaderBytes = maxHeaderBytes;
    return this;
  }

  /** Most connections to one port; one more is closed at once. */
  public int getMaxConnections() {
    return maxConnections;
  }

  /** Sets {@link #getMaxConnections()}. */
  public SecurityOptions setMaxConnections(int maxConnections) {
    this.maxConnections = maxConnections;
    return this;
  }

  /**
   * Milliseconds after which a connection is closed on which no request has come in whole, however slowly it goes on
   * coming in; 0 for never. It may take half as long again. While a request is being answered, or servers talk to each
   * other, a connection is not idle.
   */
  public long getIdleTimeout() {
    return idleTimeout;
  }

  /** Sets {@link #getIdleTimeout()}. */
  public SecurityOptions setIdleTimeout(long idleTimeout) {
    this.idleTimeout = idleTimeout;
    return this;
  }

  /** Key and certificate in a way of Vert.x that files do not cover; instead of {@link #getKeyPath()}. */
  @GenIgnore
  public Optional<KeyCertOptions> getKeyCertOptions() {
    return keyCertOptions;
  }

  /** Sets {@link #getKeyCertOptions()}. */
  @GenIgnore
  public SecurityOptions setKeyCertOptions(KeyCertOptions keyCertOptions) {
    this.keyCertOptions = Optional.of(keyCertOptions);
    return this;
  }

  /** Whom to trust, in a way of Vert.x that files do not cover; instead of {@link #getTrustPath()}. */
  @GenIgnore
  public Optional<TrustOptions> getTrustOptions() {
    return trustOptions;
  }

  /** Sets {@link #getTrustOptions()}. */
  @GenIgnore
  public SecurityOptions setTrustOptions(TrustOptions trustOptions) {
    this.trustOptions = Optional.of(trustOptions);
    return this;
  }
}
