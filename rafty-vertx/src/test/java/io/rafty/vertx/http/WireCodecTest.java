package io.rafty.vertx.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.UnknownOutcomeException;
import io.rafty.vertx.http.Messages.Sample;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireCodecTest {

  private static final int SEEDS = 20;

  @Test
  void everyMessageComesBackAsItWas() {
    for (long seed = 0; seed < 500; seed++) {
      new Messages(seed).oneOfEach().forEach(WireCodecTest::assertComesBack);
    }
  }

  private static <T> void assertComesBack(Sample<T> sample) {
    assertEquals(sample.message(), WireCodec.decode(sample.kind(), sample.encoded()));
  }

  @Test
  void aMessageInTheMiddleOfABufferComesBackAsItWas() {
    AppendEntries message = new Messages(3).appendEntries();
    Buffer around = Buffer.buffer("before");
    WireCodec.encode(WireCodec.OLDEST, MessageKind.APPEND_ENTRIES, message, around);
    Buffer inside = around.slice(6, around.length());
    assertEquals(message, WireCodec.decode(MessageKind.APPEND_ENTRIES, inside));
  }

  @Test
  void theFormatOfVersionOneStaysAsItIs() {
    AppendEntries append = new AppendEntries("c", 5, "a", 6, 4,
      List.of(new LogEntry(7, 5, EntryType.NO_OP, Buffer.buffer("x"))), 3);
    assertEquals("0101" + "0000000163" + "0000000000000005" + "0000000161" + "0000000000000006" + "0000000000000004"
        + "0000000000000003" + "00" + "00000001" + "0000000000000007" + "0000000000000005" + "02" + "0000000178",
      hex(WireCodec.encode(MessageKind.APPEND_ENTRIES, append)));
    for (AppendEntries each : List.of(append, new AppendEntries("c", 5, "a", 6, 4, List.of(), 3, true),
      new AppendEntries("c", 5, "a", 6, 4, List.of(), 3, false, 10))) {
      Buffer encoded = WireCodec.encode(MessageKind.APPEND_ENTRIES, each);
      assertEquals(each.timeoutNow() ? 1 : each.patience() > 1 ? each.patience() : 0, encoded.getByte(44));
      assertEquals(each, WireCodec.decode(MessageKind.APPEND_ENTRIES, encoded));
    }
    assertEquals("0109" + "09" + "00000000" + "0000000178",
      hex(WireCodec.encodeFailure(new RejectedException(Reason.FOREIGN_CLUSTER, "x"))));
  }

  private static String hex(Buffer bytes) {
    return HexFormat.of().formatHex(bytes.getBytes());
  }

  @Test
  void everyTruncationIsRefused() {
    for (long seed = 0; seed < SEEDS; seed++) {
      for (Sample<?> sample : new Messages(seed).oneOfEach()) {
        Buffer whole = sample.encoded();
        for (int length = 0; length < whole.length(); length++) {
          Buffer cut = whole.slice(0, length);
          assertThrows(MalformedMessageException.class, () -> WireCodec.decode(sample.kind(), cut));
        }
      }
    }
  }

  @Test
  void bytesTooManyAreRefused() {
    for (Sample<?> sample : new Messages(1).oneOfEach()) {
      Buffer longer = sample.encoded().appendByte((byte) 0);
      String why = assertThrows(MalformedMessageException.class, () -> WireCodec.decode(sample.kind(), longer))
        .getMessage();
      assertTrue(why.contains("1 bytes too many, at byte"), why);
    }
  }

  @Test
  void aCorruptByteGivesAnotherMessageOrIsRefused() {
    Random random = new Random(11);
    int refused = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      for (Sample<?> sample : new Messages(seed).oneOfEach()) {
        byte[] bytes = sample.encoded().getBytes();
        for (int i = 0; i < bytes.length; i++) {
          for (int value : new int[] {bytes[i] ^ 0x80, bytes[i] ^ 1, 0, 0x7f, 0xff, random.nextInt()}) {
            byte[] corrupt = bytes.clone();
            corrupt[i] = (byte) value;
            refused += decodesToSomething(sample.kind(), corrupt) ? 0 : 1;
          }
        }
      }
    }
    assertTrue(refused > 1000, "only " + refused + " were refused");
  }

  /** Any other exception, or running out of memory, fails the test. */
  private static <T> boolean decodesToSomething(MessageKind<T> kind, byte[] bytes) {
    try {
      T message = WireCodec.decode(kind, Buffer.buffer(bytes));
      assertEquals(Buffer.buffer(bytes).length(), WireCodec.encode(kind, message).length());
      return true;
    } catch (MalformedMessageException e) {
      assertTrue(e.getMessage().contains("at byte"), e.getMessage());
      return false;
    }
  }

  @Test
  void noiseIsRefused() {
    Random random = new Random(5);
    for (int i = 0; i < 5_000; i++) {
      byte[] noise = new byte[2 + random.nextInt(60)];
      random.nextBytes(noise);
      noise[0] = 1;
      noise[1] = (byte) (1 + random.nextInt(9));
      for (Sample<?> sample : new Messages(1).oneOfEach().subList(noise[1] - 1, noise[1])) {
        decodesToSomething(sample.kind(), noise);
      }
    }
  }

  @Test
  void hostileLengthsAreRefusedBeforeAnythingIsAllocated() {
    for (int length : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 1 << 30, 100}) {
      Buffer text = Buffer.buffer().appendByte((byte) 1).appendByte((byte) 3).appendInt(length);
      assertMalformed(MessageKind.REQUEST_VOTE, text, "clusterId");
      Buffer entries = WireCodec.encode(MessageKind.APPEND_ENTRIES,
        new AppendEntries("", 1, "", 0, 0, List.of(), 0));
      entries.setInt(entries.length() - 4, length);
      assertMalformed(MessageKind.APPEND_ENTRIES, entries, "entries");
    }
  }

  @Test
  void entriesWithAGapAreRefused() {
    AppendEntries gap = new AppendEntries("c", 1, "a", 4, 1, List.of(
      new LogEntry(5, 1, EntryType.COMMAND, Buffer.buffer()),
      new LogEntry(7, 1, EntryType.COMMAND, Buffer.buffer())), 0);
    assertMalformed(MessageKind.APPEND_ENTRIES, WireCodec.encode(MessageKind.APPEND_ENTRIES, gap),
      "entry 1 has index 7 and should have 6");
    AppendEntries overflow = new AppendEntries("c", 1, "a", Long.MAX_VALUE, 1,
      List.of(new LogEntry(1, 1, EntryType.COMMAND, Buffer.buffer())), 0);
    assertMalformed(MessageKind.APPEND_ENTRIES, WireCodec.encode(MessageKind.APPEND_ENTRIES, overflow), "entry 0");
  }

  @Test
  void negativeNumbersAndUnknownChoicesAreRefused() {
    assertMalformed(MessageKind.REQUEST_VOTE,
      WireCodec.encode(MessageKind.REQUEST_VOTE, new RequestVote("c", -7, "a", 0, 0, false)), "term is negative: -7");
    Buffer vote = WireCodec.encode(MessageKind.REQUEST_VOTE_RESPONSE, new RequestVoteResponse(1, true));
    vote.setByte(10, (byte) 2);
    assertMalformed(MessageKind.REQUEST_VOTE_RESPONSE, vote, "voteGranted is 2 and must be below 2, at byte 10 of 11");
  }

  @Test
  void anotherVersionAnUnknownKindAndAnotherKindAreRefused() {
    Buffer vote = WireCodec.encode(MessageKind.REQUEST_VOTE_RESPONSE, new RequestVoteResponse(1, true));
    assertMalformed(MessageKind.REQUEST_VOTE, vote, "expected RequestVote and found RequestVoteResponse");
    assertMalformed(MessageKind.REQUEST_VOTE_RESPONSE, vote.copy().setByte(0, (byte) 2), "version is 2");
    assertMalformed(MessageKind.REQUEST_VOTE_RESPONSE, vote.copy().setByte(1, (byte) 77), "kind is 77");
    assertMalformed(MessageKind.REQUEST_VOTE_RESPONSE, vote.copy().setByte(1, (byte) 0), "kind is 0");
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    Buffer vote = WireCodec.encode(MessageKind.REQUEST_VOTE, new RequestVote("cc", 1, "a", 0, 0, false));
    assertMalformed(MessageKind.REQUEST_VOTE, vote.setByte(6, (byte) 0xc3), "clusterId is not UTF-8");
  }

  private static void assertMalformed(MessageKind<?> kind, Buffer bytes, String what) {
    String why = assertThrows(MalformedMessageException.class, () -> WireCodec.decode(kind, bytes)).getMessage();
    assertTrue(why.contains(what), why);
  }

  @Test
  void aRejectionArrivesAsARejectionAndEveryOtherFailureAsUnknown() {
    Future<RequestVoteResponse> rejected = WireCodec.decodeAnswer(MessageKind.REQUEST_VOTE_RESPONSE,
      WireCodec.encodeFailure(new RejectedException(Reason.NOT_LEADER, "ask b", "b")));
    RejectedException rejection = assertInstanceOf(RejectedException.class, rejected.cause());
    assertEquals(Reason.NOT_LEADER, rejection.reason());
    assertEquals("b", rejection.leaderId());
    assertEquals("ask b", rejection.getMessage());
    Future<RequestVoteResponse> other = WireCodec.decodeAnswer(MessageKind.REQUEST_VOTE_RESPONSE,
      WireCodec.encodeFailure(new IllegalStateException("x".repeat(5000))));
    assertInstanceOf(UnknownOutcomeException.class, other.cause());
    assertEquals(1000, other.cause().getMessage().length());
  }

  @Test
  void theDataOfAnEntryIsASliceOfWhatArrived() {
    AppendEntries append = new AppendEntries("c", 1, "a", 0, 0,
      List.of(new LogEntry(1, 1, EntryType.COMMAND, Buffer.buffer("abc"))), 0);
    Buffer bytes = WireCodec.encode(MessageKind.APPEND_ENTRIES, append);
    AppendEntries decoded = WireCodec.decode(MessageKind.APPEND_ENTRIES, bytes);
    bytes.setByte(bytes.length() - 1, (byte) 'd');
    assertEquals("abd", decoded.entries().get(0).data().toString());
  }
}
