package io.rafty.vertx.sim.script;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.sim.SimDisk;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** The commands that a scenario file may have. */
final class Commands {

  private static final long PATIENCE_MILLIS = 30_000;
  private static final String SNAPSHOTS = "snapshots.";
  private static final Map<String, BiConsumer<SimDisk, Boolean>> DISK_FAULTS = new TreeMap<>(Map.of(
    "stall", SimDisk::stall, "full", SimDisk::failWrites, "fail", SimDisk::failNextForce));

  /** Reads the words of a command after the first. */
  private interface Reader {

    Step read(Line line, Names names);
  }

  private record Command(String usage, Reader reader) {
  }

  private static final Map<String, Command> ALL = new TreeMap<>();

  static {
    add("option SERVER|all NAME NUMBER [NAME NUMBER...]", Commands::option);
    add("servers ID...", Commands::servers);
    add("server ID knows ADDRESS...", Commands::server);
    forServers("start SERVER...|all", SimServer::start);
    forServers("crash SERVER...|all", SimServer::crash);
    forServers("kill SERVER...|all", SimServer::kill);
    forServers("pause SERVER...|all", SimServer::pause);
    forServers("resume SERVER...|all", SimServer::resume);
    forServers("wipe SERVER...|all", SimServer::wipe);
    add("move SERVER ADDRESS", Commands::move);
    add("seeds SERVER ADDRESS...", Commands::seeds);
    add("disk SERVER stall|full|fail on|off, or disk SERVER flip", Commands::disk);
    add("snapshots SERVER stall|full|fail on|off, or snapshots SERVER flip", Commands::snapshots);
    add("isolate SERVER", Commands::isolate);
    add("partition SERVER... | SERVER...", Commands::partition);
    add("cut FROM TO", (line, names) -> link(names.server(line), names.server(line), true));
    add("join FROM TO", (line, names) -> link(names.server(line), names.server(line), false));
    add("slow FROM TO MILLIS", Commands::slow);
    add("heal", (line, names) -> stage -> stage.cluster().heal());
    add("begin", (line, names) -> stage -> stage.transcript().begin());
    add("request SERVER COMMAND", Commands::request);
    add("remove SERVER MEMBER as REQUEST", Commands::remove);
    add("read SERVER as REQUEST", Commands::readState);
    add("await REQUEST", Commands::await);
    add("run MILLIS", Commands::run);
    add("until " + Conditions.USAGE + " within MILLIS", Commands::until);
    add("expect " + Conditions.USAGE, Commands::expect);
  }

  private Commands() {
  }

  private static void add(String usage, Reader reader) {
    ALL.put(usage.split(" ")[0], new Command(usage, reader));
  }

  private static void forServers(String usage, Consumer<SimServer> action) {
    add(usage, (line, names) -> {
      List<String> ids = names.servers(line, "");
      return stage -> ids.forEach(id -> action.accept(stage.server(id)));
    });
  }

  /** Reads one command. */
  static Step read(Line line, Names names) {
    Command command = ALL.get(line.oneOf(ALL.keySet()));
    Step step = command.reader().read(line.usage(command.usage()), names);
    line.end();
    return step;
  }

  private static Step option(Line line, Names names) {
    String server = line.word();
    JsonObject values = new JsonObject();
    while (values.isEmpty() || line.more()) {
      String name = line.word();
      if (name.startsWith(SNAPSHOTS)) {
        JsonObject snapshots = values.getJsonObject("snapshots", new JsonObject());
        values.put("snapshots", snapshots.put(name.substring(SNAPSHOTS.length()), line.number()));
      } else {
        values.put(name, line.number());
      }
    }
    try {
      new RaftOptions(values);
    } catch (IllegalArgumentException unknown) {
      throw line.wrong(unknown.getMessage());
    }
    if (names.servers().contains(server) || (server.equals("all") && !names.servers().isEmpty())) {
      throw line.wrong("options come before the servers");
    }
    return stage -> stage.option(server, values);
  }

