package io.rafty.vertx.benchmarks;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A process that measures one contender at some work, and says what it found on its standard output. */
final class LoadProcess {

  private LoadProcess() {
  }

  /** What such a process is told. */
  record Task(String contender, Setup setup, List<Work> works, long warmUpMillis, long millis) {

    JsonObject toJson() {
      JsonArray all = new JsonArray();
      works.forEach(work -> all.add(work.toJson()));
      return new JsonObject().put("contender", contender).put("setup", setup.toJson()).put("works", all)
        .put("warmUpMillis", warmUpMillis).put("millis", millis);
    }

    static Task of(JsonObject json) {
      return new Task(json.getString("contender"), Setup.of(json.getJsonObject("setup")),
        json.getJsonArray("works").stream().map(JsonObject.class::cast).map(Work::of).toList(),
        json.getLong("warmUpMillis"), json.getLong("millis"));
    }
  }

  /** Measures everything, one after the other; each work flows a quarter of its time before it is measured. */
  static void run(Task task) throws Exception {
    try (Cluster cluster = Cluster.start(task.contender(), task.setup())) {
      Work first = task.works().get(0);
      cluster.measure(new Work(first.kind(), first.payload(), Math.max(64, first.outstanding()), 0), 0,
        task.warmUpMillis(), 1);
      double before = 0;
      for (Work work : task.works()) {
        Sample sample = cluster.measure(work, work.share() * before, task.millis() / 4, task.millis());
        before = work.share() == 0 ? sample.perSecond() : before;
        Child.say(new JsonObject().put("name", work.name()).put("sample", sample.toJson()));
      }
    }
  }
}
