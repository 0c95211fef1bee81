package io.rafty.vertx.benchmarks;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A process that is one server of a cluster, until it is killed. It says when it campaigns, and when it leads and has
 * answered a command; the times are those of the machine's monotonic clock, which all processes share.
 */
final class ServerProcess {

  private static final long POLL_MILLIS = 1;

  private ServerProcess() {
  }

  static void run(String contender, int number, Setup setup) throws Exception {
    Contender.Server server = Contender.named(contender).start(number, setup);
    Child.say(event("started"));
    CountDownLatch never = new CountDownLatch(1);
    boolean led = false;
    boolean campaigned = false;
    while (!never.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      boolean campaigns = server.campaigns();
      if (campaigns && !campaigned) {
        Child.say(event("campaigns"));
      }
      campaigned = campaigns;
      boolean leads = server.leads();
      if (leads && !led) {
        leads = Cluster.answers(server);
        if (leads) {
          Child.say(event("answered"));
        }
      }
      led = leads;
    }
  }

  private static JsonObject event(String name) {
    return new JsonObject().put("event", name).put("nanos", System.nanoTime());
  }
}
