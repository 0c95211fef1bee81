package io.rafty.vertx.benchmarks;

import io.rafty.vertx.benchmarks.Work.Kind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The report of a comparison, in AsciiDoc. */
final class Table {

  private static final int KIB = 1024;

  private final Compare run;
  private final Results results;

  Table(Compare run) {
    this.run = run;
    this.results = run.results();
  }

  String text() throws IOException {
    StringBuilder text = new StringBuilder("// made by: java -jar benchmarks/target/benchmarks.jar compare\n\n");
    text.append(machine()).append("\n\n").append(limits()).append("\n");
    text.append("Each cell has the median and, in brackets, the range. The ratio says how many times better rafty-vertx"
      + " is than the best peer in that line; 1 x is equal.\n\n");
    text.append("[cols=\"3,2,2,2,2,2,1,3,1\",options=\"header\"]\n|===\n|");
    text.append("three servers, commands of 100 B\n|").append(String.join("\n|", Contender.NAMES));
    text.append("\n|ratio\n|goal\n|\n\n");
    Stream.of(throughput(), latency(), elections()).flatMap(List::stream).map(Row::text)
      .forEach(line -> text.append(line).append("\n"));
    return text.append("|===\n").toString();
  }

  private String machine() throws IOException {
    return "Measured on " + LocalDate.now() + " at commit " + command("git", "rev-parse", "--short", "HEAD") + ": "
      + processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores, "
      + System.getProperty("os.name") + ", JDK " + Runtime.version() + ", load average "
      + Spread.number(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage())
      + " at the end; " + run.described() + ".";
  }

  private static String processor() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.exists(info)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(info)) {
      return lines.filter(line -> line.startsWith("model name")).map(line -> line.substring(line.indexOf(':') + 2))
        .findFirst().orElse(System.getProperty("os.arch"));
    }
  }

  private static String command(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  private Spread limit(ToDoubleFunction<Limits> which) {
    return new Spread(run.limits().stream().map(which::applyAsDouble).toList());
  }

  private String limits() {
    return "The limits of the machine in the same run: one fsync " + limit(Limits::fsync).text()
      + " us, three at once " + limit(Limits::threeFsync).text() + " us, a round trip over loopback with bare Netty "
      + limit(Limits::roundTrip).text() + " us, a handoff between threads " + limit(Limits::handoff).text() + " us.\n";
  }

  private static String write(String group, int payload, int outstanding) {
    return group + " " + new Work(Kind.WRITE, payload, outstanding, 0).name();
  }

  private Row row(String label, String name, ToDoubleFunction<Sample> figure, boolean more, String goal,
                  ToDoubleFunction<Double> bound) {
    return new Row(label, more, contender -> results.of(contender, name, figure), goal, bound);
  }

  private Row perSecond(String label, String name, double factor, String goal) {
    return row(label + ", a second", name, Sample::perSecond, true, goal, best -> factor * best);
  }

  private List<Row> throughput() {
    double three = results.of(Row.OURS, write(Compare.DURABLE, 100, KIB), Sample::perSecond)
      .map(Spread::median).orElse(Double.NaN);
    return List.of(
      perSecond("durable, 256 outstanding", write(Compare.DURABLE, 100, 256), 2, "2 x the best peer"),
      perSecond("durable, 1024 outstanding", write(Compare.DURABLE, 100, KIB), 2, "2 x the best peer"),
      perSecond("durable, 1 KiB, 1024 outstanding", write(Compare.DURABLE, KIB, KIB), 2, "2 x the best peer"),
      perSecond("memory, 256 outstanding", write(Compare.MEMORY, 100, 256), 1.3, "1.3 x the best peer"),
      perSecond("memory, 1024 outstanding", write(Compare.MEMORY, 100, KIB), 1.3, "1.3 x the best peer"),
      perSecond("in process, memory, 1024 outstanding", write(Compare.WITHIN, 100, KIB), 1, "at least MicroRaft"),
      perSecond("linearizable reads at the leader, 256 outstanding",
        Compare.DURABLE + " " + new Work(Kind.READ, 100, 256, 0).name(), 1, "at least the best peer")
        .without("jgroups-raft", "no majority asked"),
      new Row("five servers, durable, 1024 outstanding, a second", true, contender ->
        results.of(contender, write(Compare.FIVE, 100, KIB), Sample::perSecond), "60 % of three servers",
        best -> 0.6 * three),
      row("CPU us a command, durable, 1024 outstanding", write(Compare.DURABLE, 100, KIB), Sample::cpuMicros, false,
        "below 5", best -> 5),
      row("bytes allocated a command, the same", write(Compare.DURABLE, 100, KIB), Sample::allocated, false, "",
        best -> Double.NaN),
      row("CPU us a command, in process, memory, 1024 outstanding", write(Compare.WITHIN, 100, KIB), Sample::cpuMicros,
        false, "", best -> Double.NaN));
  }

  private List<Row> latency() {
    double least = 1.3 * (limit(Limits::threeFsync).median() + limit(Limits::roundTrip).median());
    String half = Compare.DURABLE + " " + new Work(Kind.WRITE, 100, KIB, 0.5).name();
    return List.of(
      row("durable, 1 outstanding, p50 us", write(Compare.DURABLE, 100, 1), Sample::p50, false,
        "310 us, and 1.3 x (three fsyncs + round trip) = " + Spread.number(least) + " us",
        best -> Math.min(310, least)),
      row("the same, p99 us", write(Compare.DURABLE, 100, 1), Sample::p99, false, "", best -> Double.NaN),
      row("in process, memory, 1 outstanding, p50 us", write(Compare.WITHIN, 100, 1), Sample::p50, false, "",
        best -> Double.NaN),
      row("durable, 1024 outstanding, p99 us", write(Compare.DURABLE, 100, KIB), Sample::p99, false,
        "below every peer's", best -> best),
      row("durable, at half of its own throughput, p50 us from when it was due", half, Sample::p50, false, "",
        best -> Double.NaN),
      row("the same, p99 us", half, Sample::p99, false, "", best -> Double.NaN),
      row("the same, p99.9 us", half, Sample::p999, false, "", best -> Double.NaN));
  }

  private Row loss(String label, String name, ToDoubleFunction<Elections.Loss> figure, String goal, double bound) {
    return new Row(label, false, contender -> loss(contender, name, figure), goal, best -> bound);
  }

  private Optional<Spread> loss(String contender, String name, ToDoubleFunction<Elections.Loss> figure) {
    return results.loss(contender, name, figure);
  }

  private List<Row> elections() {
    double trips = 2 * limit(Limits::roundTrip).median() / 1e3 + limit(Limits::fsync).median() / 1e3;
    return List.of(
      loss("leader killed to next commit, defaults, ms", Compare.KILLED, Elections.Loss::millis, "50 ms", 50),
      loss("the same, timeouts of 150-300 ms", Compare.KILLED + Compare.TUNED, Elections.Loss::millis, "",
        Double.NaN),
      loss("leader frozen to next commit, defaults, ms", Compare.FROZEN, Elections.Loss::millis,
        "1.3 x the timeout of 500-1000 ms", 1_300),
      loss("the same, timeouts of 150-300 ms", Compare.FROZEN + Compare.TUNED, Elections.Loss::millis,
        "1.3 x the timeout", 390),
      loss("of it after detection, ms (seen once a ms)", Compare.FROZEN + Compare.TUNED, Elections.Loss::beyond,
        "2 round trips and an fsync = " + Spread.number(trips) + " ms", trips));
  }
}