  private static Step servers(Line line, Names names) {
    List<String> ids = line.upTo("");
    ids.forEach(id -> names.newServer(line, id));
    return stage -> ids.forEach(id -> stage.add(id, ids));
  }

  private static Step server(Line line, Names names) {
    String id = line.word();
    names.newServer(line, id);
    line.literal("knows");
    List<String> addresses = line.upTo("");
    return stage -> stage.add(id, addresses);
  }

  private static Step move(Line line, Names names) {
    String id = names.server(line);
    String address = line.word();
    return stage -> stage.server(id).moveTo(address);
  }

  private static Step seeds(Line line, Names names) {
    String id = names.server(line);
    List<String> addresses = line.upTo("");
    return stage -> stage.server(id).seeds(addresses);
  }

  private static Step disk(Line line, Names names) {
    String id = names.server(line);
    if (line.nextIs("flip")) {
      line.word();
      return stage -> stage.flipBit(id, SimServer::flipBit);
    }
    return fault(line, id, SimServer::disk);
  }

  private static Step snapshots(Line line, Names names) {
    String id = names.server(line);
    if (line.nextIs("flip")) {
      line.word();
      return stage -> stage.flipBit(id, SimServer::flipSnapshotBit);
    }
    return fault(line, id, SimServer::snapshotDisk);
  }

  private static Step fault(Line line, String id, Function<SimServer, SimDisk> disk) {
    BiConsumer<SimDisk, Boolean> fault = DISK_FAULTS.get(line.oneOf(DISK_FAULTS.keySet()));
    boolean on = line.oneOf(List.of("on", "off")).equals("on");
    return stage -> fault.accept(disk.apply(stage.server(id)), on);
  }

  private static Step isolate(Line line, Names names) {
    String id = names.server(line);
    return stage -> stage.cluster().isolate(id);
  }

  private static Step partition(Line line, Names names) {
    List<String> one = names.servers(line, "|");
    List<String> other = names.servers(line, "");
    return stage -> stage.cluster().partition(one, other);
  }

  private static Step link(String from, String to, boolean cut) {
    return stage -> {
      if (cut) {
        stage.cluster().network().cut(from, to);
      } else {
        stage.cluster().network().join(from, to);
      }
    };
  }

  private static Step slow(Line line, Names names) {
    String from = names.server(line);
    String to = names.server(line);
    long millis = line.number();
    return stage -> stage.cluster().network().slow(from, to, millis * 1000);
  }

  private static Step request(Line line, Names names) {
    String server = names.server(line);
    String command = line.word();
    names.newRequest(line, command);
    return stage -> stage.request(command, server);
  }

  private static Step remove(Line line, Names names) {
    String server = names.server(line);
    String member = names.server(line);
    line.literal("as");
    String name = line.word();
    names.newRequest(line, name);
    return stage -> stage.remove(name, server, member);
  }

  private static Step readState(Line line, Names names) {
    String server = names.server(line);
    line.literal("as");
    String name = line.word();
    names.newRequest(line, name);
    return stage -> stage.read(name, server);
  }

  private static Step await(Line line, Names names) {
    String name = names.request(line);
    return stage -> stage.cluster().runUntil(line.place() + ": " + line.text(), PATIENCE_MILLIS,
      () -> stage.outcome(name).equals("answered"));
  }

  private static Step run(Line line, Names names) {
    long millis = line.number();
    return stage -> stage.cluster().run(millis);
  }

  private static Step until(Line line, Names names) {
    Condition condition = Conditions.read(line, names);
    line.literal("within");
    long millis = line.number();
    return stage -> stage.cluster().runUntil(line.place() + ": " + line.text(), millis,
      () -> condition.unless(stage).isEmpty());
  }

  private static Step expect(Line line, Names names) {
    Condition condition = Conditions.read(line, names);
    return stage -> condition.unless(stage).ifPresent(is -> {
      throw new Violation(Scenario.EXPECTATION, line.place() + ": " + line.text() + ": " + is + "\n"
        + stage.cluster().describe());
    });
  }
}
