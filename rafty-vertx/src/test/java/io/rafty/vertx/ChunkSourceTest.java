package io.rafty.vertx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChunkSourceTest {

  private final List<String> taken = new ArrayList<>();
  private int asked;

  private void take(Buffer piece) {
    taken.add(piece.toString());
  }

  private ChunkSource numbers(int count) {
    return () -> Future.succeededFuture(asked++ < count ? Optional.of(Buffer.buffer("" + asked)) : Optional.empty());
  }

  @Test
  void bytesThatAreThereAreOnePiece() {
    assertTrue(ChunkSource.of(Buffer.buffer("all")).forEach(this::take).succeeded());
    assertEquals(List.of("all"), taken);
  }

  @Test
  void aHundredThousandPiecesDoNotOverflowTheStack() {
    assertTrue(numbers(100_000).forEach(this::take).succeeded());
    assertEquals(100_000, taken.size());
    assertEquals(100_001, asked);
  }

  @Test
  void aPieceThatComesLaterIsWaitedFor() {
    List<Promise<Optional<Buffer>>> later = new ArrayList<>();
    ChunkSource source = () -> {
      later.add(Promise.promise());
      return later.get(later.size() - 1).future();
    };
    Future<Void> end = source.forEach(this::take);
    assertEquals(1, later.size());
    later.get(0).complete(Optional.of(Buffer.buffer("a")));
    assertEquals(2, later.size());
    assertFalse(end.isComplete());
    later.get(1).complete(Optional.empty());
    assertTrue(end.succeeded());
    assertEquals(List.of("a"), taken);
  }

  @Test
  void whatFailsEndsIt() {
    RuntimeException failure = new IllegalStateException("broken");
    assertSame(failure, ((ChunkSource) () -> Future.failedFuture(failure)).forEach(this::take).cause());
    assertSame(failure, ((ChunkSource) () -> {
      throw failure;
    }).forEach(this::take).cause());
    assertSame(failure, numbers(3).forEach(piece -> {
      throw failure;
    }).cause());
    assertEquals(1, asked);
  }
}
