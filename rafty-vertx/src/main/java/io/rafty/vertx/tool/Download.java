package io.rafty.vertx.tool;

import io.rafty.vertx.CorruptLogException;
import io.rafty.vertx.log.Disk;
import io.rafty.vertx.log.FolderDisk;
import io.rafty.vertx.log.SnapshotScan;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Brings a backup from a server to a file, which has its name only when it is whole, checked and durable. */
final class Download {

  private static final int PIECE = 256 << 10;
  private static final int CONNECT_MILLIS = 10_000;
  /** What the disk has to write at the end must not pile up. */
  private static final long FORCE_EVERY = 64 << 20;

  private final Surroundings surroundings;
  private final String url;
  private final List<String> headers;
  private final int timeoutSeconds;
  private final boolean progress;

  Download(Surroundings surroundings, String url, List<String> headers, int timeoutSeconds, boolean progress) {
    this.surroundings = surroundings;
    this.url = url;
    this.headers = headers;
    this.timeoutSeconds = timeoutSeconds;
    this.progress = progress;
  }

  SnapshotScan to(Path file, boolean overwrite) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.exists(file) && (!overwrite || !Files.isRegularFile(file))) {
      throw new ToolException(ExitCode.CANNOT_CREATE, file + " exists: choose another name"
        + (Files.isRegularFile(file) ? ", or say --overwrite" : ""));
    }
    if (!Files.isDirectory(folder)) {
      throw new ToolException(ExitCode.CANNOT_CREATE, "there is no folder " + folder + " to write to");
    }
    Disk disk = FolderDisk.of(folder);
    String part = file.getFileName() + ".part";
    boolean done = false;
    try {
      receive(disk, part);
      SnapshotScan found = check(folder.resolve(part));
      disk.rename(part, file.getFileName().toString());
      disk.syncFolder();
      done = true;
      return found;
    } finally {
      disk.close();
      if (!done) {
        Files.deleteIfExists(folder.resolve(part));
      }
    }
  }

  private SnapshotScan check(Path part) throws IOException {
    try {
      return BackupFile.read(surroundings, part, progress, "Checking", block -> { });
    } catch (CorruptLogException e) {
      throw new ToolException(ExitCode.UNAVAILABLE, "what " + url + " has sent is no backup: " + e.what()
        + " at byte " + e.offset() + ". Nothing was kept", e);
    }
  }

  private void receive(Disk disk, String part) throws IOException {
    HttpURLConnection connection = connect();
    try {
      answered(connection);
      Disk.DiskFile file = disk.open(part);
      file.truncate(0);
      long size = Math.max(0, connection.getContentLengthLong());
      try (InputStream from = connection.getInputStream();
           ProgressBar bar = new ProgressBar(surroundings.err(), progress && surroundings.terminal(), "Receiving",
             size)) {
        long received = copy(from, file, bar);
        if (received < size) {
          throw unavailable(url + " stopped sending after " + Sizes.of(received) + " of " + Sizes.of(size), null);
        }
      }
      file.force();
    } finally {
      connection.disconnect();
    }
  }

  private long copy(InputStream from, Disk.DiskFile file, ProgressBar bar) throws IOException {
    byte[] piece = new byte[PIECE];
    long position = 0;
    for (int count = read(from, piece, position); count >= 0; count = read(from, piece, position)) {
      file.write(position, ByteBuffer.wrap(piece, 0, count));
      position += count;
      if (position / FORCE_EVERY != (position - count) / FORCE_EVERY) {
        file.force();
      }
      bar.add(count);
    }
    return position;
  }

  private int read(InputStream from, byte[] piece, long position) {
    try {
      return from.read(piece);
    } catch (IOException e) {
      throw unavailable(url + " stopped sending after " + Sizes.of(position) + ": " + e.getMessage(), e);
    }
  }

  private HttpURLConnection connect() {
    String base = url.contains("://") ? url : "http://" + url;
    try {
      URL place = URI.create(base.replaceAll("/+$", "") + "/backup").toURL();
      if (!(place.openConnection() instanceof HttpURLConnection connection)) {
        throw new ToolException(ExitCode.USAGE, "'" + url + "' is no address of a server: say http://host:port");
      }
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(Math.multiplyExact(timeoutSeconds, 1000));
      connection.setInstanceFollowRedirects(false);
      for (String header : headers) {
        int colon = header.indexOf(':');
        if (colon < 1) {
          throw new ToolException(ExitCode.USAGE, "--header '" + header + "' should be NAME:VALUE");
        }
        connection.setRequestProperty(header.substring(0, colon).trim(), header.substring(colon + 1).trim());
      }
      return connection;
    } catch (IllegalArgumentException | ArithmeticException | IOException e) {
      throw new ToolException(ExitCode.USAGE, "'" + url + "' is no address of a server: say http://host:port", e);
    }
  }

  private void answered(HttpURLConnection connection) {
    int status;
    try {
      if (progress && surroundings.terminal()) {
        surroundings.err().print("Waiting for the snapshot\r");
        surroundings.err().flush();
      }
      status = connection.getResponseCode();
    } catch (IOException e) {
      throw unavailable(url + " does not answer: " + e.getMessage() + ". Is the server running?", e);
    }
    if (status != HttpURLConnection.HTTP_OK) {
      throw unavailable(url + " answered " + status + ": " + reason(connection), null);
    }
  }

  private static ToolException unavailable(String message, IOException cause) {
    return new ToolException(ExitCode.UNAVAILABLE, message, cause);
  }

  private static String reason(HttpURLConnection connection) {
    try (InputStream body = connection.getErrorStream()) {
      String text = body == null ? "" : new String(body.readNBytes(PIECE), StandardCharsets.UTF_8);
      return text.startsWith("{") ? new JsonObject(text).getString("reason", text)
        : "there is no rafty-vertx server at this address and path";
    } catch (IOException | RuntimeException e) {
      return "no reason given";
    }
  }
}
