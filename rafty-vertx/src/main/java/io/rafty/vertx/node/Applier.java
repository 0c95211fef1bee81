package io.rafty.vertx.node;

import io.rafty.vertx.EntryType;
import io.rafty.vertx.Log;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.NodeFailedException;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.protocol.RaftCore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings committed entries to the state machine, in order and one at a time (Raft paper, section 5.3). It takes them
 * from memory where they are still there, from the log where not, and makes room for others after each batch.
 */
final class Applier {

  private final Env env;
  private final Door door;
  private final RaftOptions options;
  private final RaftCore core;
  private final Log log;
  private final StateMachine machine;
  private final Proposals proposals;
  private final Reads reads;
  private final Consumer<Throwable> failed;
  private final Deque<LogEntry> batch = new ArrayDeque<>();
  private long appliedTo;
  private boolean busy;

  Applier(Env env, Door door, RaftOptions options, RaftCore core, Log log, StateMachine machine, Proposals proposals,
          Reads reads, Consumer<Throwable> failed) {
    this.env = env;
    this.door = door;
    this.options = options;
    this.core = core;
    this.log = log;
    this.machine = machine;
    this.proposals = proposals;
    this.reads = reads;
    this.failed = failed;
    this.appliedTo = core.lastApplied();
  }

  /** There may be something to apply. */
  void advance() {
    if (!busy && appliedTo < core.applicable()) {
      busy = true;
      load();
    }
  }

  private void load() {
    Optional<List<LogEntry>> entries = core.inMemory(appliedTo + 1);
    if (entries.isPresent()) {
      loaded(entries.get());
    } else {
      door.ask(() -> log.read(appliedTo + 1, options.getMaxEntriesPerAppend(), options.getMaxBytesPerAppend()),
        this::loaded, failed);
    }
  }

  private void loaded(List<LogEntry> entries) {
    if (entries.isEmpty()) {
      throw new IllegalStateException("the log has no entry " + (appliedTo + 1) + ", which is committed");
    }
    long applicable = core.applicable();
    entries.stream().filter(entry -> entry.index() <= applicable).forEach(batch::add);
    applyBatch();
  }

  /** A loop, not a chain of Futures: a million entries that complete at once would overflow one. */
  private void applyBatch() {
    while (!batch.isEmpty()) {
      LogEntry entry = batch.remove();
      if (entry.type() == EntryType.COMMAND) {
        reads.applying();
        Future<Buffer> result = door.ask(() -> machine.apply(entry.index(), entry.data()));
        if (!result.succeeded()) {
          await(entry, result);
          return;
        }
        applied(entry, result.result());
      } else {
        applied(entry, Buffer.buffer());
      }
    }
    busy = false;
    if (appliedTo > core.lastApplied()) {
      core.applied(appliedTo);
    }
    if (appliedTo < core.applicable()) {
      env.execute(() -> door.run(this::advance));
    }
  }

  private void await(LogEntry entry, Future<Buffer> result) {
    door.back(result, buffer -> {
      applied(entry, buffer);
      applyBatch();
    }, cause -> failed.accept(new NodeFailedException("the state machine failed at entry " + entry.index() + ": "
      + cause.getMessage(), cause)));
  }

  private void applied(LogEntry entry, Buffer result) {
    if (entry.index() != appliedTo + 1) {
      throw new IllegalStateException("entry " + entry.index() + " was about to be applied after " + appliedTo);
    }
    appliedTo = entry.index();
    proposals.applied(entry.index(), entry.term(), result);
    reads.applied(entry.index());
  }
}
