package io.rafty.vertx.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.CorruptLogException;
import io.rafty.vertx.LogUnavailableException;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.SnapshotStore;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSnapshotsTest extends SnapshotStoreConformance {

  private Vertx vertx;

  @TempDir
  private Path temp;

  private Path folder;

  @BeforeEach
  void startVertx() {
    vertx = Vertx.vertx();
    folder = temp.resolve("snapshots");
  }

  @AfterEach
  void stopVertx() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Override
  protected SnapshotStore create() {
    return FileSnapshots.create(vertx, folder.toString());
  }

  @Override
  protected SnapshotStore again(SnapshotStore closed) {
    return create();
  }

  private static SnapshotMeta meta(long index) {
    return new SnapshotMeta(index, 2, Configuration.NONE, 1);
  }

  private void commit(SnapshotStore store, long index, int size) throws Exception {
    SnapshotStore.Writer writer = await(store.create(meta(index)));
    await(writer.write(Buffer.buffer(new byte[size])));
    await(writer.commit());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).filter(name -> !name.equals(FolderLock.NAME)).sorted()
        .toList();
    }
  }

  private static String name(long index) {
    return SnapshotFile.of(meta(index)).name();
  }

  private void change(String name, int offset) throws IOException {
    byte[] content = Files.readAllBytes(folder.resolve(name));
    content[offset] ^= 1;
    Files.write(folder.resolve(name), content);
  }

  @Test
  void aFileGoesWhenItIsNotTheNewestAndNobodyReadsIt() throws Exception {
    SnapshotStore store = create();
    await(store.open());
    commit(store, 5, 100);
    SnapshotStore.Reader reader = await(store.newest()).orElseThrow();
    commit(store, 6, 100);
    assertEquals(List.of(name(5), name(6)), files());
    commit(store, 7, 100);
    assertEquals(List.of(name(5), name(7)), files());
    await(reader.close());
    assertEquals(List.of(name(7)), files());
    SnapshotStore.Writer writer = await(store.create(meta(8)));
    assertEquals(List.of(name(7), name(8) + ".part"), files());
    await(writer.abort());
    assertEquals(List.of(name(7)), files());
    await(store.close());
  }

  @Test
  void whatIsOlderOrUnfinishedIsRemovedWhenOpenedAndNothingElse() throws Exception {
    SnapshotStore store = create();
    await(store.open());
    commit(store, 5, 100);
    await(store.close());
    Files.copy(folder.resolve(name(5)), folder.resolve(name(4)));
    Files.writeString(folder.resolve(name(6) + ".part"), "half of it");
    Files.writeString(folder.resolve("notes.txt"), "a person's");
    store = create();
    assertEquals(Optional.of(meta(5)), await(store.open()));
    assertEquals(List.of(name(5), "notes.txt"), files());
    await(store.close());
  }

  @Test
  void damageNamesFileAndOffsetAndChangesNothing() throws Exception {
    SnapshotStore store = create();
    await(store.open());
    commit(store, 5, 200_000);
    await(store.close());
    Files.writeString(folder.resolve(name(6) + ".part"), "half of it");
    SnapshotFile layout = SnapshotFile.of(meta(5));
    int end = (int) layout.trailerAt(200_000);
    for (int offset : new int[] {0, 11, 15, 20, layout.headerSize() - 1, end, end + 11}) {
      change(name(5), offset);
      String message = assertThrows(CorruptLogException.class, () -> await(create().open())).getMessage();
      int place = offset < layout.headerSize() ? 0 : end;
      assertTrue(message.contains("file " + name(5) + ", offset " + place), message);
      assertEquals(List.of(name(5), name(6) + ".part"), files());
      change(name(5), offset);
    }
    change(name(5), (int) layout.offsetOf(1) + 1000);
    store = create();
    await(store.open());
    SnapshotStore.Reader reader = await(store.newest()).orElseThrow();
    assertEquals(SnapshotFile.BLOCK, await(reader.read(0, SnapshotFile.BLOCK)).length());
    String message = assertThrows(CorruptLogException.class, () -> await(reader.read(SnapshotFile.BLOCK, 1)))
      .getMessage();
    assertTrue(message.contains("file " + name(5) + ", offset " + layout.offsetOf(1)), message);
    assertEquals(1, await(reader.read(2 * SnapshotFile.BLOCK, 1)).length());
    await(store.close());
  }

  @Test
  void aFileThatWasCutOffOrRenamedIsRefused() throws Exception {
    SnapshotStore store = create();
    await(store.open());
    commit(store, 5, 1000);
    await(store.close());
    byte[] content = Files.readAllBytes(folder.resolve(name(5)));
    for (int size : new int[] {0, 20, 60, 500, content.length - 1}) {
      Files.write(folder.resolve(name(5)), Arrays.copyOf(content, size));
      assertThrows(CorruptLogException.class, () -> await(create().open()), "size " + size);
    }
    Files.delete(folder.resolve(name(5)));
    Files.write(folder.resolve(name(9)), content);
    String message = assertThrows(CorruptLogException.class, () -> await(create().open())).getMessage();
    assertTrue(message.contains("renamed"), message);
  }

  @Test
  void aFolderInUseIsRefused() throws Exception {
    SnapshotStore store = create();
    await(store.open());
    assertThrows(LogUnavailableException.class, () -> await(create().open()));
    commit(store, 5, 10);
    await(store.close());
  }

  @Test
  void aFailedSyncIsFinalForItsSnapshotAndTheOlderOneStays() throws Exception {
    CountingDisk disk = new CountingDisk(new WorkerDisk(vertx, folder.toString()));
    SnapshotStore store = FileSnapshots.create(disk);
    await(store.open());
    commit(store, 5, 100);
    SnapshotStore.Writer writer = await(store.create(meta(6)));
    await(writer.write(Buffer.buffer(new byte[100])));
    disk.forcesFail = true;
    Exception cause = assertThrows(IOException.class, () -> await(writer.commit()));
    disk.forcesFail = false;
    int forces = disk.forces;
    assertSame(cause, assertThrows(IOException.class, () -> await(writer.commit())));
    assertEquals(forces, disk.forces);
    assertEquals(List.of(name(5)), files());
    SnapshotStore.Reader reader = await(store.newest()).orElseThrow();
    assertEquals(meta(5), reader.meta());
    commit(store, 6, 200);
    assertEquals(List.of(name(5), name(6)), files());
    await(store.close());
  }

  @Test
  void afterAFailedSyncOfTheFolderNoLaterOneIsBelieved() throws Exception {
    AtomicBoolean fails = new AtomicBoolean();
    SnapshotStore store = FileSnapshots.create(new ForwardingDisk(new WorkerDisk(vertx, folder.toString())) {
      @Override
      public void syncFolder() throws IOException {
        if (fails.get()) {
          throw new IOException("Input/output error");
        }
        super.syncFolder();
      }
    });
    await(store.open());
    commit(store, 5, 100);
    fails.set(true);
    assertThrows(IOException.class, () -> commit(store, 6, 100));
    fails.set(false);
    assertTrue(assertThrows(IOException.class, () -> commit(store, 7, 100)).getMessage().contains("restart"));
    assertEquals(meta(5), await(store.newest()).orElseThrow().meta());
    await(store.close());
  }

  @Test
  void nothingMuchWaitsForTheLastSync() throws Exception {
    CountingDisk disk = new CountingDisk(new WorkerDisk(vertx, folder.toString()));
    SnapshotStore store = FileSnapshots.create(disk);
    await(store.open());
    SnapshotStore.Writer writer = await(store.create(meta(6)));
    int before = disk.forces;
    await(writer.write(Buffer.buffer(new byte[9 << 20])));
    assertEquals(before + 2, disk.forces, "one for each 4 MiB");
    await(writer.commit());
    await(store.close());
  }

  @Test
  void aPieceIsFoundWithoutReadingTheRest() throws Exception {
    CountingDisk disk = new CountingDisk(new WorkerDisk(vertx, folder.toString()));
    SnapshotStore store = FileSnapshots.create(disk);
    await(store.open());
    commit(store, 5, 20 << 20);
    await(store.close());
    disk = new CountingDisk(new WorkerDisk(vertx, folder.toString()));
    store = FileSnapshots.create(disk);
    await(store.open());
    assertTrue(disk.bytesRead < 1000, disk.bytesRead + " bytes to open");
    SnapshotStore.Reader reader = await(store.newest()).orElseThrow();
    long before = disk.bytesRead;
    assertEquals(100, await(reader.read(15_000_000, 100)).length());
    assertTrue(disk.bytesRead - before <= 2 * (SnapshotFile.BLOCK + SnapshotFile.CRC));
    assertTrue(await(reader.read(0, Integer.MAX_VALUE)).length() <= 1 << 20);
    await(store.close());
  }
}
