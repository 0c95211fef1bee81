package io.rafty.vertx.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.Configuration;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.Golden;
import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.InstallSnapshotResponse;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.http.Messages.Sample;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The first version of the messages between servers. */
class WireFormatTest {

  private static final Configuration MEMBERS = new Configuration("cluster",
    List.of(new Member("a", "a:1", MemberRole.VOTER)), List.of(new Member("b", "b:2", MemberRole.VOTER, 7)));

  private static Map<String, Sample<?>> samples() {
    Map<String, Sample<?>> all = new LinkedHashMap<>();
    List<LogEntry> entries = List.of(new LogEntry(12, 5, EntryType.COMMAND, Buffer.buffer("one")),
      new LogEntry(13, 6, EntryType.CONFIGURATION, MEMBERS.toBuffer()),
      new LogEntry(14, 7, EntryType.NO_OP, Buffer.buffer()));
    all.put("AppendEntries", new Sample<>(MessageKind.APPEND_ENTRIES,
      new AppendEntries("cluster", 7, "leader", 11, 4, entries, 10, false, 3)));
    all.put("AppendEntries, time out now", new Sample<>(MessageKind.APPEND_ENTRIES,
      new AppendEntries("cluster", 7, "leader", 11, 4, List.of(), 10, true, 1)));
    all.put("AppendEntriesResponse", new Sample<>(MessageKind.APPEND_ENTRIES_RESPONSE,
      new AppendEntriesResponse(7, true, 14, 3, 2)));
    all.put("RequestVote", new Sample<>(MessageKind.REQUEST_VOTE,
      new RequestVote("cluster", 8, "candidate", 14, 7, true, false)));
    all.put("RequestVote, of a transfer", new Sample<>(MessageKind.REQUEST_VOTE,
      new RequestVote("cluster", 8, "candidate", 14, 7, false, true)));
    all.put("RequestVoteResponse", new Sample<>(MessageKind.REQUEST_VOTE_RESPONSE, new RequestVoteResponse(8, true)));
    for (CommandRequest.Kind kind : CommandRequest.Kind.values()) {
      all.put("CommandRequest " + kind, new Sample<>(MessageKind.COMMAND_REQUEST,
        new CommandRequest("cluster", kind, Buffer.buffer("body"), 2)));
    }
    for (CommandResponse.Outcome outcome : CommandResponse.Outcome.values()) {
      all.put("CommandResponse " + outcome, new Sample<>(MessageKind.COMMAND_RESPONSE,
        new CommandResponse(outcome, Buffer.buffer("result"), Reason.NONE, "message", "leader")));
    }
    all.put("JoinRequest", new Sample<>(MessageKind.JOIN_REQUEST,
      new JoinRequest("cluster", "d", "d:4", List.of("x:1", "y:2"), 9, true)));
    for (JoinResponse.Standing standing : JoinResponse.Standing.values()) {
      all.put("JoinResponse " + standing, new Sample<>(MessageKind.JOIN_RESPONSE,
        new JoinResponse("a", standing, MEMBERS, 13, "a:1", List.of("z:3"))));
    }
    all.put("InstallSnapshot", new Sample<>(MessageKind.INSTALL_SNAPSHOT,
      new InstallSnapshot("cluster", 7, "leader", new SnapshotMeta(20, 6, MEMBERS, 13), 4096, Buffer.buffer("data"),
        true)));
    all.put("InstallSnapshotResponse", new Sample<>(MessageKind.INSTALL_SNAPSHOT_RESPONSE,
      new InstallSnapshotResponse(7, true, 8192)));
    for (Reason reason : Reason.values()) {
      all.put("failure " + reason, new Sample<>(MessageKind.FAILURE, new WireFailure(reason, "leader", "text")));
    }
    return all;
  }

  private static <T> void assertRead(Sample<T> sample, Buffer kept) {
    assertEquals(sample.message(), WireCodec.decode(sample.kind(), kept));
  }

  @Test
  void everyMessageIsWrittenAndReadAsItWasFromTheBeginning() throws IOException {
    try (Golden golden = Golden.open("wire-1.txt")) {
      samples().forEach((name, sample) -> assertRead(sample, golden.check(name, sample.encoded())));
      Buffer frame = Buffer.buffer();
      Frames.append(frame, 1, 77, "orders", MessageKind.REQUEST_VOTE_RESPONSE, new RequestVoteResponse(8, true));
      Buffer kept = golden.check("frame for a group", frame);
      FrameReader frames = new FrameReader(1000);
      frames.add(kept);
      assertTrue(frames.next());
      assertEquals(77, frames.id());
      assertEquals("orders", WireCodec.decode(MessageKind.ADDRESSED, frames.message()).group());
    }
  }

  @Test
  void aMessageOfALaterVersionIsRefusedWithBothNumbers() {
    samples().forEach((name, sample) -> {
      Buffer later = sample.encoded().setByte(0, (byte) (WireCodec.NEWEST + 1));
      String why = assertThrows(MalformedMessageException.class, () -> WireCodec.decode(sample.kind(), later), name)
        .getMessage();
      assertTrue(why.contains("version is 2 and this server knows 1: upgrade the older"), why);
    });
  }

  @Test
  void twoServersWriteTheNewestVersionThatBothKnow() {
    assertEquals(1, WireVersion.agree(null).getAsInt(), "who says nothing knows the first");
    assertEquals(WireCodec.NEWEST, WireVersion.agree("999").getAsInt());
    assertEquals(WireCodec.OLDEST, WireVersion.agree(Integer.toString(WireCodec.OLDEST)).getAsInt());
    for (String nonsense : List.of("", "0", "-1", "1.5", "x", "99999999999")) {
      assertTrue(WireVersion.agree(nonsense).isEmpty(), nonsense);
      assertTrue(WireVersion.tooOld(nonsense).getMessage().contains("upgrade it first"));
      String why = assertThrows(MalformedMessageException.class, () -> WireVersion.agreed(nonsense)).getMessage();
      assertTrue(why.contains("'" + nonsense + "'") && why.contains("upgrade the older"), why);
    }
    assertEquals(1, WireVersion.agreed(null));
    assertThrows(MalformedMessageException.class, () -> WireVersion.agreed("2"), "it was told that this one knows 1");
  }
}
