package io.rafty.vertx;

import io.rafty.vertx.options.KnownOptions;
import io.rafty.vertx.options.OptionBounds;
import io.rafty.vertx.options.OptionKind;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@link SecurityOptions} from and to JSON, and what they must satisfy. */
final class SecurityJson {

  static final String KEY_CERT = "keyCertOptions";
  static final String TRUST = "trustOptions";
  static final String BY_PROGRAM = "set by the program, not shown";

  private static final KnownOptions KNOWN = KnownOptions.secret("security.", Map.ofEntries(
    Map.entry("keyPath", OptionKind.TEXT), Map.entry("certPath", OptionKind.TEXT),
    Map.entry("trustPath", OptionKind.TEXT), Map.entry("storePasswordPath", OptionKind.TEXT),
    Map.entry("requireCertificates", OptionKind.FLAG), Map.entry("requireClientCertificates", OptionKind.FLAG),
    Map.entry("verifyHosts", OptionKind.FLAG), Map.entry("secretPath", OptionKind.TEXT),
    Map.entry("clientSecretPath", OptionKind.TEXT), Map.entry("reloadInterval", OptionKind.MILLIS),
    Map.entry("clientHost", OptionKind.TEXT), Map.entry("clientPort", OptionKind.INTEGER),
    Map.entry("maxHeaderBytes", OptionKind.INT_BYTES), Map.entry("maxConnections", OptionKind.INTEGER),
    Map.entry("idleTimeout", OptionKind.MILLIS)));

  private SecurityJson() {
  }

  /** The options within {@code security}. */
  static KnownOptions known() {
    return KNOWN;
  }

  static void read(JsonObject json, SecurityOptions into) {
    for (String name : List.of(KEY_CERT, TRUST)) {
      if (json.containsKey(name)) {
        throw new IllegalArgumentException("option 'security." + name + "' cannot be read from JSON: set it by a"
          + " program, or name the files instead, as keyPath, certPath and trustPath");
      }
    }
    SecurityOptionsConverter.fromJson(KNOWN.checked(json), into);
  }

  static JsonObject write(SecurityOptions options) {
    JsonObject json = new JsonObject();
    SecurityOptionsConverter.toJson(options, json);
    return json;
  }

  /** What would leave a door open, or shut it for everybody, is refused rather than guessed. */
  static void check(SecurityOptions options, int port) {
    boolean trust = !options.getTrustPath().isEmpty() || options.getTrustOptions().isPresent();
    boolean pem = !options.getKeyPath().isEmpty() && !isStore(options.getKeyPath());
    OptionBounds.require(pem == !options.getCertPath().isEmpty(), "security.certPath",
      "'" + options.getCertPath() + "'", "a file if keyPath is one of PEM, otherwise empty");
    OptionBounds.require(options.getKeyPath().isEmpty() || options.getKeyCertOptions().isEmpty(),
      "security.keyCertOptions", BY_PROGRAM, "nothing beside keyPath");
    OptionBounds.require(options.getTrustPath().isEmpty() || options.getTrustOptions().isEmpty(),
      "security.trustOptions", BY_PROGRAM, "nothing beside trustPath");
    OptionBounds.require(options.isTls() == trust, "security.trustPath", "'" + options.getTrustPath() + "'",
      "a file with TLS, since servers verify each other, and nothing without: keyPath is '" + options.getKeyPath()
        + "'");
    boolean store = isStore(options.getKeyPath()) || isStore(options.getTrustPath());
    OptionBounds.require(store == !options.getStorePasswordPath().isEmpty(), "security.storePasswordPath",
      "'" + options.getStorePasswordPath() + "'", "a file if keyPath or trustPath is a store, otherwise empty");
    OptionBounds.require(options.isTls() || !options.isRequireClientCertificates(),
      "security.requireClientCertificates", true, "only with TLS, see keyPath");
    OptionBounds.require(options.isClientPortOwn() || !options.isRequireClientCertificates(),
      "security.requireClientCertificates", true, "only with a clientPort; for one port see requireCertificates");
    OptionBounds.require(options.getClientSecretPath().isEmpty() || options.guardsPeers(),
      "security.clientSecretPath", "'" + options.getClientSecretPath() + "'", UNGUARDED);
    OptionBounds.range("security.clientPort", options.getClientPort(), SecurityOptions.SAME_PORT, 65_535);
    OptionBounds.require(options.getClientPort() != port || port == 0, "security.clientPort", port,
      "another than port, or " + SecurityOptions.SAME_PORT + " for one port");
    OptionBounds.range("security.reloadInterval", options.getReloadInterval(), 0, 1L << 31);
    OptionBounds.range("security.maxHeaderBytes", options.getMaxHeaderBytes(), 256, 1 << 20);
    OptionBounds.range("security.maxConnections", options.getMaxConnections(), 1, 1 << 24);
    OptionBounds.range("security.idleTimeout", options.getIdleTimeout(), 0, 1L << 31);
  }

  static final String UNGUARDED = "only if servers are guarded, too, or a client could pass for one: with secretPath,"
    + " keyPath and requireCertificates, or clientPort";

  static IllegalArgumentException unguarded(RaftOptions options) {
    return new IllegalArgumentException("the handler that authenticates the clients of server '" + options.getNodeId()
      + "' is allowed " + UNGUARDED);
  }

  static boolean isStore(String path) {
    return List.of(".p12", ".pfx", ".jks").stream().anyMatch(path.toLowerCase(Locale.ROOT)::endsWith);
  }
}
