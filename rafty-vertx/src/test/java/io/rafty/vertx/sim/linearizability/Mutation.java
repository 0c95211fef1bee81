package io.rafty.vertx.sim.linearizability;

import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.kv.KvResult.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** One thing wrong with a list of samples. It may still be explained by chance, or by concurrency. */
enum Mutation {
  READS_ANOTHER_WRITE, READS_NOTHING, READS_SOMETHING, READS_ANOTHER_VERSION, READS_WHAT_WAS_REJECTED,
  WRITES_ANOTHER_VERSION, WRITES_AS_IF_ABSENT, WRITES_AS_IF_PRESENT, WRITES_IN_SPITE_OF_THE_CONDITION,
  FAILS_FOR_ANOTHER_VERSION, FAILS_THOUGH_IT_WROTE, DELETES_NOTHING, DELETES_SOMETHING, COMES_MUCH_LATER;

  private static final long ODD_VERSION = 2_000_000;

  /** The samples with one of them changed, if there is one that can be. */
  Optional<List<Sample>> apply(List<Sample> samples, SplittableRandom random) {
    int start = random.nextInt(samples.size());
    for (int i = 0; i < samples.size(); i++) {
      int number = (start + i) % samples.size();
      Sample other = samples.get(random.nextInt(samples.size()));
      Optional<Sample> changed = change(samples.get(number), other);
      if (changed.isPresent()) {
        List<Sample> mutated = new ArrayList<>(samples);
        mutated.set(number, changed.get());
        return Optional.of(mutated);
      }
    }
    return Optional.empty();
  }

  private Optional<Sample> change(Sample sample, Sample other) {
    if (sample.result().isEmpty()) {
      return Optional.empty();
    }
    Result was = sample.result().get();
    boolean fits = switch (this) {
      case READS_ANOTHER_WRITE, READS_SOMETHING -> is(sample, KvCommand.Operation.GET)
        && was.status() == (this == READS_SOMETHING ? Status.NOT_FOUND : Status.OK) && wrote(other);
      case READS_NOTHING, READS_ANOTHER_VERSION -> is(sample, KvCommand.Operation.GET) && was.status() == Status.OK;
      case WRITES_AS_IF_PRESENT -> was.status() == Status.CREATED;
      case WRITES_AS_IF_ABSENT -> is(sample, KvCommand.Operation.PUT) && was.status() == Status.OK;
      case WRITES_IN_SPITE_OF_THE_CONDITION, FAILS_FOR_ANOTHER_VERSION -> is(sample, KvCommand.Operation.PUT)
        && was.status() == Status.CONDITION_FAILED && (this != FAILS_FOR_ANOTHER_VERSION || wrote(other));
      case READS_WHAT_WAS_REJECTED, WRITES_ANOTHER_VERSION -> wrote(sample);
      case FAILS_THOUGH_IT_WROTE -> wrote(sample) && sample.operation().expected() != KvCommand.ANY && wrote(other);
      case DELETES_NOTHING, DELETES_SOMETHING -> is(sample, KvCommand.Operation.DELETE)
        && was.status() == (this == DELETES_NOTHING ? Status.OK : Status.NOT_FOUND);
      case COMES_MUCH_LATER -> true;
    };
    return fits ? Optional.of(changed(sample, was, other)) : Optional.empty();
  }

  private Sample changed(Sample sample, Result was, Sample other) {
    return switch (this) {
      case READS_ANOTHER_WRITE, READS_SOMETHING ->
        sample.answering(Result.found(other.operation().value(), versionOf(other)));
      case READS_NOTHING, DELETES_NOTHING -> sample.answering(Result.notFound());
      case READS_ANOTHER_VERSION -> sample.answering(Result.found(was.value(), ODD_VERSION));
      case READS_WHAT_WAS_REJECTED -> sample.turnedDown();
      case WRITES_ANOTHER_VERSION -> sample.answering(new Result(was.status(), ODD_VERSION, ""));
      case WRITES_AS_IF_ABSENT -> sample.answering(Result.created(was.version()));
      case WRITES_AS_IF_PRESENT -> sample.answering(Result.replaced(was.version()));
      case WRITES_IN_SPITE_OF_THE_CONDITION -> sample.answering(Result.replaced(ODD_VERSION));
      case FAILS_FOR_ANOTHER_VERSION, FAILS_THOUGH_IT_WROTE ->
        sample.answering(Result.conditionFailed(versionOf(other)));
      case DELETES_SOMETHING -> sample.answering(Result.deleted());
      case COMES_MUCH_LATER -> sample.moved(500);
    };
  }

  private static boolean is(Sample sample, KvCommand.Operation kind) {
    return sample.operation().is(kind);
  }

  private static boolean wrote(Sample sample) {
    return is(sample, KvCommand.Operation.PUT)
      && sample.result().filter(result -> result.status() != Status.CONDITION_FAILED).isPresent();
  }

  private static long versionOf(Sample sample) {
    return sample.result().map(Result::version).orElseThrow();
  }
}
