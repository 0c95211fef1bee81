package io.rafty.vertx.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What all runs have found, by contender and by the name of the group and the work. */
final class Results {

  private static final String HEAP = "3g";
  private static final long PATIENCE_SECONDS = 120;

  private final Map<String, Map<String, List<Sample>>> samples = new TreeMap<>();
  private final Map<String, Map<String, List<Elections.Loss>>> losses = new TreeMap<>();

  /** Measures one contender in a process of its own and files what it finds under the group. */
  void load(String group, LoadProcess.Task task) throws IOException, InterruptedException {
    long seconds = PATIENCE_SECONDS + (task.warmUpMillis() + 2 * task.works().size() * task.millis()) / 1_000;
    try (Child child = Child.start(HEAP, List.of("load-process", task.toJson().encode()), result ->
      add(task.contender(), group + " " + result.getString("name"), Sample.of(result.getJsonObject("sample"))))) {
      if (!child.ended(seconds)) {
        System.err.println(task.contender() + " did not finish '" + group + "'; -Drafty.benchmarks.verbose=true shows"
          + " what it says");
      }
    }
  }

  private void add(String contender, String name, Sample sample) {
    System.out.println(contender + " | " + name + " | " + Spread.number(sample.perSecond()) + "/s, p50 "
      + Spread.number(sample.p50()) + " us, p99 " + Spread.number(sample.p99()) + " us, p99.9 "
      + Spread.number(sample.p999()) + " us, " + Spread.number(sample.cpuMicros()) + " us CPU, "
      + Spread.number(sample.allocated()) + " B allocated"
      + (sample.failures() == 0 ? "" : ", " + sample.failures() + " failures"));
    samples.computeIfAbsent(contender, each -> new TreeMap<>()).computeIfAbsent(name, each -> new ArrayList<>())
      .add(sample);
  }

  void lost(String contender, String name, Optional<Elections.Loss> loss) {
    System.out.println(contender + " | " + name + " | "
      + loss.map(each -> Spread.number(each.millis()) + " ms"
        + (each.beyond() < 0 ? "" : ", of them " + Spread.number(each.beyond()) + " ms after detection"))
      .orElse("nobody took over in time"));
    loss.ifPresent(each -> losses.computeIfAbsent(contender, all -> new TreeMap<>())
      .computeIfAbsent(name, all -> new ArrayList<>()).add(each));
  }

  /** One figure of one work; nothing where the contender has none. */
  Optional<Spread> of(String contender, String name, ToDoubleFunction<Sample> figure) {
    return Optional.ofNullable(samples.getOrDefault(contender, Map.of()).get(name))
      .map(all -> new Spread(all.stream().map(figure::applyAsDouble).toList()));
  }

  Optional<Spread> loss(String contender, String name, ToDoubleFunction<Elections.Loss> figure) {
    return Optional.ofNullable(losses.getOrDefault(contender, Map.of()).get(name))
      .map(all -> all.stream().map(figure::applyAsDouble).filter(each -> each >= 0).toList())
      .filter(all -> !all.isEmpty()).map(Spread::new);
  }
}
