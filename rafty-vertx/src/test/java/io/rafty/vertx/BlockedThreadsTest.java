package io.rafty.vertx;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BlockedThreadsTest {

  @BeforeEach
  void keepThePlannedWarningOutOfTheLog() {
    BlockedThreads.CHECKER.setUseParentHandlers(false);
  }

  @AfterEach
  void letWarningsIntoTheLog() {
    BlockedThreads.CHECKER.setUseParentHandlers(true);
  }

  @Test
  @Timeout(60)
  void aBlockedEventLoopFailsItsTestOnce() throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions()
      .setMaxEventLoopExecuteTime(20).setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
      .setBlockedThreadCheckInterval(10).setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS));
    Promise<Void> warned = Promise.promise();
    Context loop = vertx.getOrCreateContext();
    loop.runOnContext(start -> {
      while (!BlockedThreads.warned()) {
        Thread.onSpinWait();
      }
      warned.complete();
    });
    warned.future().compose(done -> vertx.close()).await(50, TimeUnit.SECONDS);

    BlockedThreads guard = new BlockedThreads();
    AssertionError failure = assertThrows(AssertionError.class, () -> guard.afterEach(null));
    assertTrue(failure.getMessage().contains("has been blocked for"), failure::getMessage);
    assertFalse(BlockedThreads.warned());
    guard.afterEach(null);
  }
}
