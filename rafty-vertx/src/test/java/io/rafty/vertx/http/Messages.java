package io.rafty.vertx.http;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.Configuration;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.InstallSnapshotResponse;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.SnapshotMeta;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Messages drawn from a seed. */
final class Messages {

  private static final String LETTERS = "ab9-_ äß€\uD83D\uDE80\u0000";

  private final Random random;

  Messages(long seed) {
    random = new Random(seed);
  }

  /** A message and its kind. */
  record Sample<T>(MessageKind<T> kind, T message) {

    Buffer encoded() {
      return WireCodec.encode(kind, message);
    }
  }

  List<Sample<?>> oneOfEach() {
    return List.of(
      new Sample<>(MessageKind.APPEND_ENTRIES, appendEntries()),
      new Sample<>(MessageKind.APPEND_ENTRIES_RESPONSE,
        new AppendEntriesResponse(number(), random.nextBoolean(), number(), number(), number())),
      new Sample<>(MessageKind.REQUEST_VOTE,
        new RequestVote(text(), number(), text(), number(), number(), random.nextBoolean(),
          random.nextBoolean())),
      new Sample<>(MessageKind.REQUEST_VOTE_RESPONSE, new RequestVoteResponse(number(), random.nextBoolean())),
      new Sample<>(MessageKind.COMMAND_REQUEST,
        new CommandRequest(text(), one(CommandRequest.Kind.values()), bytes(), random.nextInt(17))),
      new Sample<>(MessageKind.COMMAND_RESPONSE, new CommandResponse(one(CommandResponse.Outcome.values()), bytes(),
        one(RejectedException.Reason.values()), text(), text())),
      new Sample<>(MessageKind.JOIN_REQUEST, new JoinRequest(text(), text(), text(), names(),
        random.nextInt(1001), random.nextBoolean())),
      new Sample<>(MessageKind.JOIN_RESPONSE, new JoinResponse(text(), one(JoinResponse.Standing.values()),
        configuration(), number(), text(), names())),
      new Sample<>(MessageKind.INSTALL_SNAPSHOT, new InstallSnapshot(text(), number(), text(),
        new SnapshotMeta(1 + number() / 2, 1 + number() / 2, configuration(), 1), number(), bytes(),
        random.nextBoolean())),
      new Sample<>(MessageKind.INSTALL_SNAPSHOT_RESPONSE,
        new InstallSnapshotResponse(number(), random.nextBoolean(), number())),
      new Sample<>(MessageKind.FAILURE, new WireFailure(one(RejectedException.Reason.values()), text(), text())));
  }

  AppendEntries appendEntries() {
    long prevLogIndex = number() / 2;
    List<LogEntry> entries = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      entries.add(new LogEntry(prevLogIndex + 1 + entries.size(), 1 + number() / 2, one(EntryType.values()), bytes()));
    }
    return new AppendEntries(text(), number(), text(), prevLogIndex, number(), entries, number(),
      random.nextBoolean());
  }

  private Configuration configuration() {
    return new Configuration(text(), members(), members());
  }

  private List<Member> members() {
    List<Member> members = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      members.add(new Member("n" + i, text(), one(MemberRole.values()), random.nextInt(3)));
    }
    return members;
  }

  private List<String> names() {
    return random.ints(random.nextInt(4)).mapToObj(Integer::toString).toList();
  }

  private <E> E one(E[] values) {
    return values[random.nextInt(values.length)];
  }

  private long number() {
    return random.nextLong() >>> (1 + random.nextInt(63));
  }

  private Buffer bytes() {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  private String text() {
    int[] points = LETTERS.codePoints().toArray();
    return random.ints(random.nextInt(12), 0, points.length)
      .collect(StringBuilder::new, (text, i) -> text.appendCodePoint(points[i]), StringBuilder::append).toString();
  }
}
