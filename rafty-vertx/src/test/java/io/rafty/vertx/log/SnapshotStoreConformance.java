package io.rafty.vertx.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.SnapshotStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SnapshotStore} must do, as far as it shows without crashes. To apply it to a store of your own,
 * extend this class in a class whose name ends in {@code Test}, and say how to make a store in an empty place ({@link
 * #create()}) and how to make one over what an earlier one, now closed, has left ({@link #again}). A store whose
 * Futures need help to complete also overrides {@link #await}.
 */
public abstract class SnapshotStoreConformance {

  /** A store, not yet open, in an empty place. */
  protected abstract SnapshotStore create() throws Exception;

  /** A store, not yet open, in the place of one that is closed. It may be the same object. */
  protected abstract SnapshotStore again(SnapshotStore closed) throws Exception;

  /** Waits for a Future, not for ever. */
  protected <T> T await(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private SnapshotStore opened() throws Exception {
    SnapshotStore store = create();
    assertEquals(Optional.empty(), await(store.open()));
    return store;
  }

  private static SnapshotMeta meta(long index) {
    return new SnapshotMeta(index, 3, new Configuration("cluster",
      List.of(new Member("a", "host:1", MemberRole.VOTER), new Member("b", "host:2", MemberRole.LEARNER))), 1);
  }

  private static Buffer data(int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(size).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  private SnapshotStore.Writer written(SnapshotStore store, long index, Buffer data, int chunk) throws Exception {
    SnapshotStore.Writer writer = await(store.create(meta(index)));
    for (int at = 0; at < data.length(); at += chunk) {
      await(writer.write(data.getBuffer(at, Math.min(data.length(), at + chunk))));
    }
    return writer;
  }

  private Buffer readAll(SnapshotStore.Reader reader, int piece) throws Exception {
    Buffer all = Buffer.buffer();
    while (true) {
      Buffer more = await(reader.read(all.length(), piece));
      assertTrue(more.length() <= piece);
      if (more.length() == 0) {
        assertEquals(reader.size(), all.length());
        return all;
      }
      all.appendBuffer(more);
    }
  }

  private void assertNewest(SnapshotStore store, long index, Buffer data) throws Exception {
    SnapshotStore.Reader reader = await(store.newest()).orElseThrow();
    assertEquals(meta(index), reader.meta());
    assertEquals(data.length(), reader.size());
    assertEquals(data, readAll(reader, 100_000));
    await(reader.close());
  }

  @Test
  public void aNewStoreHasNoSnapshot() throws Exception {
    SnapshotStore store = opened();
    assertEquals(Optional.empty(), await(store.newest()));
    await(store.close());
  }

  @Test
  public void whatWasCommittedIsReadAgainBeforeAndAfterReopening() throws Exception {
    SnapshotStore store = opened();
    int index = 1;
    for (int size : new int[] {0, 1, 1000, 65_535, 65_536, 65_537, 131_072, 1_500_000}) {
      index++;
      await(written(store, index, data(size), 40_001).commit());
      assertNewest(store, index, data(size));
      await(store.close());
      store = again(store);
      assertEquals(Optional.of(meta(index)), await(store.open()));
      assertNewest(store, index, data(size));
    }
    await(store.close());
  }

  @Test
  public void anyPieceCanBeRead() throws Exception {
    SnapshotStore store = opened();
    Buffer data = data(300_000);
    await(written(store, 7, data, 300_000).commit());
    SnapshotStore.Reader reader = await(store.newest()).orElseThrow();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200; i++) {
      int offset = random.nextInt(data.length());
      int max = 1 + random.nextInt(i % 2 == 0 ? 100 : 200_000);
      Buffer piece = await(reader.read(offset, max));
      assertTrue(piece.length() > 0 && piece.length() <= max);
      assertEquals(data.getBuffer(offset, offset + piece.length()), piece);
    }
    assertEquals(0, await(reader.read(data.length(), 10)).length());
    assertThrows(IllegalArgumentException.class, () -> await(reader.read(data.length() + 1, 10)));
    assertThrows(IllegalArgumentException.class, () -> await(reader.read(0, 0)));
    assertEquals(data, readAll(reader, 777_777));
    await(reader.close());
    assertThrows(Exception.class, () -> await(reader.read(0, 1)));
    await(store.close());
  }

  @Test
  public void whatWasNotCommittedIsForgotten() throws Exception {
    SnapshotStore store = opened();
    await(written(store, 5, data(100), 100).commit());
    SnapshotStore.Writer writer = written(store, 9, data(200_000), 1000);
    assertNewest(store, 5, data(100));
    assertThrows(IllegalStateException.class, () -> await(store.create(meta(10))));
    await(writer.abort());
    await(writer.abort());
    assertThrows(IllegalStateException.class, () -> await(writer.commit()));
    assertNewest(store, 5, data(100));
    written(store, 9, data(70_000), 1000);
    await(store.close());
    SnapshotStore next = again(store);
    assertEquals(Optional.of(meta(5)), await(next.open()));
    assertNewest(next, 5, data(100));
    await(written(next, 9, data(10), 10).commit());
    assertNewest(next, 9, data(10));
    await(next.close());
  }

  @Test
  public void aCommittedSnapshotIsNotChangedByItsWriter() throws Exception {
    SnapshotStore store = opened();
    SnapshotStore.Writer writer = written(store, 5, data(100), 100);
    await(writer.commit());
    assertThrows(IllegalStateException.class, () -> await(writer.write(data(1))));
    assertThrows(IllegalStateException.class, () -> await(writer.commit()));
    await(writer.abort());
    assertNewest(store, 5, data(100));
    await(store.close());
  }

  @Test
  public void aReaderKeepsItsSnapshotWhenANewerOneIsCommitted() throws Exception {
    SnapshotStore store = opened();
    await(written(store, 5, data(200_000), 5000).commit());
    SnapshotStore.Reader reader = await(store.newest()).orElseThrow();
    SnapshotStore.Reader other = await(store.newest()).orElseThrow();
    await(reader.read(0, 100));
    await(written(store, 6, data(100_000), 5000).commit());
    await(written(store, 7, data(150_000), 5000).commit());
    await(other.close());
    assertEquals(data(200_000), readAll(reader, 30_000));
    assertEquals(meta(5), reader.meta());
    await(reader.close());
    assertNewest(store, 7, data(150_000));
    await(store.close());
  }

  @Test
  public void aSnapshotThatIsNotNewerIsRefused() throws Exception {
    SnapshotStore store = opened();
    await(written(store, 5, data(100), 100).commit());
    assertThrows(IllegalArgumentException.class, () -> await(store.create(meta(5))));
    assertThrows(IllegalArgumentException.class, () -> await(store.create(meta(4))));
    await(written(store, 6, data(101), 100).commit());
    assertNewest(store, 6, data(101));
    await(store.close());
  }

  @Test
  public void closingEndsAllUse() throws Exception {
    SnapshotStore store = opened();
    await(written(store, 5, data(100), 100).commit());
    SnapshotStore.Reader reader = await(store.newest()).orElseThrow();
    SnapshotStore.Writer writer = written(store, 6, data(100), 100);
    await(store.close());
    await(store.close());
    assertThrows(Exception.class, () -> await(store.newest()));
    assertThrows(Exception.class, () -> await(store.create(meta(7))));
    assertThrows(Exception.class, () -> await(reader.read(0, 1)));
    assertThrows(Exception.class, () -> await(writer.commit()));
    await(reader.close());
    await(writer.abort());
  }
}
