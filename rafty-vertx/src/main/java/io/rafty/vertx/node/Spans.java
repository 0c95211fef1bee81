package io.rafty.vertx.node;

import io.vertx.core.Context;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Spans of Vert.x's tracer, which knows requests from here to elsewhere and back; a command is one. */
final class Spans {

  private static final TagExtractor<List<Map.Entry<String, String>>> TAGS = new TagExtractor<>() {
    @Override
    public int len(List<Map.Entry<String, String>> tags) {
      return tags.size();
    }

    @Override
    public String name(List<Map.Entry<String, String>> tags, int index) {
      return tags.get(index).getKey();
    }

    @Override
    public String value(List<Map.Entry<String, String>> tags, int index) {
      return tags.get(index).getValue();
    }
  };

  private Spans() {
  }

  /** A span within that of the caller, if it has one: a tracer gives nothing otherwise. */
  static <S> Env.Span begin(VertxTracer<?, S> tracer, Context caller, String operation,
                            Supplier<Map<String, String>> tags) {
    S span = tracer.sendRequest(caller, SpanKind.RPC, TracingPolicy.PROPAGATE, list(tags.get()), operation,
      (header, value) -> { }, TAGS);
    return span == null ? Env.Span.NONE
      : (last, failure) -> tracer.receiveResponse(caller, list(last), span, failure.orElse(null), TAGS);
  }

  private static List<Map.Entry<String, String>> list(Map<String, String> tags) {
    return List.copyOf(new TreeMap<>(tags).entrySet());
  }
}
