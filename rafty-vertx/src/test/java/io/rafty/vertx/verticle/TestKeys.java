package io.rafty.vertx.verticle;

import io.rafty.vertx.SecurityOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/** Keys and certificates that live as long as a test, made by the JDK's keytool and written as PEM, too. */
final class TestKeys {

  static final String PASSWORD = "only-for-tests";

  private static final String HERE = "san=ip:127.0.0.1,dns:localhost";
  private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private final Path folder;

  private TestKeys(Path folder) {
    this.folder = folder;
  }

  /** Somebody who signs, as {@code ca}, and whom he has signed: a server, and others for the tests. */
  static TestKeys in(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
    TestKeys keys = new TestKeys(folder);
    Process stranger = keys.keytool("stranger", "stranger", "-ext", HERE);
    keys.join(keys.keytool("ca", "ca", "-ext", "bc:c"), stranger);
    List<Process> signed = new ArrayList<>();
    signed.add(keys.signed("server", "-ext", HERE));
    signed.add(keys.signed("renewed", "-ext", HERE));
    signed.add(keys.signed("expired", "-ext", HERE, "-startdate", "-9d", "-validity", "3"));
    signed.add(keys.signed("elsewhere", "-ext", "san=dns:elsewhere.example"));
    keys.join(signed.toArray(Process[]::new));
    for (String name : List.of("stranger", "server", "renewed", "expired", "elsewhere")) {
      keys.writePem(name);
    }
    keys.writeTrust();
    return keys;
  }

  private Process signed(String name, String... more) throws IOException {
    Files.copy(folder.resolve("ca.p12"), folder.resolve(name + ".p12"));
    List<String> all = new ArrayList<>(List.of(more));
    Collections.addAll(all, "-signer", "ca");
    return keytool(name, name, all.toArray(String[]::new));
  }

  private Process keytool(String store, String alias, String... more) throws IOException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command = new ArrayList<>(List.of(keytool.toString(), "-genkeypair", "-alias", alias, "-keyalg",
      "EC", "-groupname", "secp256r1", "-dname", "CN=" + alias,
      "-keystore", folder.resolve(store + ".p12").toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    Collections.addAll(command, more);
    return new ProcessBuilder(command).redirectErrorStream(true)
      .redirectOutput(folder.resolve(store + ".out").toFile()).start();
  }

  private void join(Process... processes) throws IOException, InterruptedException {
    for (Process process : processes) {
      if (process.waitFor() != 0) {
        throw new IOException("keytool has failed, see " + folder);
      }
    }
  }

  private KeyStore open(String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private void writePem(String name) throws IOException, GeneralSecurityException {
    KeyStore store = open(name);
    StringBuilder chain = new StringBuilder();
    for (Certificate certificate : store.getCertificateChain(name)) {
      chain.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    Files.writeString(path(name + ".cert.pem"), chain);
    Files.writeString(path(name + ".key.pem"),
      pem("PRIVATE KEY", store.getKey(name, PASSWORD.toCharArray()).getEncoded()));
    // as a server has it: without the key of who signs
    if (store.containsAlias("ca") && !name.equals("ca")) {
      store.deleteEntry("ca");
      try (var out = Files.newOutputStream(path(name + ".p12"))) {
        store.store(out, PASSWORD.toCharArray());
      }
    }
  }

  private void writeTrust() throws IOException, GeneralSecurityException {
    Certificate ca = open("ca").getCertificate("ca");
    Files.writeString(path("ca.pem"), pem("CERTIFICATE", ca.getEncoded()));
    Files.writeString(path("password"), PASSWORD + "\n");
    for (String type : List.of("PKCS12", "JKS")) {
      KeyStore trust = KeyStore.getInstance(type);
      trust.load(null, null);
      trust.setCertificateEntry("ca", ca);
      try (var out = Files.newOutputStream(path(type.equals("JKS") ? "trust.jks" : "trust.p12"))) {
        trust.store(out, PASSWORD.toCharArray());
      }
    }
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN " + what + "-----\n" + BASE64.encodeToString(bytes) + "\n-----END " + what + "-----\n";
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  String serial(String name) throws IOException, GeneralSecurityException {
    return ((X509Certificate) open(name).getCertificate(name)).getSerialNumber().toString();
  }

  /** What a server says that has the key of that name, in PEM. */
  SecurityOptions options(String name) {
    return new SecurityOptions().setKeyPath(path(name + ".key.pem").toString())
      .setCertPath(path(name + ".cert.pem").toString()).setTrustPath(path("ca.pem").toString());
  }

  /** Likewise, with stores of PKCS12 and Java. */
  SecurityOptions stores(String name, String trust) {
    return new SecurityOptions().setKeyPath(path(name + ".p12").toString()).setTrustPath(path(trust).toString())
      .setStorePasswordPath(path("password").toString());
  }

  /** Puts the key and certificates of one name in the place of another's. */
  void replace(String name, String by) throws IOException {
    for (String kind : List.of(".key.pem", ".cert.pem")) {
      Files.copy(path(by + kind), path(name + kind), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
