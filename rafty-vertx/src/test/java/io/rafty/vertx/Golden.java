package io.rafty.vertx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Bytes as an earlier version has written them, in a file of the tests: each name on a line of its own, then its bytes
 * in hexadecimal, with <code>[n]</code> for so many zeros. A file is never changed: whoever changes a format raises its
 * number, adds a file, and keeps reading what the old one has.
 */
public final class Golden implements AutoCloseable {

  private static final boolean REGENERATE = Boolean.getBoolean("rafty.golden.regenerate");
  private static final int BYTES_PER_LINE = 50;
  private static final int ZEROS = 8;
  private static final int AROUND = 12;

  private final Path file;
  private final Map<String, Buffer> kept = new LinkedHashMap<>();
  private final Set<String> checked = new HashSet<>();

  private Golden(Path file) {
    this.file = file;
  }

  /** The file of that name. */
  public static Golden open(String name) throws IOException {
    Path here = Path.of("src/test/resources/formats", name);
    Path path = Files.exists(here.getParent()) ? here : Path.of("rafty-vertx").resolve(here);
    Golden golden = new Golden(path);
    if (!REGENERATE) {
      golden.read();
    }
    return golden;
  }

  private void read() throws IOException {
    Buffer current = Buffer.buffer();
    for (String line : Files.readAllLines(file)) {
      if (!line.startsWith(" ")) {
        current = Buffer.buffer();
        kept.put(line, current);
      } else {
        append(current, line.trim());
      }
    }
  }

  private static void append(Buffer to, String line) {
    for (String token : line.split(" ")) {
      to.appendBytes(token.startsWith("[") ? new byte[Integer.parseInt(token.substring(1, token.length() - 1))]
        : HexFormat.of().parseHex(token));
    }
  }

  /** All that is in it, by name. */
  public Map<String, Buffer> all() {
    return Map.copyOf(kept);
  }

  /** What was written under that name, to be read by today's code: it must be what today's code writes, too. */
  public Buffer check(String name, Buffer today) {
    checked.add(name);
    if (REGENERATE) {
      kept.put(name, today);
    }
    Buffer before = kept.get(name);
    if (before == null) {
      return fail(file + " has nothing under '" + name + "': was something added to the format without a new number?");
    }
    if (!before.equals(today)) {
      fail("'" + name + "' is not written any more as in " + file + ". " + difference(before, today) + ". If that is"
        + " meant to be, give the format a new number, keep this file and the code that reads it, and add another");
    }
    return before;
  }

  private static String difference(Buffer before, Buffer today) {
    int at = 0;
    while (at < Math.min(before.length(), today.length()) && before.getByte(at) == today.getByte(at)) {
      at++;
    }
    return "From offset " + at + " on there were " + around(before, at) + " (of " + before.length() + " bytes), now "
      + around(today, at) + " (of " + today.length() + ")";
  }

  private static String around(Buffer bytes, int at) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes.getBytes(at, Math.min(bytes.length(), at + AROUND)));
  }

  /** Everything that is kept must have been checked. */
  @Override
  public void close() throws IOException {
    if (REGENERATE) {
      StringBuilder text = new StringBuilder();
      kept.forEach((name, bytes) -> text.append(name).append('\n').append(lines(bytes)));
      Files.writeString(file, text);
    }
    assertEquals(kept.keySet(), checked, "kept in " + file + ", and checked");
  }

  private static String lines(Buffer bytes) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < bytes.length()) {
      int zeros = zeros(bytes, at, bytes.length());
      if (zeros >= ZEROS) {
        text.append("  [").append(zeros).append("]\n");
        at += zeros;
        continue;
      }
      int end = at;
      while (end < Math.min(bytes.length(), at + BYTES_PER_LINE) && zeros(bytes, end, end + ZEROS) < ZEROS) {
        end++;
      }
      text.append("  ").append(HexFormat.of().formatHex(bytes.getBytes(at, end))).append('\n');
      at = end;
    }
    return text.toString();
  }

  private static int zeros(Buffer bytes, int from, int to) {
    int at = from;
    while (at < Math.min(to, bytes.length()) && bytes.getByte(at) == 0) {
      at++;
    }
    return at - from;
  }
}
