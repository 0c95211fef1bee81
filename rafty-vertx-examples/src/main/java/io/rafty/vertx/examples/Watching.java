package io.rafty.vertx.examples;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.health.RaftHealth;
import io.rafty.vertx.metrics.RaftMeters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.healthchecks.HealthCheckHandler;

/** What Prometheus and a load balancer ask for: {@code /metrics}, {@code /health/live} and {@code /health/ready}. */
final class Watching {

  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private Watching() {
  }

  static void mount(Vertx vertx, Router router, RaftNode node) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    // tag::meters[]
    RaftMeters.create(node, registry);
    // end::meters[]
    router.get("/metrics").handler(context ->
      context.response().putHeader(HttpHeaders.CONTENT_TYPE, PROMETHEUS_TEXT).end(registry.scrape()));
    // tag::health[]
    HealthChecks live = HealthChecks.create(vertx).register("rafty", RaftHealth.liveness(node));
    HealthChecks ready = HealthChecks.create(vertx).register("rafty", RaftHealth.readiness(node));
    router.get("/health/live").handler(HealthCheckHandler.createWithHealthChecks(live));
    router.get("/health/ready").handler(HealthCheckHandler.createWithHealthChecks(ready));
    // end::health[]
  }
}
