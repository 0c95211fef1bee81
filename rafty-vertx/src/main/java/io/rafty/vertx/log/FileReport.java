package io.rafty.vertx.log;

/**
 * What one file of a data folder has.
 *
 * @param name       in its folder
 * @param kind       what it is, for people
 * @param bytes      its size
 * @param entries    whole entries in it that count; 0 in a file without entries
 * @param firstIndex the first of them; of a snapshot the last entry that it contains
 * @param lastIndex  the last of them; of a snapshot the same
 * @param firstTerm  term of the first
 * @param lastTerm   term of the last
 */
public record FileReport(String name, String kind, long bytes, long entries, long firstIndex, long lastIndex,
                         long firstTerm, long lastTerm) {

  static FileReport plain(String name, String kind, long bytes) {
    return new FileReport(name, kind, bytes, 0, 0, 0, 0, 0);
  }
}
