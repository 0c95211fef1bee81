package io.rafty.vertx.tool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Golden;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups, which have the form of a snapshot's file: of the first version, and of a later one. */
class BackupFormatTest {

  private static final int VERSION_AT = 8;
  private static final int LENGTH_AT = 12;
  private static final int FIXED = 40;

  @TempDir
  private Path temp;

  private static Buffer kept() throws IOException {
    try (Golden golden = Golden.open("folder-1.txt")) {
      for (Map.Entry<String, Buffer> file : golden.all().entrySet()) {
        golden.check(file.getKey(), file.getValue());
      }
      return golden.all().entrySet().stream().filter(file -> file.getKey().endsWith(".snapshot")).findFirst()
        .orElseThrow().getValue().copy();
    }
  }

  private Program restored(byte[] backup) throws IOException {
    Path file = Files.write(temp.resolve("a.backup"), backup);
    Program program = Program.run("restore", file, temp.resolve("data"), "--id", "9", "--address", "h:1");
    assertArrayEquals(backup, Files.readAllBytes(file));
    return program;
  }

  @Test
  void aBackupOfTheFirstVersionIsRestored() throws IOException {
    restored(kept().getBytes()).ends(ExitCode.OK);
    assertTrue(Files.exists(temp.resolve("data")));
  }

  @Test
  void aBackupOfALaterVersionIsRefusedAndLeavesNothing() throws IOException {
    Buffer later = kept();
    later.setInt(VERSION_AT, 2);
    int end = FIXED + later.getInt(LENGTH_AT);
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.wrap(later.getBytes(0, end)));
    later.setInt(end, (int) crc.getValue());
    Program refused = restored(later.getBytes()).ends(ExitCode.NO_INPUT);
    assertTrue(refused.err().contains("a.backup") && refused.err().contains("format 2")
      && refused.err().contains("formats up to 1") && refused.err().contains("use the version that wrote"),
      refused::toString);
    assertFalse(Files.exists(temp.resolve("data")));
  }
}
