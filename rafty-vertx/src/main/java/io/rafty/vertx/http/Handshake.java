package io.rafty.vertx.http;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How two servers prove to each other that they know the secret of the cluster, in the headers of an exchange and
 * without showing it:
 *
 * <ol>
 * <li>the client: {@code Authorization: Rafty C HMAC(secret, "client", C)}, with a random C
 * <li>the server: {@code Authentication-Info: Rafty S HMAC(secret, "server", C, S, address) address}, with a random S
 * <li>both seal what they write, with the keys HMAC(secret, "to server", C, S) and HMAC(secret, "to client", C, S)
 * </ol>
 *
 * <p>Who repeats a header of another exchange gets another S, has not the keys for it, and so can say nothing. The
 * server says where it is, since Raft's messages do not name whom they are for: a client that was led to another server
 * of the cluster must find out.
 */
final class Handshake {

  static final String CLIENT_HEADER = "Authorization";
  static final String SERVER_HEADER = "Authentication-Info";
  static final String SCHEME = "Rafty";

  private static final String ALGORITHM = "HmacSHA256";
  private static final int RANDOM_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final HexFormat HEX = HexFormat.of();

  /** What a server answers. */
  record Welcome(String header, Seals seals) {
  }

  private final byte[] secret;
  private final String clientRandom = random();

  /** The client's side. */
  Handshake(byte[] secret) {
    this.secret = secret;
  }

  /** What the client says. */
  String hello() {
    return SCHEME + " " + clientRandom + " " + HEX.formatHex(proof(secret, "client", clientRandom));
  }

  /**
   * The client's side, when the server has answered.
   *
   * @param header  the server's, or nothing if it has sent none
   * @param reached where the server must be, if that matters
   * @throws MalformedMessageException if it does not know the secret, or is elsewhere
   */
  Seals welcomed(Optional<String> header, Optional<PeerAddress> reached) {
    String[] parts = header.orElse("").split(" ", 4);
    if (parts.length != 4 || !parts[0].equals(SCHEME)
      || !isProof(parts[2], proof(secret, "server", clientRandom, parts[1], parts[3]))) {
      throw new MalformedMessageException("the server does not prove that it knows the secret of the cluster");
    }
    if (reached.isPresent() && !reached.get().equals(PeerAddress.parse(parts[3]))) {
      throw new MalformedMessageException("the server that answers is the one at " + parts[3] + ": name it so, or turn"
        + " off verifyHosts");
    }
    return Seals.of(mac(proof(secret, "to server", clientRandom, parts[1])),
      mac(proof(secret, "to client", clientRandom, parts[1])));
  }

  /** The server's side: empty if the client has not proved that it knows one of the secrets. */
  static Optional<Welcome> welcome(Secrets secrets, String header, String address) {
    String[] parts = header.split(" ", 3);
    if (parts.length != 3 || !parts[0].equals(SCHEME)) {
      return Optional.empty();
    }
    String client = parts[1];
    String server = random();
    return secrets.all().stream().filter(secret -> isProof(parts[2], proof(secret, "client", client))).findFirst()
      .map(secret -> new Welcome(
        SCHEME + " " + server + " " + HEX.formatHex(proof(secret, "server", client, server, address)) + " " + address,
        Seals.of(mac(proof(secret, "to client", client, server)), mac(proof(secret, "to server", client, server)))));
  }

  private static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    return HEX.formatHex(bytes);
  }

  private static boolean isProof(String given, byte[] proof) {
    return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8),
      HEX.formatHex(proof).getBytes(StandardCharsets.UTF_8));
  }

  /** The parts are joined by what none of them has in it. */
  private static byte[] proof(byte[] key, String... parts) {
    return mac(key).doFinal(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
