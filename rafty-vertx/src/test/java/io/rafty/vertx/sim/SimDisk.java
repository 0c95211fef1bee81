package io.rafty.vertx.sim;

import io.rafty.vertx.LogUnavailableException;
import io.rafty.vertx.log.Disk;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * A disk in memory, with every fault a disk can have, decided by a random generator alone.
 *
 * <p><b>Time.</b> Work runs at once when it is submitted, but its Future completes only after the latency, one piece of
 * work after the other. Until then the work is in flight: a crash keeps any prefix of what it did.
 *
 * <p><b>Durability.</b> Content of files is durable by {@code force}, their names by {@code syncFolder}, and nothing is
 * by any other way.
 *
 * <p><b>Crash.</b> {@link #crash()} and {@link #kill()} end the process that uses this disk: its pending Futures never
 * complete, whatever it submits from then on is ignored, and the disk that they return is for the next process.
 *
 * <p>All in one thread; no Vert.x context, no real time.
 */
public final class SimDisk implements Disk {

  /** Virtual time. */
  public interface Scheduler {

    /** Runs a task after so many microseconds, tasks of the same time in the order of these calls. */
    void after(long micros, Runnable task);
  }

  private final RandomGenerator random;
  private final Scheduler scheduler;
  /** The folder as the process sees it. */
  private final Map<String, SimFile> live = new TreeMap<>();
  /** The folder on the platters, as of the last completed work. */
  private final Map<String, SimFile> synced = new TreeMap<>();
  /** Creations, deletions and new names not yet durable, as of the last completed work. */
  private final List<FolderChange> pending = new ArrayList<>();
  private final Deque<Work<?>> inFlight = new ArrayDeque<>();
  private List<Runnable> journal = new ArrayList<>();
  private LongSupplier latencyMicros = () -> 100;
  private boolean dead;
  private boolean locked;
  private boolean scheduled;
  private boolean stalled;
  private boolean due;
  private boolean writesFail;
  private boolean nextForceFails;
  private boolean failed;

  /** A file loses a name, gets one, or both in one step; an empty name is none. */
  private record FolderChange(SimFile file, String lost, String gained) {

    void applyTo(Map<String, SimFile> folder) {
      folder.remove(lost, file);
      if (!gained.isEmpty()) {
        folder.put(gained, file);
      }
    }
  }

  private record Work<T>(Promise<T> promise, T result, Throwable failure, List<Runnable> journal) {

    void complete() {
      if (failure == null) {
        promise.complete(result);
      } else {
        promise.fail(failure);
      }
    }
  }

  /** An empty disk. */
  public SimDisk(RandomGenerator random, Scheduler scheduler) {
    this.random = Objects.requireNonNull(random, "random");
    this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
  }

  /** Sets how long each piece of work takes, in microseconds; asked once for each piece. 100 unless set. */
  public SimDisk latency(LongSupplier micros) {
    latencyMicros = micros;
    return this;
  }

  /** The next {@code force} fails, and what it should have made durable may be lost. */
  public void failNextForce() {
    failNextForce(true);
  }

  /** The same, or takes it back if no {@code force} came. */
  public void failNextForce(boolean on) {
    nextForceFails = on;
  }

  /** As long as it is on, writes fail as on a full disk, after having written any part. */
  public void failWrites(boolean on) {
    writesFail = on;
  }

  /** As long as it is on, no Future completes. */
  public void stall(boolean on) {
    stalled = on;
    if (!on && due) {
      due = false;
      scheduler.after(0, this::completeNext);
    }
  }

  /** True if something has failed since the process began. */
  public boolean hasFailed() {
    return failed;
  }

  /** True while something was submitted that has not completed. */
  public boolean busy() {
    return !inFlight.isEmpty();
  }

  @Override
  public <T> Future<T> submit(Callable<T> work) {
    Promise<T> promise = Promise.promise();
    if (dead) {
      return promise.future();
    }
    journal = new ArrayList<>();
    T result = null;
    Throwable failure = null;
    try {
      result = work.call();
    } catch (Throwable e) {
      failure = e;
    }
    inFlight.add(new Work<>(promise, result, failure, journal));
    scheduleNext();
    return promise.future();
  }

  /** Some time later, and after whatever was submitted until then. */
  @Override
  public <T> Future<T> submitAside(Callable<T> work) {
    Promise<T> promise = Promise.promise();
    scheduler.after(latencyMicros.getAsLong() * random.nextInt(8), () -> submit(work).onComplete(promise));
    return promise.future();
  }

  private void scheduleNext() {
    if (!scheduled && !inFlight.isEmpty()) {
      scheduled = true;
      scheduler.after(latencyMicros.getAsLong(), this::completeNext);
    }
  }

  private void completeNext() {
    if (dead) {
      return;
    }
    if (stalled) {
      due = true;
      return;
    }
    Work<?> work = inFlight.remove();
    work.journal.forEach(Runnable::run);
    scheduled = false;
    scheduleNext();
    work.complete();
  }

  /** Cuts the power: of what was in flight a prefix took place, and of what was not synced any part is lost. */
  public SimDisk crash() {
    SimDisk next = end();
    next.synced.putAll(synced);
    for (FolderChange change : pending) {
      if (random.nextBoolean()) {
        change.applyTo(next.synced);
      }
    }
    next.live.putAll(next.synced);
    for (SimFile file : next.live.values()) {
      file.settle(random);
      file.forgetLive();
    }
    return next;
  }

  /**
   * Ends the process alone: of what was in flight a prefix took place, and all of that is still there, if not durable.
   */
  public SimDisk kill() {
    SimDisk next = end();
    next.synced.putAll(synced);
    next.pending.addAll(pending);
    next.live.putAll(synced);
    pending.forEach(change -> change.applyTo(next.live));
    next.live.values().forEach(SimFile::recomputeLive);
    return next;
  }

  private SimDisk end() {
    dead = true;
    List<Runnable> operations = new ArrayList<>();
    inFlight.forEach(work -> operations.addAll(work.journal));
    int took = operations.isEmpty() ? 0 : random.nextInt(operations.size() + 1);
    operations.subList(0, took).forEach(Runnable::run);
    inFlight.clear();
    SimDisk next = new SimDisk(random, scheduler).latency(latencyMicros);
    next.writesFail = writesFail;
    next.stalled = stalled;
    return next;
  }

  /** Flips a random bit of the content of a random file. */
  public String flipBit() {
    List<String> names = synced.entrySet().stream().filter(file -> file.getValue().synced().length > 0)
      .map(Map.Entry::getKey).toList();
    if (names.isEmpty()) {
      return "nothing: the disk is empty";
    }
    String name = names.get(random.nextInt(names.size()));
    return flipBit(name, random.nextInt(synced.get(name).synced().length), random.nextInt(8));
  }

  /** Flips one bit of durable content. */
  public String flipBit(String name, long offset, int bit) {
    synced.get(name).flip(offset, bit);
    return "bit " + bit + " of byte " + offset + " of " + name;
  }

  /** Durable bytes of a file, a copy. */
  public byte[] durable(String name) {
    return synced.get(name).synced().clone();
  }

  @Override
  public void lock() {
    if (locked) {
      throw new LogUnavailableException("The simulated disk is locked by another log");
    }
    locked = true;
  }

  @Override
  public List<String> list() {
    return List.copyOf(live.keySet());
  }

  @Override
  public DiskFile open(String name) {
    SimFile file = live.get(name);
    if (file == null) {
      file = new SimFile();
      record(new FolderChange(file, "", name));
    }
    return new OpenFile(file);
  }

  @Override
  public void delete(String name) throws IOException {
    record(new FolderChange(existing(name), name, ""));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    record(new FolderChange(existing(from), from, to));
  }

  private SimFile existing(String name) throws IOException {
    SimFile file = live.get(name);
    if (file == null) {
      throw new IOException("no file " + name);
    }
    return file;
  }

  private void record(FolderChange change) {
    change.applyTo(live);
    journal.add(() -> pending.add(change));
  }

  @Override
  public void syncFolder() {
    journal.add(() -> {
      pending.forEach(change -> change.applyTo(synced));
      pending.clear();
    });
  }

  @Override
  public Future<Void> close() {
    return submit(() -> {
      locked = false;
      return null;
    });
  }

  @Override
  public String describe() {
    return "the simulated disk";
  }

  private final class OpenFile implements DiskFile {

    private final SimFile file;

    OpenFile(SimFile file) {
      this.file = file;
    }

    @Override
    public long size() {
      return file.live().length;
    }

    @Override
    public void read(long position, ByteBuffer into) {
      file.read(position, into);
    }

    @Override
    public void write(long position, ByteBuffer from) throws IOException {
      byte[] bytes = new byte[writesFail ? random.nextInt(from.remaining() + 1) : from.remaining()];
      from.get(bytes);
      if (bytes.length > 0) {
        record(new SimFile.Change(position, bytes));
      }
      if (writesFail) {
        failed = true;
        throw new IOException("No space left on device (simulated)");
      }
    }

    @Override
    public void truncate(long size) {
      record(new SimFile.Change(size, new byte[0]));
    }

    private void record(SimFile.Change change) {
      file.changeLive(change);
      journal.add(() -> file.addPending(change));
    }

    @Override
    public void force() throws IOException {
      if (nextForceFails) {
        nextForceFails = false;
        failed = true;
        journal.add(() -> file.settle(random));
        throw new IOException("Input/output error (simulated)");
      }
      journal.add(file::sync);
    }

    @Override
    public void close() {
    }
  }
}
