package io.rafty.vertx.http;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.InstallSnapshotResponse;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.SnapshotMeta;
import java.util.List;

/** The fields of the messages of the paper's figures 2 and 13, in the order in which they travel. */
final class ProtocolFields {

  /** In the place of a patience, of which 0 is the usual one: who takes over does not wait at all. */
  private static final int TIMEOUT_NOW = 1;

  /** Index, term, type and length of an entry without data. */
  private static final int MIN_ENTRY_BYTES = 8 + 8 + 1 + 4;

  private static final List<EntryType> ENTRY_TYPES = List.of(EntryType.values());

  private ProtocolFields() {
  }

  static void write(WireWriter out, AppendEntries message) {
    out.text(message.clusterId());
    out.number(message.term());
    out.text(message.leaderId());
    out.number(message.prevLogIndex());
    out.number(message.prevLogTerm());
    out.number(message.leaderCommit());
    out.octet(message.timeoutNow() ? TIMEOUT_NOW : message.patience() > 1 ? message.patience() : 0);
    out.list(message.entries(), ProtocolFields::write);
  }

  static AppendEntries appendEntries(WireReader in) {
    String clusterId = in.text("clusterId");
    long term = in.number("term");
    String leaderId = in.text("leaderId");
    long prevLogIndex = in.number("prevLogIndex");
    long prevLogTerm = in.number("prevLogTerm");
    long leaderCommit = in.number("leaderCommit");
    int patience = in.octet("patience");
    List<LogEntry> entries = in.list("entries", MIN_ENTRY_BYTES, ProtocolFields::entry);
    for (int i = 0; i < entries.size(); i++) {
      long expected = prevLogIndex + 1 + i;
      if (entries.get(i).index() != expected) {
        throw in.malformed("entry " + i + " has index " + entries.get(i).index() + " and should have " + expected);
      }
    }
    return new AppendEntries(clusterId, term, leaderId, prevLogIndex, prevLogTerm, entries, leaderCommit,
      patience == TIMEOUT_NOW, Math.max(1, patience));
  }

  private static void write(WireWriter out, LogEntry entry) {
    out.number(entry.index());
    out.number(entry.term());
    out.choice(entry.type());
    out.bytes(entry.data());
  }

  private static LogEntry entry(WireReader in) {
    return new LogEntry(in.number("index"), in.number("term"), in.choice("type", ENTRY_TYPES), in.bytes("data"));
  }

  static void write(WireWriter out, AppendEntriesResponse message) {
    out.number(message.term());
    out.flag(message.success());
    out.number(message.matchIndex());
    out.number(message.conflictTerm());
    out.number(message.conflictIndex());
  }

  static AppendEntriesResponse appendEntriesResponse(WireReader in) {
    return new AppendEntriesResponse(in.number("term"), in.flag("success"), in.number("matchIndex"),
      in.number("conflictTerm"), in.number("conflictIndex"));
  }

  static void write(WireWriter out, RequestVote message) {
    out.text(message.clusterId());
    out.number(message.term());
    out.text(message.candidateId());
    out.number(message.lastLogIndex());
    out.number(message.lastLogTerm());
    out.flag(message.preVote());
    out.flag(message.leadershipTransfer());
  }

  static RequestVote requestVote(WireReader in) {
    return new RequestVote(in.text("clusterId"), in.number("term"), in.text("candidateId"),
      in.number("lastLogIndex"), in.number("lastLogTerm"), in.flag("preVote"), in.flag("leadershipTransfer"));
  }

  static void write(WireWriter out, RequestVoteResponse message) {
    out.number(message.term());
    out.flag(message.voteGranted());
  }

  static RequestVoteResponse requestVoteResponse(WireReader in) {
    return new RequestVoteResponse(in.number("term"), in.flag("voteGranted"));
  }

  static void write(WireWriter out, InstallSnapshot message) {
    out.text(message.clusterId());
    out.number(message.term());
    out.text(message.leaderId());
    out.number(message.snapshot().lastIncludedIndex());
    out.number(message.snapshot().lastIncludedTerm());
    out.number(message.snapshot().configurationIndex());
    ServiceFields.write(out, message.snapshot().configuration());
    out.number(message.offset());
    out.flag(message.done());
    out.bytes(message.data());
  }

  static InstallSnapshot installSnapshot(WireReader in) {
    String clusterId = in.text("clusterId");
    long term = in.number("term");
    String leaderId = in.text("leaderId");
    long lastIncludedIndex = in.number("lastIncludedIndex");
    long lastIncludedTerm = in.number("lastIncludedTerm");
    long configurationIndex = in.number("configurationIndex");
    SnapshotMeta snapshot = new SnapshotMeta(lastIncludedIndex, lastIncludedTerm,
      ServiceFields.configuration(in), configurationIndex);
    long offset = in.number("offset");
    boolean done = in.flag("done");
    return new InstallSnapshot(clusterId, term, leaderId, snapshot, offset, in.bytes("data"), done);
  }

  static void write(WireWriter out, InstallSnapshotResponse message) {
    out.number(message.term());
    out.flag(message.installed());
    out.number(message.offset());
  }

  static InstallSnapshotResponse installSnapshotResponse(WireReader in) {
    return new InstallSnapshotResponse(in.number("term"), in.flag("installed"), in.number("offset"));
  }
}
