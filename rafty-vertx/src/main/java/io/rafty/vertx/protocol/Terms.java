package io.rafty.vertx.protocol;

import io.rafty.vertx.TermRun;
import java.util.ArrayList;
import java.util.List;

/**
 * Where each term of the log begins: enough to answer every question about terms without the entries. Of what a
 * snapshot covers only the term of its last entry is known, which is the base.
 */
final class Terms {

  private final List<TermRun> runs;
  private long baseIndex;
  private long baseTerm;

  Terms(long baseIndex, long baseTerm, List<TermRun> runs) {
    this.baseIndex = baseIndex;
    this.baseTerm = baseTerm;
    this.runs = new ArrayList<>(runs);
  }

  /** The log begins after this entry; 0 if it has its first one. */
  long baseIndex() {
    return baseIndex;
  }

  /** Term of the entry at {@code index}, which must be in the log or be the base; 0 for index 0. */
  long at(long index) {
    Invariant.check(index >= baseIndex, "the term is asked of an entry that is there", index, baseIndex);
    int run = runOf(index);
    return run < 0 ? baseTerm : runs.get(run).term();
  }

  /** First index of the stretch of equal terms that {@code index} is in. */
  long firstIndexOfTermAt(long index) {
    return runs.get(runOf(index)).firstIndex();
  }

  /** Last index, in a log that ends with {@code lastIndex}, whose term is {@code term}, or 0 if no entry has it. */
  long lastIndexOf(long term, long lastIndex) {
    for (int run = runs.size() - 1; run >= 0 && runs.get(run).term() >= term; run--) {
      if (runs.get(run).term() == term) {
        return run == runs.size() - 1 ? lastIndex : runs.get(run + 1).firstIndex() - 1;
      }
    }
    return 0;
  }

  void appended(long index, long term) {
    if (runs.isEmpty() || runs.get(runs.size() - 1).term() != term) {
      runs.add(new TermRun(index, term));
    }
  }

  void truncatedFrom(long index) {
    while (!runs.isEmpty() && runs.get(runs.size() - 1).firstIndex() >= index) {
      runs.remove(runs.size() - 1);
    }
  }

  /** The log begins after {@code index} from now on. */
  void compactedTo(long index) {
    baseTerm = at(index);
    baseIndex = index;
    while (!runs.isEmpty() && (runs.size() > 1 ? runs.get(1).firstIndex() : Long.MAX_VALUE) <= index + 1) {
      runs.remove(0);
    }
    if (!runs.isEmpty() && runs.get(0).firstIndex() <= index) {
      runs.set(0, new TermRun(index + 1, runs.get(0).term()));
    }
  }

  /** Everything is gone; the log begins after that entry. */
  void resetTo(long index, long term) {
    runs.clear();
    baseIndex = index;
    baseTerm = term;
  }

  private int runOf(long index) {
    int low = 0;
    int high = runs.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (runs.get(middle).firstIndex() <= index) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }
}
