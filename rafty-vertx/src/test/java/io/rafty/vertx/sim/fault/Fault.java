package io.rafty.vertx.sim.fault;

import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * One fault of a run: its number, its own dice, so that leaving it out shifts no other fault's draws, and what became
 * of it.
 */
public final class Fault {

  private final int number;
  private final long micros;
  private final RandomGenerator random;
  private String what = "";
  private String until = "";

  /** A fault that begins at a time. */
  public Fault(int number, long micros, RandomGenerator random) {
    this.number = number;
    this.micros = micros;
    this.random = Objects.requireNonNull(random, "random");
  }

  /** The same in every run of a seed. */
  public int number() {
    return number;
  }

  /** When it began. */
  public long micros() {
    return micros;
  }

  /** Its dice. */
  public RandomGenerator random() {
    return random;
  }

  /** True once something has come of it: a fault may find nobody to hit. */
  public boolean played() {
    return !what.isEmpty();
  }

  /** Says what it is, and to whom. */
  public void is(String text) {
    what = text;
  }

  /** Says how it ends, or ended. */
  public void ends(String how, long atMicros) {
    until = String.format(" (%s %.3f s)", how, atMicros / 1e6);
  }

  /** What it is. */
  public String what() {
    return what;
  }

  @Override
  public String toString() {
    return String.format("%9.3f s  #%d %s%s", micros / 1e6, number, what, until);
  }
}
