package io.rafty.vertx;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Makes a test fail in which Vert.x warns that a thread is blocked. Registered for every test of the module by {@code
 * META-INF/services} and {@code junit-platform.properties}.
 */
public final class BlockedThreads implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

  /** {@code BlockedThreadChecker.LOGGER_NAME} in vertx-core, which is not public there. */
  static final Logger CHECKER = Logger.getLogger("io.vertx.core.impl.BlockedThreadChecker");

  /** What thousands of nodes write would bury what the tests say. */
  private static final Logger NODES = Logger.getLogger("io.rafty.vertx");

  private static final Queue<String> WARNINGS = new ConcurrentLinkedQueue<>();

  static {
    CHECKER.setLevel(Level.WARNING);
    NODES.setLevel(Level.SEVERE);
    CHECKER.addHandler(new Collector());
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    context.getRoot().getStore(ExtensionContext.Namespace.create(BlockedThreads.class))
      .getOrComputeIfAbsent("end of the run", key -> (AutoCloseable) BlockedThreads::fail);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    fail();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    fail();
  }

  /** True if a warning has come that no test has failed for yet. */
  static boolean warned() {
    return !WARNINGS.isEmpty();
  }

  private static void fail() {
    StringBuilder all = new StringBuilder();
    for (String warning = WARNINGS.poll(); warning != null; warning = WARNINGS.poll()) {
      all.append("\n  ").append(warning);
    }
    if (!all.isEmpty()) {
      throw new AssertionError("a thread of Vert.x was blocked:" + all);
    }
  }

  private static final class Collector extends Handler {

    @Override
    public void publish(LogRecord warning) {
      WARNINGS.add(warning.getMessage());
    }

    @Override
    public void flush() {
      // nothing is buffered
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}
