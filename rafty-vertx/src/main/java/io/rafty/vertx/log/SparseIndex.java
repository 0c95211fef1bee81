package io.rafty.vertx.log;

import java.util.Arrays;

/**
 * Where some entries of a segment begin: one in {@link #ENTRIES}, or more where entries are large, so that finding any
 * entry reads a bounded piece of the file.
 */
final class SparseIndex {

  static final int ENTRIES = 64;
  static final int BYTES = 64 << 10;

  private int[] numbers = new int[8];
  private int[] offsets = new int[8];
  private int size;

  /** To be told of every entry: its number in the segment, counted from 0, and its offset. */
  void add(int number, int offset) {
    if (size > 0 && number - numbers[size - 1] < ENTRIES && offset - offsets[size - 1] < BYTES) {
      return;
    }
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, size * 2);
      offsets = Arrays.copyOf(offsets, size * 2);
    }
    numbers[size] = number;
    offsets[size] = offset;
    size++;
  }

  /** Forgets all entries from that number on. */
  void cut(int number) {
    while (size > 0 && numbers[size - 1] >= number) {
      size--;
    }
  }

  /** The offset of the last known entry up to that number; there is one, as the first entry is always known. */
  int offsetBefore(int number) {
    int found = Arrays.binarySearch(numbers, 0, size, number);
    return offsets[found >= 0 ? found : -found - 2];
  }
}
