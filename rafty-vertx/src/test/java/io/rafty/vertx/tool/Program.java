package io.rafty.vertx.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.SplittableRandom;

/** The program as a user runs it: arguments in, text and exit code out. */
record Program(int code, String out, String err) {

  static final Instant NOW = Instant.parse("2026-11-23T10:15:30Z");

  static Surroundings surroundings(StringWriter out, StringWriter err, boolean terminal, long seed) {
    return new Surroundings(new PrintWriter(out, true), new PrintWriter(err, true), terminal,
      Clock.fixed(NOW, ZoneOffset.UTC), new SplittableRandom(seed), "ann@desk");
  }

  static Program run(Object... args) {
    return run(false, args);
  }

  static Program onTerminal(Object... args) {
    return run(true, args);
  }

  private static Program run(boolean terminal, Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] texts = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      texts[i] = args[i].toString();
    }
    int code = Rafty.run(surroundings(out, err, terminal, System.identityHashCode(out)), texts);
    return new Program(code, out.toString(), err.toString());
  }

  Program ends(ExitCode expected) {
    assertEquals(expected.number(), code, this::toString);
    return this;
  }

  @Override
  public String toString() {
    return "exit code " + code + "\n" + out + err;
  }
}
