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
import java.util.function.LongConsumer;
import java.util.function.Supplier;

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
  private final LongConsumer batchEnded;
  private final Consumer<Throwable> failed;
  private final Deque<LogEntry> batch = new ArrayDeque<>();
  private final Supplier<Future<Buffer>> apply;
  private Optional<Runnable> interruption = Optional.empty();
  private LogEntry applying;
  private long appliedTo;
  private long appliedBytes;
  private boolean busy;

  /**
   * An applier.
   *
   * @param batchEnded is told, between two commands, how many bytes have been applied since the node began
   */
  Applier(Env env, Door door, RaftOptions options, RaftCore core, Log log, StateMachine machine, Proposals proposals,
          Reads reads, LongConsumer batchEnded, Consumer<Throwable> failed) {
    this.env = env;
    this.door = door;
    this.options = options;
    this.core = core;
    this.log = log;
    this.machine = machine;
    this.proposals = proposals;
    this.reads = reads;
    this.batchEnded = batchEnded;
    this.failed = failed;
    this.appliedTo = core.lastApplied();
    this.apply = () -> machine.apply(applying.index(), applying.data());
  }

  /** The last entry that is applied; within a result's way to its caller, the entry of that result. */
  long appliedTo() {
    return appliedTo;
  }

  /** There may be something to apply. */
  void advance() {
    if (!busy && appliedTo < core.applicable()) {
      busy = true;
      load();
    }
  }

  /** Somebody waits for a moment between two commands: it is now, or the end of the batch. */
  void pause() {
    if (!busy) {
      batchEnded.accept(appliedBytes);
    }
  }

  /**
   * Applies nothing more until {@link #resumeAfter}, and runs {@code work} once nothing is being applied.
   */
  void interrupt(Runnable work) {
    batch.clear();
    Runnable quietly = () -> {
      reads.applying();
      work.run();
    };
    if (busy) {
      interruption = Optional.of(quietly);
    } else {
      busy = true;
      quietly.run();
    }
  }

  /**
   * The state machine has been given the state after {@code index}; results of what is before are not known here. That
   * may be of a newer snapshot than the log knows yet; then it is restored once more when the log does.
   */
  void resumeAfter(long index) {
    if (index > appliedTo && index <= core.applicable()) {
      appliedTo = index;
      proposals.skippedTo(index);
      core.applied(index);
    }
    reads.applied(appliedTo);
    busy = false;
    advance();
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
    if (interruption.isPresent()) {
      applyBatch();
      return;
    }
    if (entries.isEmpty() && appliedTo < core.snapshots().baseIndex()) {
      // a leader's snapshot has taken their place, and will be restored
      busy = false;
      return;
    }
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
        applying = entry;
        Future<Buffer> result = door.ask(apply);
        if (!result.succeeded()) {
          await(entry, result);
          return;
        }
        applied(entry, result.result());
      } else {
        applied(entry, Buffer.buffer());
      }
    }
    if (appliedTo > core.lastApplied()) {
      core.applied(appliedTo);
    }
    if (interruption.isPresent()) {
      Runnable work = interruption.get();
      interruption = Optional.empty();
      work.run();
      return;
    }
    busy = false;
    batchEnded.accept(appliedBytes);
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
    appliedBytes += entry.size();
    proposals.applied(entry.index(), entry.term(), result);
    reads.applied(entry.index());
  }
}
