package io.rafty.vertx.shared;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The last changes of all maps, so that a watcher misses none between two questions; the oldest go first. */
final class History {

  /** Changes, and up to where nothing is missing in them. */
  record Part(List<Change> changes, long through) {
  }

  private final TreeMap<Long, Change> changes = new TreeMap<>();
  private long forgotten;
  private long bytes;

  void add(Change change) {
    changes.put(change.revision(), change);
    bytes += change.size();
    while (changes.size() > Limits.CHANGES || bytes > Limits.CHANGE_BYTES) {
      Change oldest = changes.pollFirstEntry().getValue();
      bytes -= oldest.size();
      forgotten = oldest.revision();
    }
  }

  Collection<Change> changes() {
    return changes.values();
  }

  /** Those of them that came later. */
  Collection<Change> since(long revision) {
    return changes.tailMap(revision, false).values();
  }

  /** The revision of the last change that is gone. */
  long forgotten() {
    return forgotten;
  }

  void forgotUpTo(long revision) {
    forgotten = revision;
  }

  /** What has changed after a revision; nothing if some of it is gone. */
  Optional<Part> after(long revision, String map, String prefix, long latest) {
    if (revision < forgotten) {
      return Optional.empty();
    }
    List<Change> found = new ArrayList<>();
    long size = 0;
    for (Change change : since(revision)) {
      if (change.map().equals(map) && change.key().startsWith(prefix)) {
        found.add(change);
        size += change.size();
        if (found.size() == Limits.CHANGES_AT_ONCE || size > Limits.VALUE_BYTES) {
          return Optional.of(new Part(found, change.revision()));
        }
      }
    }
    return Optional.of(new Part(found, Math.max(revision, latest)));
  }
}
