package io.rafty.vertx;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@link SecurityOptions} from and to JSON, and what they must satisfy. */
final class SecurityJson {

  static final String KEY_CERT = "keyCertOptions";
  static final String TRUST = "trustOptions";
  static final String BY_PROGRAM = "set by the program, not shown";

  private SecurityJson() {
  }

  static void read(JsonObject json, SecurityOptions into) {
    for (Map.Entry<String, Object> option : json) {
      try {
        set(option.getKey(), option.getValue(), into);
      } catch (ClassCastException | NullPointerException e) {
        throw new IllegalArgumentException("option 'security." + option.getKey() + "' has a value of the wrong"
          + " type", e);
      }
    }
  }

  private static void set(String name, Object value, SecurityOptions into) {
    switch (name) {
      case "keyPath" -> into.setKeyPath((String) value);
      case "certPath" -> into.setCertPath((String) value);
      case "trustPath" -> into.setTrustPath((String) value);
      case "storePasswordPath" -> into.setStorePasswordPath((String) value);
      case "requireCertificates" -> into.setRequireCertificates((Boolean) value);
      case "requireClientCertificates" -> into.setRequireClientCertificates((Boolean) value);
      case "verifyHosts" -> into.setVerifyHosts((Boolean) value);
      case "secretPath" -> into.setSecretPath((String) value);
      case "clientSecretPath" -> into.setClientSecretPath((String) value);
      case "reloadInterval" -> into.setReloadInterval(((Number) value).longValue());
      case "clientHost" -> into.setClientHost((String) value);
      case "clientPort" -> into.setClientPort(((Number) value).intValue());
      case "maxHeaderBytes" -> into.setMaxHeaderBytes(((Number) value).intValue());
      case "maxConnections" -> into.setMaxConnections(((Number) value).intValue());
      case "idleTimeout" -> into.setIdleTimeout(((Number) value).longValue());
      // the value may be a secret that was written where none belongs
      case KEY_CERT, TRUST -> throw new IllegalArgumentException("option 'security." + name + "' cannot be read from"
        + " JSON: set it by a program, or name the files instead, as keyPath, certPath and trustPath");
      default -> throw new IllegalArgumentException("unknown option 'security." + name + "'");
    }
  }

  static JsonObject write(SecurityOptions options) {
    return new JsonObject()
      .put("keyPath", options.getKeyPath())
      .put("certPath", options.getCertPath())
      .put("trustPath", options.getTrustPath())
      .put("storePasswordPath", options.getStorePasswordPath())
      .put("requireCertificates", options.isRequireCertificates())
      .put("requireClientCertificates", options.isRequireClientCertificates())
      .put("verifyHosts", options.isVerifyHosts())
      .put("secretPath", options.getSecretPath())
      .put("clientSecretPath", options.getClientSecretPath())
      .put("reloadInterval", options.getReloadInterval())
      .put("clientHost", options.getClientHost())
      .put("clientPort", options.getClientPort())
      .put("maxHeaderBytes", options.getMaxHeaderBytes())
      .put("maxConnections", options.getMaxConnections())
      .put("idleTimeout", options.getIdleTimeout());
  }

  /** What would leave a door open, or shut it for everybody, is refused rather than guessed. */
  static void check(SecurityOptions options, int port) {
    boolean trust = !options.getTrustPath().isEmpty() || options.getTrustOptions().isPresent();
    boolean pem = !options.getKeyPath().isEmpty() && !isStore(options.getKeyPath());
    OptionsRules.require(pem == !options.getCertPath().isEmpty(), "security.certPath",
      "'" + options.getCertPath() + "'", "a file if keyPath is one of PEM, otherwise empty");
    OptionsRules.require(options.getKeyPath().isEmpty() || options.getKeyCertOptions().isEmpty(),
      "security.keyCertOptions", BY_PROGRAM, "nothing beside keyPath");
    OptionsRules.require(options.getTrustPath().isEmpty() || options.getTrustOptions().isEmpty(),
      "security.trustOptions", BY_PROGRAM, "nothing beside trustPath");
    OptionsRules.require(options.isTls() == trust, "security.trustPath", "'" + options.getTrustPath() + "'",
      "a file with TLS, since servers verify each other, and nothing without: keyPath is '" + options.getKeyPath()
        + "'");
    boolean store = isStore(options.getKeyPath()) || isStore(options.getTrustPath());
    OptionsRules.require(store == !options.getStorePasswordPath().isEmpty(), "security.storePasswordPath",
      "'" + options.getStorePasswordPath() + "'", "a file if keyPath or trustPath is a store, otherwise empty");
    OptionsRules.require(options.isTls() || !options.isRequireClientCertificates(),
      "security.requireClientCertificates", true, "only with TLS, see keyPath");
    OptionsRules.require(options.isClientPortOwn() || !options.isRequireClientCertificates(),
      "security.requireClientCertificates", true, "only with a clientPort; for one port see requireCertificates");
    OptionsRules.require(options.getClientSecretPath().isEmpty() || options.guardsPeers(),
      "security.clientSecretPath", "'" + options.getClientSecretPath() + "'", UNGUARDED);
    OptionsRules.range("security.clientPort", options.getClientPort(), SecurityOptions.SAME_PORT, 65_535);
    OptionsRules.require(options.getClientPort() != port || port == 0, "security.clientPort", port,
      "another than port, or " + SecurityOptions.SAME_PORT + " for one port");
    OptionsRules.range("security.reloadInterval", options.getReloadInterval(), 0, 1L << 31);
    OptionsRules.range("security.maxHeaderBytes", options.getMaxHeaderBytes(), 256, 1 << 20);
    OptionsRules.range("security.maxConnections", options.getMaxConnections(), 1, 1 << 24);
    OptionsRules.range("security.idleTimeout", options.getIdleTimeout(), 0, 1L << 31);
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
