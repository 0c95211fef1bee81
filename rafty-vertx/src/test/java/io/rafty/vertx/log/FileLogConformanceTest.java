package io.rafty.vertx.log;

import io.rafty.vertx.Log;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class FileLogConformanceTest extends LogConformance {

  private Vertx vertx;

  @TempDir
  private Path folder;

  @BeforeEach
  void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stopVertx() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Override
  protected Log create() {
    return FileLog.create(vertx, folder.resolve("log").toString(), 4096);
  }

  @Override
  protected Log again(Log closed) {
    return create();
  }
}
