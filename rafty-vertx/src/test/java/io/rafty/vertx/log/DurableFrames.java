package io.rafty.vertx.log;

import io.rafty.vertx.CorruptLogException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Finds the places of a log where a flipped bit must be noticed. */
public final class DurableFrames {

  /** A byte of a file. */
  public record Place(String file, long offset) {
  }

  private record Span(String file, long offset, int size, long write) {
  }

  private DurableFrames() {
  }

  /**
   * A random byte of an entry behind the base that is not of the last write, on a disk that no process uses. Damage to
   * the last write looks as if it had been torn, and of zeros and of a record that stands there twice nothing is lost.
   */
  public static Optional<Place> beforeLastWrite(Disk disk, RandomGenerator random) {
    try {
      List<Span> spans = spans(disk);
      long last = spans.isEmpty() ? 0 : spans.get(spans.size() - 1).write();
      spans.removeIf(span -> span.write() == last);
      if (spans.isEmpty()) {
        return Optional.empty();
      }
      Span span = spans.get(random.nextInt(spans.size()));
      return Optional.of(new Place(span.file(), span.offset() + random.nextInt(span.size())));
    } catch (CorruptLogException alreadyDamaged) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Span> spans(Disk disk) throws IOException {
    List<Span> spans = new ArrayList<>();
    if (disk.list().contains(HardStateFile.NAME) && !SegmentHeader.names(disk).isEmpty()) {
      StateRecord state = HardStateFile.open(disk, true).newest();
      for (Segment segment : Scan.of(disk, state).segments()) {
        FrameReader frame = segment.reader(Segment.WINDOW);
        for (long at = SegmentHeader.SIZE; at < segment.end() && frame.moveTo(at); at += frame.size()) {
          if (frame.index() > state.base().index()) {
            spans.add(new Span(segment.name(), at, frame.size(), frame.write()));
          }
        }
      }
    }
    return spans;
  }
}
