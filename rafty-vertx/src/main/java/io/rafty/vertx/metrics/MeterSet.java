package io.rafty.vertx.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Meters with some tags in common that are removed together. */
final class MeterSet {

  /** Told of all that is distributed: the middle, and how bad it gets. */
  private static final double[] PERCENTILES = {0.5, 0.95, 0.99};

  private final MeterRegistry registry;
  private final Tags tags;
  private final Set<Meter> registered = ConcurrentHashMap.newKeySet();

  MeterSet(MeterRegistry registry, Tags tags) {
    this.registry = registry;
    this.tags = tags;
  }

  /** Others, with tags of their own besides, and removed by themselves. */
  MeterSet with(String... more) {
    return new MeterSet(registry, tags.and(more));
  }

  /** A gauge, whose name in Prometheus ends with the unit unless that is empty. */
  void gauge(String name, String unit, String description, Supplier<Number> value, String... more) {
    var builder = Gauge.builder(name, value).tags(tags.and(more)).description(description);
    added((unit.isEmpty() ? builder : builder.baseUnit(unit)).register(registry));
  }

  Counter counter(String name, String description, String... more) {
    return added(Counter.builder(name).tags(tags.and(more)).description(description).register(registry));
  }

  Timer timer(String name, String description, String... more) {
    return added(Timer.builder(name).tags(tags.and(more)).description(description).publishPercentiles(PERCENTILES)
      .register(registry));
  }

  DistributionSummary summary(String name, String unit, String description) {
    var builder = DistributionSummary.builder(name).tags(tags).description(description)
      .publishPercentiles(PERCENTILES);
    return added((unit.isEmpty() ? builder : builder.baseUnit(unit)).register(registry));
  }

  private <M extends Meter> M added(M meter) {
    registered.add(meter);
    return meter;
  }

  void close() {
    registered.forEach(registry::remove);
    registered.clear();
  }
}
