package io.rafty.vertx.node;

import io.rafty.vertx.LogEntry;
import io.rafty.vertx.NodeVitals;
import io.rafty.vertx.RaftMeasurements;
import io.rafty.vertx.RaftMeasurements.Outcome;
import io.rafty.vertx.RaftMeasurements.RequestKind;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.UnknownOutcomeException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Measures for whoever wants to know. As long as nobody does, everything passes through as it came. */
final class Probe {

  private final Env env;
  private final LogLines lines;
  private volatile RaftMeasurements measurements = RaftMeasurements.NONE;

  Probe(Env env, LogLines lines) {
    this.env = env;
    this.lines = lines;
  }

  void measure(RaftMeasurements by) {
    measurements = Objects.requireNonNull(by, "measurements");
  }

  boolean on() {
    return measurements != RaftMeasurements.NONE;
  }

  /** What follows once these entries are durable, which are about to be written. */
  <T> Consumer<T> writing(List<LogEntry> entries, Consumer<T> then) {
    if (!on()) {
      return then;
    }
    long began = env.nanos();
    return durable -> {
      long nanos = env.nanos() - began;
      long bytes = entries.stream().mapToLong(LogEntry::size).sum();
      tell(to -> to.logWritten(entries.size(), bytes, nanos));
      then.accept(durable);
    };
  }

  /** What follows once a member has answered a message that is about to be sent. */
  <T> Consumer<T> asking(String memberId, int entries, Consumer<T> then) {
    if (!on()) {
      return then;
    }
    long began = env.nanos();
    return answer -> {
      long nanos = env.nanos() - began;
      tell(to -> to.peerAnswered(memberId, entries, nanos));
      then.accept(answer);
    };
  }

  /** A request from beginning to end, be it refused at once. */
  <T> Future<T> request(RequestKind kind, Supplier<Future<T>> work) {
    long began = env.nanos();
    try {
      return work.get().onComplete(end -> ended(kind, end.succeeded() ? Outcome.OK : outcome(end.cause()), began));
    } catch (RejectedException e) {
      ended(kind, Outcome.REJECTED, began);
      throw e;
    }
  }

  private void ended(RequestKind kind, Outcome outcome, long began) {
    long nanos = env.nanos() - began;
    tell(to -> to.requestEnded(kind, outcome, nanos));
  }

  /** Vitals are worth something only to those who listen. */
  void turned(Supplier<NodeVitals> vitals) {
    if (on()) {
      NodeVitals now = vitals.get();
      tell(to -> to.turned(now));
    }
  }

  private static Outcome outcome(Throwable failure) {
    if (failure instanceof RejectedException) {
      return Outcome.REJECTED;
    }
    return failure instanceof UnknownOutcomeException ? Outcome.UNKNOWN : Outcome.FAILED;
  }

  /** What is only watched must not end because of who watches. */
  private void tell(Consumer<RaftMeasurements> what) {
    try {
      what.accept(measurements);
    } catch (RuntimeException e) {
      measurements = RaftMeasurements.NONE;
      lines.trouble("nothing is measured any more, since whoever was told has failed", e);
    }
  }
}
