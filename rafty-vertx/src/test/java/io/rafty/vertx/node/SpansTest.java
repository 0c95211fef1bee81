package io.rafty.vertx.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.rafty.vertx.InProcessPeers;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.kv.KeyValueStateMachine;
import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.log.InMemoryLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a tracer of Vert.x is told of commands. */
@Timeout(60)
class SpansTest {

  /** What was told of one request. */
  private record Span(Context caller, String operation, Map<String, String> begun, Map<String, String> ended,
                      Optional<Throwable> failure) {
  }

  /** Follows those that are part of something, and only what asks to be a part. */
  private static final class Tracer implements VertxTracer<Object, Span> {

    private final List<Span> ended = new CopyOnWriteArrayList<>();
    private volatile boolean following = true;

    @Override
    public <R> Span sendRequest(Context context, SpanKind kind, TracingPolicy policy, R request, String operation,
                                BiConsumer<String, String> headers, TagExtractor<R> tags) {
      assertEquals(TracingPolicy.PROPAGATE, policy);
      assertSame(context, Vertx.currentContext());
      return following ? new Span(context, operation, tags.extract(request), Map.of(), Optional.empty()) : null;
    }

    @Override
    public <R> void receiveResponse(Context context, R response, Span span, Throwable failure, TagExtractor<R> tags) {
      assertSame(context, span.caller());
      assertSame(context, Vertx.currentContext());
      ended.add(new Span(context, span.operation(), span.begun(), new TreeMap<>(tags.extract(response)),
        Optional.ofNullable(failure)));
    }
  }

  private final Tracer tracer = new Tracer();
  private Vertx vertx;
  private RaftNode node;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.builder().with(new VertxOptions().setTracingOptions(new TracingOptions()))
      .withTracer(options -> tracer).build();
    node = RaftNode.create(vertx, new RaftOptions().setNodeId("a").setMaxCommandBytes(100)
      .setAddress("localhost:1/groups/orders"), InMemoryLog.create(), SnapshotStore.none(),
      KeyValueStateMachine.create(), InProcessPeers.create());
    Promise<Void> leads = Promise.promise();
    node.onChange(state -> {
      if (state.isLeader()) {
        leads.tryComplete();
      }
    });
    wait(node.start().compose(started -> leads.future()));
  }

  @AfterEach
  void stop() throws Exception {
    wait(vertx.close());
  }

  private static <T> T wait(Future<T> future) throws Exception {
    return future.await(20, TimeUnit.SECONDS);
  }

  /** Makes a request on a context of its own, and completes after all that the tracer is told of it. */
  private <T> Future<T> inContext(Supplier<Future<T>> request) {
    Promise<T> outcome = Promise.promise();
    vertx.getOrCreateContext().runOnContext(nothing -> request.get().onComplete(outcome));
    return outcome.future();
  }

  private Future<Buffer> put() {
    return node.request(KvCommand.CODEC.encode(KvCommand.put("key", Buffer.buffer("value"), KvCommand.ANY)));
  }

  @Test
  void aCommandIsASpanFromItsCallerToWhereItIsInTheLog() throws Exception {
    wait(inContext(this::put));
    assertEquals(1, tracer.ended.size());
    Span span = tracer.ended.get(0);
    assertEquals("rafty.command", span.operation());
    assertEquals(Map.of("rafty.node", "a", "rafty.group", "orders"), span.begun());
    assertEquals(Map.of("rafty.index", "" + node.state().commitIndex(), "rafty.term", "" + node.state().term()),
      span.ended());
    assertEquals(Optional.empty(), span.failure());
    wait(inContext(() -> node.readLocal(KvCommand.CODEC.encode(KvCommand.get("key")))));
    assertEquals("rafty.local_read", tracer.ended.get(1).operation());
  }

  @Test
  void aRejectedCommandIsASpanThatFails() throws Exception {
    wait(inContext(() -> node.request(Buffer.buffer(new byte[200])).recover(failure -> Future.succeededFuture())));
    assertEquals(1, tracer.ended.size());
    assertInstanceOf(RejectedException.class, tracer.ended.get(0).failure().orElseThrow());
  }

  @Test
  void whoeverIsNotFollowedHasNoSpan() throws Exception {
    tracer.following = false;
    wait(inContext(this::put));
    tracer.following = true;
    wait(put());
    assertEquals(List.of(), tracer.ended);
  }
}
