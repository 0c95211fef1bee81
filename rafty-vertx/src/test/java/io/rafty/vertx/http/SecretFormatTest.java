package io.rafty.vertx.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Golden;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/**
 * How servers of the first release prove that they know a secret, and seal: each side of today's handshake with one
 * that is written down here once more, since its random numbers are in no file.
 */
class SecretFormatTest {

  private static final String SECRET = "a-secret-that-has-32-characters..";
  private static final String RANDOM = "00ff".repeat(16);
  private static final String ADDRESS = "server.example:8080";
  private static final Buffer CLIENT_SAYS = Buffer.buffer("what the client says");
  private static final Buffer SERVER_SAYS = Buffer.buffer("what the server says");

  private static byte[] proof(String... parts) throws GeneralSecurityException {
    return mac(SECRET.getBytes(StandardCharsets.UTF_8))
      .doFinal(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
  }

  private static Mac mac(byte[] key) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static Seals sealsOfServer(String client, String server) throws GeneralSecurityException {
    return Seals.of(mac(proof("to client", client, server)), mac(proof("to server", client, server)));
  }

  private static Seals sealsOfClient(String client, String server) throws GeneralSecurityException {
    return Seals.of(mac(proof("to server", client, server)), mac(proof("to client", client, server)));
  }

  private static void assertTalk(Seals client, Seals server) {
    for (int turn = 0; turn < 2; turn++) {
      assertEquals(CLIENT_SAYS, server.open(client.seal(CLIENT_SAYS)));
      assertEquals(SERVER_SAYS, client.open(server.seal(SERVER_SAYS)));
    }
  }

  @Test
  void aClientOfTheFirstReleaseIsLetInAndUnderstood() throws Exception {
    String hello = "Rafty " + RANDOM + " " + hex(proof("client", RANDOM));
    Handshake.Welcome welcome =
      Handshake.welcome(Secrets.of("file", Buffer.buffer(SECRET)), hello, ADDRESS).orElseThrow();
    String[] answer = welcome.header().split(" ");
    assertEquals(4, answer.length);
    assertEquals("Rafty", answer[0]);
    assertEquals(hex(proof("server", RANDOM, answer[1], ADDRESS)), answer[2]);
    assertEquals(ADDRESS, answer[3]);
    assertTalk(sealsOfClient(RANDOM, answer[1]), welcome.seals());
  }

  @Test
  void aServerOfTheFirstReleaseIsBelievedAndUnderstood() throws Exception {
    Handshake today = new Handshake(SECRET.getBytes(StandardCharsets.UTF_8));
    String[] hello = today.hello().split(" ");
    assertEquals(3, hello.length);
    assertEquals("Rafty", hello[0]);
    assertEquals(hex(proof("client", hello[1])), hello[2]);
    String header = "Rafty " + RANDOM + " " + hex(proof("server", hello[1], RANDOM, ADDRESS)) + " " + ADDRESS;
    Seals client = today.welcomed(Optional.of(header), Optional.of(PeerAddress.parse(ADDRESS)));
    assertTalk(client, sealsOfServer(hello[1], RANDOM));
  }

  @Test
  void sealedBytesAreAsTheyWereFromTheBeginning() throws IOException, GeneralSecurityException {
    Seals client = sealsOfClient(RANDOM, RANDOM);
    Seals server = sealsOfServer(RANDOM, RANDOM);
    try (Golden golden = Golden.open("seals-1.txt")) {
      assertEquals(CLIENT_SAYS, server.open(golden.check("first", client.seal(CLIENT_SAYS))));
      assertEquals(CLIENT_SAYS, server.open(golden.check("second", client.seal(CLIENT_SAYS))));
      assertEquals(SERVER_SAYS, client.open(golden.check("back", server.seal(SERVER_SAYS))));
      Buffer hello = golden.check("hello", Buffer.buffer("Rafty " + RANDOM + " " + hex(proof("client", RANDOM))));
      assertTrue(Handshake.welcome(Secrets.of("file", Buffer.buffer(SECRET)), hello.toString(), ADDRESS).isPresent());
    }
  }
}
