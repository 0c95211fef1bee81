package io.rafty.vertx.benchmarks;

import io.vertx.core.json.JsonObject;

/**
 * What one measurement has found.
 *
 * @param perSecond  requests answered in a second
 * @param p50        microseconds from when a request was due to its result: the median
 * @param p99        99 of 100 took no longer
 * @param p999       999 of 1000 took no longer
 * @param cpuMicros  processor time of the whole process, all servers and the driver, for one request
 * @param allocated  bytes that all its threads allocated for one request
 * @param failures   requests that failed and were made again
 */
record Sample(double perSecond, double p50, double p99, double p999, double cpuMicros, double allocated,
              long failures) {

  JsonObject toJson() {
    return new JsonObject().put("perSecond", perSecond).put("p50", p50).put("p99", p99).put("p999", p999)
      .put("cpuMicros", cpuMicros).put("allocated", allocated).put("failures", failures);
  }

  static Sample of(JsonObject json) {
    return new Sample(json.getDouble("perSecond"), json.getDouble("p50"), json.getDouble("p99"), json.getDouble("p999"),
      json.getDouble("cpuMicros"), json.getDouble("allocated"), json.getLong("failures"));
  }
}
