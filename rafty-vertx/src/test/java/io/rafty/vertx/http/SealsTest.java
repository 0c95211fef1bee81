package io.rafty.vertx.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What somebody in the middle can do to an exchange with a secret, which is to end it. */
class SealsTest {

  private static final String OLD = "an-old-secret-of-32-characters...";
  private static final String NEW = "a-newer-secret-of-32-characters..";
  private static final String ADDRESS = "127.0.0.1:8081";
  private static final int RECORD = 64 << 10;

  private static Secrets secrets(String... lines) {
    return Secrets.of("file", Buffer.buffer(String.join("\n", lines) + "\n"));
  }

  /** Both ends of an exchange that has been agreed on. */
  private static final class Ends {

    private final Seals client;
    private final Seals server;

    Ends() {
      Handshake handshake = new Handshake(secrets(NEW).first().orElseThrow());
      Handshake.Welcome welcome = Handshake.welcome(secrets(NEW), handshake.hello(), ADDRESS).orElseThrow();
      client = handshake.welcomed(Optional.of(welcome.header()), Optional.of(PeerAddress.parse(ADDRESS)));
      server = welcome.seals();
    }
  }

  private static Buffer random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  @Test
  void whatOneEndSealsTheOtherOpensHoweverItArrives() {
    for (int length : new int[] {0, 1, 100, RECORD, RECORD + 1, 3 * RECORD}) {
      Ends ends = new Ends();
      assertEquals(random(length), ends.server.open(ends.client.seal(random(length))));
      assertEquals(random(length), ends.client.open(ends.server.seal(random(length))));
      Buffer arriving = ends.client.seal(random(length));
      Buffer arrived = Buffer.buffer();
      int step = 1 + length / 1000;
      for (int at = 0; at < arriving.length(); at += step) {
        arrived.appendBuffer(ends.server.open(arriving.getBuffer(at, Math.min(arriving.length(), at + step))));
      }
      assertEquals(random(length), arrived);
    }
  }

  @Test
  void noBitCanBeChanged() {
    Buffer sealed = new Ends().client.seal(random(20));
    for (int bit = 0; bit < sealed.length() * 8; bit++) {
      Ends ends = new Ends();
      Buffer changed = ends.client.seal(random(20));
      changed.setByte(bit / 8, (byte) (changed.getByte(bit / 8) ^ 1 << bit % 8));
      // a length that was made larger waits for more, and then is not the one that was sealed
      assertThrows(MalformedMessageException.class, () -> ends.server.open(changed.appendBuffer(random(RECORD))),
        "bit " + bit);
    }
  }

  @Test
  void nothingCanBeRepeatedLeftOutMovedOrSentBack() {
    Ends repeated = new Ends();
    Buffer once = repeated.client.seal(random(10));
    repeated.server.open(once);
    assertThrows(MalformedMessageException.class, () -> repeated.server.open(once));

    Ends leftOut = new Ends();
    leftOut.client.seal(random(10));
    assertThrows(MalformedMessageException.class, () -> leftOut.server.open(leftOut.client.seal(random(10))));

    Ends one = new Ends();
    Ends another = new Ends();
    assertThrows(MalformedMessageException.class, () -> another.server.open(one.client.seal(random(10))));
    assertThrows(MalformedMessageException.class, () -> one.client.open(one.client.seal(random(10))));
  }

  @Test
  void allSecretsOfAFileAreGoodAndTheFirstIsUsed() {
    assertTrue(Handshake.welcome(secrets(NEW, OLD), hello(OLD), ADDRESS).isPresent());
    assertTrue(Handshake.welcome(secrets(NEW, OLD), hello(NEW), ADDRESS).isPresent());
    assertFalse(Handshake.welcome(secrets(OLD), hello(NEW), ADDRESS).isPresent());
    assertEquals(NEW, new String(secrets("", NEW, OLD).first().orElseThrow()));
  }

  private static String hello(String secret) {
    return new Handshake(secrets(secret).first().orElseThrow()).hello();
  }

  @Test
  void aHeaderThatIsNoneOpensNothing() {
    String[] parts = hello(NEW).split(" ");
    for (String header : List.of("", " ", "Rafty", "Rafty  ", "Bearer " + NEW, "Rafty a b", "Rafty " + parts[1] + " ",
      "Rafty " + parts[2] + " " + parts[1], "Basic " + parts[1] + " " + parts[2],
      "Rafty " + parts[1] + " " + hello(NEW).split(" ")[2])) {
      assertFalse(Handshake.welcome(secrets(NEW), header, ADDRESS).isPresent(), header);
    }
  }

  @Test
  void aClientWantsToHearFromTheServerItMeant() {
    Handshake handshake = new Handshake(secrets(NEW).first().orElseThrow());
    Optional<String> header = Handshake.welcome(secrets(NEW), handshake.hello(), ADDRESS)
      .map(Handshake.Welcome::header);
    String other = "127.0.0.1:8082";
    String led = assertThrows(MalformedMessageException.class,
      () -> handshake.welcomed(header, Optional.of(PeerAddress.parse(other)))).getMessage();
    assertTrue(led.contains(ADDRESS), led);
    handshake.welcomed(header, Optional.empty());
    for (String forged : List.of("", header.get().replace("8081", "8082"), "Rafty a b c",
      header.get().replaceFirst("Rafty .", "Rafty x"))) {
      assertThrows(MalformedMessageException.class,
        () -> handshake.welcomed(Optional.of(forged), Optional.of(PeerAddress.parse(other))));
    }
  }

  @Test
  void aShortSecretIsRefusedAndNotShown() {
    for (String file : List.of("", "\n\n", "hunter2", NEW + "\nhunter2", NEW + " hunter2",
      NEW + "hunter2\u00e9")) {
      String refused = assertThrows(IllegalArgumentException.class, () -> Secrets.of("s.txt", Buffer.buffer(file)))
        .getMessage();
      assertTrue(refused.contains("s.txt") && !refused.contains("hunter2") && !refused.contains(NEW), refused);
    }
    assertEquals("2 secrets", secrets(NEW, OLD).toString());
  }
}
