package io.rafty.vertx.sim.script;

import io.rafty.vertx.EntryType;
import io.rafty.vertx.Role;
import io.rafty.vertx.session.Envelope;
import io.rafty.vertx.sim.SimServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The conditions that {@code expect} and {@code until} know. */
final class Conditions {

  static final String USAGE = "[not] CONDITION, which is 'nobody|somebody leads', "
    + "'REQUEST answered|rejected|unknown|open', 'REQUEST found [COMMAND...]', "
    + "'SERVER leads|follows|campaigns|learns|runs|is-down|stopped-itself', "
    + "'SERVER term N', 'SERVER log-after N', 'SERVER voted SERVER|nobody', "
    + "'SERVER journal|log [COMMAND...]', 'SERVER holds COMMAND', "
    + "'SERVER voters|members SERVER...' or 'SERVER addresses ADDRESS...'";

  private static final Map<String, Function<Line, BiFunction<Stage, SimServer, Optional<String>>>> OF_SERVER =
    new TreeMap<>();

  static {
    role("leads", Role.LEADER);
    role("follows", Role.FOLLOWER);
    role("campaigns", Role.CANDIDATE);
    role("learns", Role.LEARNER);
    OF_SERVER.put("runs", line -> (stage, server) -> Condition.holds(server.running(), "it is down"));
    OF_SERVER.put("is-down", line -> (stage, server) -> Condition.holds(!server.running(), "it runs"));
    OF_SERVER.put("stopped-itself", line -> (stage, server) -> Condition.holds(
      !server.running() && stage.transcript().stoppedItself(server.id()), "it has not"));
    OF_SERVER.put("term", line -> {
      long term = line.number();
      return (stage, server) -> Condition.same(term, server.state().term());
    });
    OF_SERVER.put("log-after", line -> {
      long index = line.number();
      return (stage, server) -> Condition.same(index, server.durableBaseIndex());
    });
    OF_SERVER.put("voted", line -> {
      String whom = line.word();
      return (stage, server) -> Condition.same(whom, server.state().votedFor().orElse("nobody"));
    });
    OF_SERVER.put("journal", line -> {
      List<String> commands = rest(line);
      return (stage, server) -> Condition.same(commands, stage.cluster().journal(server.id()));
    });
    OF_SERVER.put("log", line -> {
      List<String> commands = rest(line);
      return (stage, server) -> Condition.same(commands, durableCommands(server));
    });
    OF_SERVER.put("holds", line -> {
      String command = line.word();
      return (stage, server) -> Condition.holds(durableCommands(server).contains(command),
        "its disk has " + durableCommands(server));
    });
    OF_SERVER.put("voters", line -> {
      List<String> ids = rest(line);
      return (stage, server) -> Condition.same(ids, server.state().configuration().voters());
    });
    OF_SERVER.put("addresses", line -> {
      List<String> addresses = rest(line);
      return (stage, server) -> Condition.same(addresses,
        server.state().configuration().members().stream().map(member -> member.address()).toList());
    });
    OF_SERVER.put("members", line -> {
      List<String> ids = rest(line);
      return (stage, server) -> Condition.same(ids,
        server.state().configuration().members().stream().map(member -> member.id()).toList());
    });
  }

  private Conditions() {
  }

  private static void role(String verb, Role role) {
    OF_SERVER.put(verb, line -> (stage, server) -> !server.running() ? Optional.of("it is down")
      : Condition.same(role, server.state().role()).map(is -> is.toLowerCase(Locale.ROOT)));
  }

  private static List<String> rest(Line line) {
    return line.more() && !line.nextIs("within") ? restOfSome(line) : List.of();
  }

  private static List<String> restOfSome(Line line) {
    List<String> words = new ArrayList<>();
    while (line.more() && !line.nextIs("within")) {
      words.add(line.word());
    }
    return words;
  }

  private static List<String> durableCommands(SimServer server) {
    return server.durableEntries().stream().filter(entry -> entry.type() == EntryType.COMMAND)
      .map(entry -> Envelope.command(entry.data()).toString()).toList();
  }

  /** Reads one. */
  static Condition read(Line line, Names names) {
    if (line.nextIs("not")) {
      line.word();
      Condition inner = read(line, names);
      return stage -> Condition.holds(inner.unless(stage).isPresent(), "it is so");
    }
    String subject = line.word();
    if (subject.equals("nobody")) {
      line.literal("leads");
      return stage -> stage.cluster().leader().map(leader -> leader.id() + " does");
    }
    if (subject.equals("somebody")) {
      line.literal("leads");
      return stage -> Condition.holds(stage.cluster().leader().isPresent(), "nobody does");
    }
    if (names.requests().contains(subject)) {
      if (line.nextIs("found")) {
        line.word();
        String commands = String.join(" ", rest(line));
        return stage -> Condition.same(commands, stage.answer(subject).orElse(stage.outcome(subject)));
      }
      String outcome = line.oneOf(Stage.OUTCOMES);
      return stage -> Condition.same(outcome, stage.outcome(subject));
    }
    if (names.servers().contains(subject)) {
      var condition = OF_SERVER.get(line.oneOf(OF_SERVER.keySet())).apply(line);
      return stage -> condition.apply(stage, stage.cluster().server(subject));
    }
    throw line.wrong("'" + subject + "' is neither a server (" + String.join(", ", names.servers())
      + ") nor a request (" + String.join(", ", names.requests()) + ")");
  }
}
