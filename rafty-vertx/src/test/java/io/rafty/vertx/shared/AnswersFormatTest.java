package io.rafty.vertx.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Golden;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The first format of queries of shared data and of answers, which stay in the sessions of a snapshot. */
class AnswersFormatTest {

  private static final Buffer VALUE = Buffer.buffer("value");

  private static void assertLaterRefused(Buffer bytes, Executable decode) {
    bytes.setByte(0, (byte) 2);
    String why = assertThrows(IllegalArgumentException.class, decode).getMessage();
    assertTrue(why.contains("is 2, known is 1"), why);
  }

  @Test
  void queriesAndAnswersAreWrittenAndReadAsTheyWereFromTheBeginning() throws IOException {
    List<Query> queries = List.of(new Query.Get("m", "k"), new Query.Size("m"), new Query.Entries("m", "p"),
      new Query.Count("c"), new Query.Holders("n"), new Query.Changes(1, 2, "m", "p"),
      new Query.Token(3, 4, 5, 6, "n"), new Query.Forget(7), new Query.Clock(), new Query.Revision());
    try (Golden golden = Golden.open("shared-1.txt")) {
      for (Query query : queries) {
        assertEquals(query, Query.decode(golden.check("query " + query.getClass().getSimpleName(), query.encode())));
      }
      List<Change> changes = Arrays.stream(Change.Kind.values())
        .map(kind -> new Change(kind, "m", "k", 8, Optional.of(VALUE))).toList();
      for (Reply.Status status : Reply.Status.values()) {
        Reply reply = Reply.of(status, 9);
        assertEquals(reply, Reply.decode(golden.check("answer " + status, reply.encode())));
      }
      Reply full = new Reply(Reply.Status.OK, 10, Optional.of(VALUE), changes);
      assertEquals(full, Reply.decode(golden.check("answer with value and changes", full.encode())));
    }
  }

  @Test
  void thoseOfALaterFormatAreRefusedWithBothNumbers() {
    Buffer query = new Query.Clock().encode();
    assertLaterRefused(query, () -> Query.decode(query));
    Buffer reply = Reply.of(Reply.Status.OK).encode();
    assertLaterRefused(reply, () -> Reply.decode(reply));
    Buffer command = new Command.Tick().encode();
    assertLaterRefused(command, () -> Command.decode(command));
  }
}
