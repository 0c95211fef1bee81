package io.rafty.vertx.benchmarks;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Another process of this program, so that no contender runs with what the one before has left: compiled code, threads,
 * garbage. It ends by itself when this process is gone.
 */
final class Child implements AutoCloseable {

  /** What a line begins with that is a result, and not something that a library has to say. */
  private static final String MARK = "@result ";

  private static final boolean VERBOSE = Boolean.getBoolean("rafty.benchmarks.verbose");
  private static final long PATIENCE_SECONDS = 20;

  private final Process process;
  private final Thread reader;

  private Child(Process process, Consumer<JsonObject> results) {
    this.process = process;
    this.reader = new Thread(() -> read(results), "output of " + process.pid());
  }

  /**
   * Starts it.
   *
   * @param heap    of its JVM, "2g" say
   * @param results called for each result, on a thread of its own
   */
  static Child start(String heap, List<String> args, Consumer<JsonObject> results) throws IOException {
    List<String> command = new ArrayList<>(List.of(
      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
      "-Xmx" + heap, "-Xms" + heap,
      "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir")));
    command.addAll(Stream.of(System.getProperty("rafty.benchmarks.jvm", "").split(" "))
      .filter(each -> !each.isBlank()).toList());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Benchmarks.class.getName()));
    command.addAll(args);
    Process process = new ProcessBuilder(command)
      .redirectError(VERBOSE ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.DISCARD).start();
    Child child = new Child(process, results);
    child.reader.start();
    return child;
  }

  /** Called in the child: hands a result to the parent. */
  static void say(JsonObject result) {
    System.out.println("\n" + MARK + result.encode());
  }

  /** Called in the child: ends it when the parent is gone. */
  static void endWithParent() {
    Thread watch = new Thread(() -> {
      try {
        while (System.in.read() >= 0) {
          // nothing is ever written to it
        }
      } catch (IOException e) {
        // gone as well
      }
      Runtime.getRuntime().halt(1);
    }, "watches the parent");
    watch.setDaemon(true);
    watch.start();
  }

  private void read(Consumer<JsonObject> results) {
    try (BufferedReader lines = new BufferedReader(
      new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      lines.lines().forEach(line -> {
        if (line.startsWith(MARK)) {
          results.accept(new JsonObject(line.substring(MARK.length())));
        } else if (VERBOSE) {
          System.err.println(line);
        }
      });
    } catch (IOException | UncheckedIOException e) {
      // it was killed
    }
  }

  long pid() {
    return process.pid();
  }

  /** Waits until it has ended by itself; false if it had not within that time, or not well. */
  boolean ended(long seconds) throws InterruptedException {
    boolean in = process.waitFor(seconds, TimeUnit.SECONDS);
    if (in) {
      reader.join();
    }
    return in && process.exitValue() == 0;
  }

  /** Ends it as {@code kill -9}. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
