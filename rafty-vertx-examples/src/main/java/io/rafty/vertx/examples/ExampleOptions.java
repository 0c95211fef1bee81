package io.rafty.vertx.examples;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The options of {@link KeyValueExample}, from its arguments and its environment; arguments win.
 *
 * @param id       this server's id, or empty to run several servers in one process
 * @param host     the interface to listen on
 * @param port     the port, or the first of several
 * @param servers  how many, where there are several
 * @param peers    addresses of other servers
 * @param data     the data folder, or the parent of several
 * @param help     whether to say how it is used
 */
record ExampleOptions(String id, String host, int port, int servers, List<String> peers, String data, boolean help) {

  static final String USAGE = """
    Runs the key-value example.

      without options             five servers in this process, on ports 8081 to 8085, data in ./data
        --base-port PORT          the first port
        --servers N               how many servers, 1 to 9

      with --id                   one server in a process of its own
        --id ID                   its name for good                 (or RAFTY_ID)
        --port PORT               8081 unless given                 (or RAFTY_PORT)
        --peers HOST:PORT,...     other servers; none: a cluster of one (or RAFTY_PEERS)

      in both cases
        --host HOST               localhost unless given            (or RAFTY_HOST)
        --data FOLDER             data unless given; one server: data/ID (or RAFTY_DATA)
        --help                    this text
    """;

  private static final Map<String, String> ENVIRONMENT = Map.of("--id", "RAFTY_ID", "--port", "RAFTY_PORT",
    "--peers", "RAFTY_PEERS", "--host", "RAFTY_HOST", "--data", "RAFTY_DATA");
  private static final List<String> NAMES = List.of("--id", "--port", "--base-port", "--servers", "--peers", "--host",
    "--data");

  /**
   * Reads options.
   *
   * @throws IllegalArgumentException for one that is unknown, lacks its value, or cannot be
   */
  static ExampleOptions parse(List<String> arguments, Map<String, String> environment) {
    Map<String, String> given = new TreeMap<>();
    ENVIRONMENT.forEach((option, variable) -> {
      if (environment.containsKey(variable)) {
        given.put(option, environment.get(variable));
      }
    });
    for (int i = 0; i < arguments.size(); i++) {
      String name = arguments.get(i);
      if (name.equals("--help")) {
        given.put(name, "");
      } else if (!NAMES.contains(name)) {
        throw new IllegalArgumentException("unknown option '" + name + "'");
      } else if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException("option '" + name + "' needs a value");
      } else {
        given.put(name, arguments.get(++i));
      }
    }
    return of(given);
  }

  private static ExampleOptions of(Map<String, String> given) {
    String id = given.getOrDefault("--id", "");
    if (id.isEmpty() && (given.containsKey("--peers") || given.containsKey("--port"))) {
      throw new IllegalArgumentException("one server of a cluster needs an id: add --id");
    }
    String peers = given.getOrDefault("--peers", "");
    int port = number(given, id.isEmpty() ? "--base-port" : "--port", 8081, 1, 65_535);
    return new ExampleOptions(id, given.getOrDefault("--host", "localhost"), port, number(given, "--servers", 5, 1, 9),
      peers.isBlank() ? List.of() : List.of(peers.trim().split("\\s*,\\s*")),
      given.getOrDefault("--data", id.isEmpty() ? "data" : "data/" + id), given.containsKey("--help"));
  }

  private static int number(Map<String, String> given, String name, int otherwise, int min, int max) {
    String text = given.getOrDefault(name, Integer.toString(otherwise));
    if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < min || Integer.parseInt(text) > max) {
      throw new IllegalArgumentException("option '" + name + "' is '" + text + "'; allowed: " + min + " to " + max);
    }
    return Integer.parseInt(text);
  }
}
