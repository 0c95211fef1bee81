package io.rafty.vertx.sim.mutation;

import io.rafty.vertx.HardState;
import io.rafty.vertx.Log;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.sim.Plant;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Logs that do not keep what they promise. */
final class LogPlants {

  private LogPlants() {
  }

  /** What is written of the hard state is something else. */
  private static Plant writing(UnaryOperator<HardState> change) {
    return new Plant() {
      @Override
      public Log log(String server, Log log) {
        return new Around(log) {
          @Override
          public Future<Void> append(HardState hardState, List<LogEntry> entries) {
            return super.append(change.apply(hardState), entries);
          }
        };
      }
    };
  }

  static Plant forgetsHardState() {
    return writing(hard -> new HardState(hard.nodeId(), hard.clusterId(), hard.joinIndex(), 1, HardState.NONE));
  }

  static Plant forgetsVote() {
    return writing(hard -> new HardState(hard.nodeId(), hard.clusterId(), hard.joinIndex(), hard.term(),
      HardState.NONE));
  }

  /** The node hears of a write at once, unless it has failed before. */
  static Plant saysDurableEarly() {
    return new Plant() {
      @Override
      public Log believed(String server, Log log) {
        return new Around(log) {

          private Optional<Future<Void>> last = Optional.empty();

          @Override
          public Future<Void> append(HardState hardState, List<LogEntry> entries) {
            Future<Void> before = last.orElse(Future.succeededFuture());
            last = Optional.of(before.compose(done -> super.append(hardState, entries)));
            return Future.succeededFuture();
          }

          @Override
          public Future<Void> compact(long index, long term) {
            Future<Void> before = last.orElse(Future.succeededFuture());
            last = Optional.of(before.compose(done -> super.compact(index, term)));
            return last.get();
          }
        };
      }
    };
  }

  private static class Around implements Log {

    private final Log log;

    Around(Log log) {
      this.log = log;
    }

    @Override
    public Future<RecoveredLog> open() {
      return log.open();
    }

    @Override
    public Future<Void> append(HardState hardState, List<LogEntry> entries) {
      return log.append(hardState, entries);
    }

    @Override
    public Future<List<LogEntry>> read(long fromIndex, int maxEntries, long maxBytes) {
      return log.read(fromIndex, maxEntries, maxBytes);
    }

    @Override
    public Future<Void> compact(long index, long term) {
      return log.compact(index, term);
    }

    @Override
    public Future<Void> close() {
      return log.close();
    }
  }
}
