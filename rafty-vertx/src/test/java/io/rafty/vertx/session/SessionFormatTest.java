package io.rafty.vertx.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Golden;
import io.rafty.vertx.StateMachine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The first format of sessions: in the log, in answers, and at the head of snapshots. */
class SessionFormatTest {

  private static final StateMachine ECHO = (index, command) -> Future.succeededFuture(command.copy());

  private static Buffer stamped(Buffer envelope, long time) {
    Envelope.stamp(envelope, time);
    return envelope;
  }

  @Test
  void envelopesAnswersAndTablesAreWrittenAndReadAsTheyWereFromTheBeginning() throws IOException {
    Buffer command = Buffer.buffer("command");
    SessionMachine machine = SessionMachine.of(ECHO);
    SessionTable table = new SessionTable(SessionTable.Limits.STANDARD);
    try (Golden golden = Golden.open("sessions-1.txt")) {
      Buffer plain = golden.check("plain", stamped(Envelope.plain(command), 1000));
      Buffer register = golden.check("register", stamped(Envelope.register(600_000), 1001));
      Buffer numbered = golden.check("numbered", stamped(Envelope.numbered(2, 1, 1, command), 1002));
      Buffer keyed = golden.check("keyed", stamped(Envelope.keyed("order-17", 2, 600_000, command), 1003));
      golden.check("result", machine.apply(1, plain).result());
      golden.check("registered", machine.apply(2, register).result());
      golden.check("result of a session", machine.apply(3, numbered).result());
      golden.check("result of a key", machine.apply(4, keyed).result());
      assertEquals(command, Answer.result(machine.apply(5, keyed).result()));
      for (Answer.Kind kind : Answer.Kind.values()) {
        assertEquals(kind, Answer.kind(golden.check("answer " + kind, Answer.of(kind))));
      }
      assertEquals(9, Answer.index(golden.check("expired", Answer.expired(9))));
      table.advance(1003);
      Session session = new Session(2, 600_000, 1001);
      table.add(session);
      table.keep(session, 1, Answer.of(command));
      table.keep("order-17", new SessionTable.Keyed(Buffer.buffer("digest"), 4, 601_003, Answer.of(command)));
      Buffer kept = golden.check("table", TableSnapshot.encode(table));
      // without its length, which says where the state begins
      Buffer inside = kept.getBuffer(Integer.BYTES, kept.length());
      assertEquals(kept, TableSnapshot.encode(TableSnapshot.decode(inside)));
      Buffer later = inside.copy().setByte(0, (byte) 2);
      String why = assertThrows(IllegalStateException.class, () -> TableSnapshot.decode(later)).getMessage();
      assertTrue(why.contains("format 2, known is 1"), why);
    }
  }
}
