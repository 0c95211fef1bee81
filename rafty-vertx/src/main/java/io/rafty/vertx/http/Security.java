package io.rafty.vertx.http;

import io.rafty.vertx.SecurityOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.JksOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.KeyStoreOptionsBase;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Keys, certificates and secrets, as they were last read from the files that {@link SecurityOptions} name. Servers and
 * clients that were made with it use new ones once {@link #reload()} has read them; connections that are open stay as
 * they are. From any thread.
 */
public final class Security {

  /** What the files hold. */
  private record Material(Buffer key, Buffer cert, Buffer trust, Buffer password, Buffer secrets,
                          Buffer clientSecrets) {

    private static final Material NONE = new Material(Buffer.buffer(), Buffer.buffer(), Buffer.buffer(),
      Buffer.buffer(), Buffer.buffer(), Buffer.buffer());
  }

  private final Vertx vertx;
  private final SecurityOptions options;
  private final List<Supplier<Future<?>>> users = new CopyOnWriteArrayList<>();
  private volatile Material material = Material.NONE;
  private volatile Secrets secrets = Secrets.NONE;
  private volatile Secrets clientSecrets = Secrets.NONE;

  private Security(Vertx vertx, SecurityOptions options) {
    this.vertx = vertx;
    this.options = new SecurityOptions(options);
  }

  /**
   * Reads the files.
   *
   * @return fails if one cannot be read, if key and certificates do not fit, or if a secret is too short
   */
  public static Future<Security> load(Vertx vertx, SecurityOptions options) {
    Security security = new Security(vertx, options);
    return security.read().compose(read -> {
      security.use(read);
      return security.check();
    }).map(security);
  }

  /**
   * The security of options that name no files.
   *
   * @throws IllegalArgumentException if they do: what they protect would stand open
   */
  static Security open(Vertx vertx, SecurityOptions options) {
    if (options.guardsConnections() || !options.getClientSecretPath().isEmpty()) {
      throw new IllegalArgumentException("the options name keys or secrets, which must be loaded first: call"
        + " Security.load, and create this with what it answers");
    }
    return new Security(vertx, options);
  }

  /**
   * Reads the files again, and has servers and clients use what they hold now.
   *
   * @return whether anything has changed. Fails if a file cannot be read or used: then go on with what there was, and
   *         call again when it is corrected
   */
  public Future<Boolean> reload() {
    return read().compose(read -> {
      if (read.equals(material) && options.getKeyCertOptions().isEmpty() && options.getTrustOptions().isEmpty()) {
        return Future.succeededFuture(false);
      }
      Material before = material;
      use(read);
      return check().compose(good -> update()).map(true).recover(failure -> {
        use(before);
        return update().transform(restored -> Future.failedFuture(failure));
      });
    });
  }

  private Future<?> update() {
    return Future.join(users.stream().<Future<?>>map(Supplier::get).toList());
  }

  private Future<?> check() {
    return options.isTls() ? vertx.executeBlocking(() -> {
      KeyCheck.check(vertx, keyCert(), trust());
      return true;
    }) : Future.succeededFuture();
  }

  /** Calls back whenever something has changed, to have it used. */
  public void onChange(Supplier<Future<?>> update) {
    users.add(update);
  }

  private void use(Material read) {
    Secrets newSecrets = secrets(options.getSecretPath(), read.secrets);
    clientSecrets = secrets(options.getClientSecretPath(), read.clientSecrets);
    secrets = newSecrets;
    material = read;
  }

  private static Secrets secrets(String path, Buffer file) {
    return path.isEmpty() ? Secrets.NONE : Secrets.of(path, file);
  }

  private Future<Material> read() {
    Future<Buffer> key = file(options.getKeyPath());
    Future<Buffer> cert = file(options.getCertPath());
    Future<Buffer> trust = file(options.getTrustPath());
    Future<Buffer> password = file(options.getStorePasswordPath());
    Future<Buffer> secret = file(options.getSecretPath());
    Future<Buffer> clientSecret = file(options.getClientSecretPath());
    return Future.all(List.of(key, cert, trust, password, secret, clientSecret)).map(all -> new Material(key.result(),
      cert.result(), trust.result(), password.result(), secret.result(), clientSecret.result()));
  }

  private Future<Buffer> file(String path) {
    return path.isEmpty() ? Future.succeededFuture(Buffer.buffer()) : vertx.fileSystem().readFile(path);
  }

  SecurityOptions options() {
    return options;
  }

  Secrets secrets() {
    return secrets;
  }

  Secrets clientSecrets() {
    return clientSecrets;
  }

  /** TLS for a port, if there is any. */
  public Optional<ServerSSLOptions> server(boolean certificates) {
    return options.isTls() ? Optional.of(new ServerSSLOptions()
      .setKeyCertOptions(keyCert()).setTrustOptions(trust())
      .setClientAuth(certificates ? ClientAuth.REQUIRED : ClientAuth.NONE)
      .setUseAlpn(true).setApplicationLayerProtocols(List.of("h2", "http/1.1"))) : Optional.empty();
  }

  /** TLS towards other servers, if there is any. */
  Optional<ClientSSLOptions> client() {
    return options.isTls() ? Optional.of(new ClientSSLOptions()
      .setKeyCertOptions(keyCert()).setTrustOptions(trust())
      .setHostnameVerificationAlgorithm(options.isVerifyHosts() ? "HTTPS" : "")) : Optional.empty();
  }

  private KeyCertOptions keyCert() {
    return options.getKeyCertOptions().orElseGet(() -> {
      Optional<KeyStoreOptionsBase> store = store(options.getKeyPath(), material.key);
      return store.isPresent() ? store.get()
        : new PemKeyCertOptions().addKeyValue(material.key).addCertValue(material.cert);
    });
  }

  private TrustOptions trust() {
    return options.getTrustOptions().orElseGet(() -> {
      Optional<KeyStoreOptionsBase> store = store(options.getTrustPath(), material.trust);
      return store.isPresent() ? store.get() : new PemTrustOptions().addCertValue(material.trust);
    });
  }

  /** Empty for PEM. */
  private Optional<KeyStoreOptionsBase> store(String path, Buffer file) {
    String password = material.password.toString(StandardCharsets.UTF_8).lines().findFirst().orElse("");
    String name = path.toLowerCase(Locale.ROOT);
    if (name.endsWith(".p12") || name.endsWith(".pfx")) {
      return Optional.of(new PfxOptions().setValue(file).setPassword(password));
    }
    return name.endsWith(".jks") ? Optional.of(new JksOptions().setValue(file).setPassword(password))
      : Optional.empty();
  }
}
