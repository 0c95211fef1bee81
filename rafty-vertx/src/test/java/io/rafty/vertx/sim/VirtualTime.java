package io.rafty.vertx.sim;

import java.util.PriorityQueue;

/** A queue of tasks in virtual time. */
public final class VirtualTime implements SimDisk.Scheduler {

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long now;
  private long count;

  private record Task(long at, long number, Runnable work) implements Comparable<Task> {

    @Override
    public int compareTo(Task other) {
      return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
    }
  }

  @Override
  public void after(long micros, Runnable task) {
    tasks.add(new Task(now + micros, count++, task));
  }

  /** Runs the next task, if there is one. */
  public boolean step() {
    Task next = tasks.poll();
    if (next == null) {
      return false;
    }
    now = next.at;
    next.work.run();
    return true;
  }
}
