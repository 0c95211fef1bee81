package io.rafty.vertx.protocol;

import io.rafty.vertx.TermRun;
import java.util.ArrayList;
import java.util.List;

/** Where each term of the log begins: enough to answer every question about terms without the entries. */
final class Terms {

  private final List<TermRun> runs;

  Terms(List<TermRun> runs) {
    this.runs = new ArrayList<>(runs);
  }

  /** Term of the entry at {@code index}, which must be in the log; 0 for index 0. */
  long at(long index) {
    int run = runOf(index);
    return run < 0 ? 0 : runs.get(run).term();
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
