package io.rafty.vertx.sim.linearizability;

import io.rafty.vertx.kv.KeyValueStateMachine;
import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.kv.KvResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** One operation on a real key-value machine, in a list from which a history can be told. */
record Sample(String key, Operation operation, long from, long to, Optional<Result> result, boolean rejected) {

  /** How many operations on how many keys by how many clients, and one in how many ends unknown. */
  record Shape(int operations, int keys, int clients, int unknownOneIn) {
  }

  private record Slot(long from, long moment, long to, boolean unknown, boolean never) {
  }

  Sample answering(Result other) {
    return new Sample(key, operation, from, to, Optional.of(other), rejected);
  }

  Sample turnedDown() {
    return new Sample(key, operation, from, to, Optional.empty(), true);
  }

  Sample moved(long later) {
    return new Sample(key, operation, from + later, to + later, result, rejected);
  }

  static History history(List<Sample> samples) {
    History history = new History();
    for (Sample sample : samples) {
      int id = history.invoke(sample.from, sample.key, sample.operation);
      if (sample.rejected) {
        history.rejected(id);
      } else {
        sample.result.ifPresentOrElse(result -> history.ok(id, sample.to, result), () -> history.unknown(id));
      }
    }
    return history;
  }

  /**
   * Each operation is applied at a random moment between its ends. One of unknown outcome is applied then, much later,
   * or never.
   */
  static List<Sample> draw(long seed, Shape shape) {
    SplittableRandom random = new SplittableRandom(seed);
    KeyValueStateMachine machine = KeyValueStateMachine.create();
    Map<String, List<Long>> versions = new HashMap<>();
    List<Sample> samples = new ArrayList<>();
    for (Slot slot : slots(random, shape)) {
      int number = samples.size();
      String key = "k" + random.nextInt(shape.keys());
      List<Long> seen = versions.computeIfAbsent(key, unused -> new ArrayList<>(List.of(1_000_000L)));
      long version = seen.get(Math.max(0, seen.size() - 1 - random.nextInt(2)));
      Operation operation = draw(random, "v" + number, version);
      Optional<Result> result = Optional.empty();
      if (!slot.never()) {
        Result answer = Result.of(KvResult.CODEC.decode(
          machine.apply(number + 1, KvCommand.CODEC.encode(operation.command(key))).result()));
        result = slot.unknown() ? result : Optional.of(answer);
        if (answer.version() != KvCommand.ABSENT && answer.version() != seen.get(seen.size() - 1)) {
          seen.add(answer.version());
        }
      }
      samples.add(new Sample(key, operation, slot.from(), slot.to(), result, false));
    }
    return samples;
  }

  private static List<Slot> slots(SplittableRandom random, Shape shape) {
    long[] free = new long[shape.clients()];
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < shape.operations(); i++) {
      int client = random.nextInt(shape.clients());
      boolean unknown = random.nextInt(shape.unknownOneIn()) == 0;
      long from = free[client] + random.nextInt(20);
      long moment = from + random.nextInt(unknown && random.nextBoolean() ? 2_000 : 20);
      free[client] = unknown ? from + 20 : moment + random.nextInt(20);
      slots.add(new Slot(from, moment, free[client]++, unknown, unknown && random.nextInt(3) == 0));
    }
    slots.sort(Comparator.comparingLong(Slot::moment));
    return slots;
  }

  private static Operation draw(SplittableRandom random, String value, long version) {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> Operation.get();
      case 3, 4 -> Operation.put(value);
      case 5 -> Operation.putIfAbsent(value);
      case 6, 7 -> Operation.putIfVersion(version, value);
      case 8 -> Operation.delete();
      default -> Operation.deleteIfVersion(version);
    };
  }
}
