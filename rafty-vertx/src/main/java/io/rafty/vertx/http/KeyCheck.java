package io.rafty.vertx.http;

import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * Whether keys and certificates can be used at all. Vert.x would take others, and fail at every connection from then
 * on; and files that are replaced one after the other do not fit for a moment.
 */
final class KeyCheck {

  private static final Map<String, String> SIGNATURES = Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA",
    "EdDSA", "EdDSA");
  private static final byte[] SAMPLE = {1, 2, 3};

  private KeyCheck() {
  }

  /** Blocks. Whatever it throws says what is wrong. */
  static void check(Vertx vertx, KeyCertOptions keyCert, TrustOptions trust) throws Exception {
    trust.getTrustManagerFactory(vertx);
    for (KeyManager manager : keyCert.getKeyManagerFactory(vertx).getKeyManagers()) {
      if (manager instanceof X509KeyManager known) {
        for (String type : SIGNATURES.keySet()) {
          for (String alias : Optional.ofNullable(known.getServerAliases(type, null)).map(List::of).orElse(List.of())) {
            check(type, known.getPrivateKey(alias), known.getCertificateChain(alias)[0].getPublicKey());
          }
        }
      }
    }
  }

  private static void check(String type, PrivateKey secret, PublicKey known) throws Exception {
    Signature signature = Signature.getInstance(SIGNATURES.get(type));
    signature.initSign(secret);
    signature.update(SAMPLE);
    byte[] signed = signature.sign();
    signature.initVerify(known);
    signature.update(SAMPLE);
    if (!signature.verify(signed)) {
      throw new IllegalArgumentException("the private key is not that of the first certificate");
    }
  }
}
