package io.rafty.vertx.tool;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.random.RandomGenerator;
import picocli.CommandLine;

/**
 * What the program knows of the world: the only place that knows the real clock and real dice.
 *
 * @param terminal true if a person looks on, who wants to see progress
 * @param clock    for the audit
 * @param random   draws the ids of new clusters
 * @param operator who runs the program, and where
 */
record Surroundings(PrintWriter out, PrintWriter err, boolean terminal, Clock clock, RandomGenerator random,
                    String operator) {

  static Surroundings real() {
    return new Surroundings(new PrintWriter(System.out, true, Charset.defaultCharset()),
      new PrintWriter(System.err, true, Charset.defaultCharset()), CommandLine.Help.Ansi.AUTO.enabled(),
      Clock.systemUTC(), new SecureRandom(), System.getProperty("user.name") + "@" + host());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "an unnamed host";
    }
  }

  /** An id for a new cluster, never drawn before. */
  String newClusterId() {
    return Long.toString(random.nextLong() >>> 1, 36) + Long.toString(random.nextLong() >>> 1, 36);
  }
}
