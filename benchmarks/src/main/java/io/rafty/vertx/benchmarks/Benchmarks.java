package io.rafty.vertx.benchmarks;

import io.rafty.vertx.benchmarks.Work.Kind;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;

/** Begins everything that there is to measure: the first argument says what. */
public final class Benchmarks {

  private static final String HELP = """
    java -jar benchmarks.jar WHAT [name=value ...]

      compare      every contender at the same work in turns; writes table and plots
                   out=src-docs rounds=3 seconds=2 warm-up=10 losses=7 contenders=rafty-vertx,SOFAJRaft,...
      throughput   commands a second, CPU and bytes allocated for each
      replication  the same, with latencies at leader and follower, also at a steady rate
      reads        linearizable reads at leader and follower;  leases: the same with lease reads
                   nodes=1,3,5 transport=http,inProcess log=file,memory payload=100,1024,65536
                   outstanding=1,256,1024 contenders=... rounds=1 seconds=3 warm-up=10
      election     the leader is frozen and killed: nodes=3,5 timeout=0,150 losses=10 contenders=...
      catch-up     a follower that is behind: entries=100000, or snapshot=64 (MiB)
      recovery     opening a log: entries=1000000
      scaling      whether a log that grows makes commands slower: entries=10000000
      limits       fsync, loopback, handoff
      jmh          the parts alone, and what else is there for JMH, with the arguments of JMH after it
    """;

  private static final int WRONG_ARGUMENTS = 64;

  private Benchmarks() {
  }

  /** Runs it, and ends the process. */
  public static void main(String[] args) throws Exception {
    String what = args.length == 0 ? "help" : args[0];
    List<String> rest = args.length == 0 ? List.of() : List.of(args).subList(1, args.length);
    switch (what) {
      case "load-process" -> {
        Child.endWithParent();
        LoadProcess.run(LoadProcess.Task.of(new JsonObject(rest.get(0))));
      }
      case "server-process" -> {
        Child.endWithParent();
        ServerProcess.run(rest.get(0), Integer.parseInt(rest.get(1)), Setup.of(new JsonObject(rest.get(2))));
      }
      case "jmh" -> org.openjdk.jmh.Main.main(rest.toArray(String[]::new));
      default -> {
        try {
          asked(what, new Choices(rest));
        } catch (IllegalArgumentException e) {
          System.err.println(e.getMessage());
          System.exit(WRONG_ARGUMENTS);
        }
      }
    }
    System.exit(0);
  }

  private static void asked(String what, Choices choices) throws Exception {
    switch (what) {
      case "compare" -> {
        Path out = Path.of(choices.text("out", "src-docs"));
        Compare compare = new Compare(choices);
        choices.check();
        compare.run();
        compare.report(out);
      }
      case "throughput" -> new LoadRun(List.of(Kind.WRITE), false, false).run(choices);
      case "replication" -> new LoadRun(List.of(Kind.WRITE, Kind.WRITE_AT_FOLLOWER), true, false).run(choices);
      case "reads" -> new LoadRun(List.of(Kind.READ, Kind.READ_AT_FOLLOWER), false, false).run(choices);
      case "leases" -> new LoadRun(List.of(Kind.READ), false, true).run(choices);
      case "election" -> ElectionRun.run(choices);
      case "catch-up" -> CatchUp.run(choices);
      case "recovery" -> RecoveryRun.run(choices);
      case "scaling" -> ScalingRun.run(choices);
      case "limits" -> {
        choices.check();
        try (Scratch scratch = Scratch.create()) {
          System.out.println(Limits.measure(scratch.path()));
        }
      }
      default -> System.out.println(HELP);
    }
  }
}
