package io.rafty.vertx.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every contender can be driven: a few hundred commands and reads, over its real network and log where it has them. */
class ContenderTest {

  private static final int COMMANDS = 300;

  @TempDir
  Path folder;

  @ParameterizedTest
  @FieldSource("io.rafty.vertx.benchmarks.Contender#NAMES")
  void answersCommandsAndReads(String name) throws Exception {
    boolean real = !name.equals("MicroRaft");
    try (Cluster cluster = Cluster.start(name, Setup.of(3, real, real, folder))) {
      Contender.Server leader = cluster.server(false);
      assertTrue(leader.leads());
      assertEquals(COMMANDS, answered(leader, leader.writes(new byte[100])));
      assertEquals(COMMANDS, answered(leader, leader.reads()));
    }
  }

  private static int answered(Contender.Server server, Contender.Request request) throws InterruptedException {
    CountDownLatch open = new CountDownLatch(COMMANDS);
    AtomicInteger answers = new AtomicInteger();
    Contender.Answer answer = new Contender.Answer() {
      @Override
      public void answered() {
        answers.incrementAndGet();
        open.countDown();
      }

      @Override
      public void failed(Throwable cause) {
        open.countDown();
      }
    };
    server.run(() -> {
      for (int i = 0; i < COMMANDS; i++) {
        request.make(answer);
      }
    });
    assertTrue(open.await(30, TimeUnit.SECONDS), () -> open.getCount() + " requests were not answered");
    return answers.get();
  }
}
