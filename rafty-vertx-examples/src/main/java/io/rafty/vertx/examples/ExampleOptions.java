package io.rafty.vertx.examples;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.SecurityOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What the example was asked to do.
 *
 * @param help    only to tell how it is used
 * @param metrics to serve what Prometheus and a load balancer ask for
 * @param servers the servers to run in this process: all of a cluster, or one of it
 */
record ExampleOptions(boolean help, boolean metrics, List<RaftOptions> servers) {

  static final String USAGE = """
    Runs servers of a replicated key-value store.

    Five servers in this process, each with its own port and data folder:
      --servers N          how many, 1 to 9 (default: 5)
      --base-port PORT     port of the first; each next one has the next port (default: 8081)
      --data FOLDER        each server uses a folder of its own in it (default: data)

    One server of a cluster, in this process alone:
      --id ID              its name for good, unique in the cluster
      --host HOST          where it listens and is reached (default: localhost)
      --port PORT          likewise (default: 8081)
      --address HOST:PORT  where the others reach it, if that differs
      --peers A,B,...      host:port of the others; of a running cluster, one is enough
      --data FOLDER        its data folder (default: data/ID)
      Also from the environment: RAFTY_ID, RAFTY_HOST, RAFTY_PORT, RAFTY_ADDRESS, RAFTY_PEERS, RAFTY_DATA, RAFTY_TLS.

    Either way:
      --tls FOLDER         with key.pem, cert.pem, and ca.pem of who signs: all who connect need a certificate
      --metrics            serve /metrics for Prometheus, /health/live and /health/ready
      --help               this text
    """;

  private static final Set<String> OF_MANY = Set.of("servers", "base-port", "data", "tls");
  private static final Set<String> OF_ONE = Set.of("id", "host", "port", "address", "peers", "data", "tls");
  private static final String METRICS = "--metrics";
  private static final int DEFAULT_PORT = 8081;

  ExampleOptions {
    servers = List.copyOf(servers);
  }

  /**
   * Reads the command line, and the environment where the command line is silent.
   *
   * @throws UsageException for what makes no sense
   */
  static ExampleOptions parse(List<String> args, Map<String, String> environment) {
    if (args.contains("--help") || args.contains("-h")) {
      return new ExampleOptions(true, false, List.of());
    }
    boolean metrics = args.contains(METRICS);
    Map<String, String> given = commandLine(args.stream().filter(arg -> !arg.equals(METRICS)).toList());
    boolean many = given.containsKey("servers") || given.containsKey("base-port");
    if (!many) {
      OF_ONE.forEach(name -> Optional.ofNullable(environment.get("RAFTY_" + name.toUpperCase()))
        .filter(value -> !value.isBlank())
        .ifPresent(value -> given.putIfAbsent(name, value)));
    }
    boolean one = given.containsKey("id");
    for (String name : new TreeSet<>(given.keySet())) {
      if (!(one ? OF_ONE : OF_MANY).contains(name)) {
        throw new UsageException(one
          ? "--" + name + " starts several servers and --id one: use either"
          : "--" + name + " is for a server of its own: give it an --id, too");
      }
    }
    return new ExampleOptions(false, metrics, one ? List.of(one(given)) : many(given));
  }

  private static Map<String, String> commandLine(List<String> args) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < args.size(); i++) {
      String[] parts = args.get(i).split("=", 2);
      String name = parts[0].startsWith("--") ? parts[0].substring(2) : "";
      if (!OF_ONE.contains(name) && !OF_MANY.contains(name)) {
        throw new UsageException("unknown option '" + args.get(i) + "'");
      }
      if (parts.length == 1 && i + 1 == args.size()) {
        throw new UsageException("--" + name + " needs a value");
      }
      String value = parts.length == 2 ? parts[1] : args.get(++i);
      if (value.isBlank() && !name.equals("peers") || value.startsWith("--")) {
        throw new UsageException("--" + name + " needs a value, not '" + value + "'");
      }
      if (given.put(name, value) != null) {
        throw new UsageException("--" + name + " is given twice");
      }
    }
    return given;
  }

  private static List<RaftOptions> many(Map<String, String> given) {
    int servers = number("servers", given.getOrDefault("servers", "5"), 1, 9);
    int basePort = number("base-port", given.getOrDefault("base-port", "" + DEFAULT_PORT), 1, 65536 - servers);
    Path data = Path.of(given.getOrDefault("data", "data"));
    List<String> addresses = IntStream.range(0, servers).mapToObj(i -> "localhost:" + (basePort + i)).toList();
    return IntStream.range(0, servers).mapToObj(i -> new RaftOptions()
      .setNodeId(String.valueOf(i + 1))
      .setPort(basePort + i)
      .setPeers(servers == 1 ? List.of() : addresses)
      .setSecurity(security(given))
      .setDataFolder(data.resolve(String.valueOf(i + 1)).toString())
      .validate()).toList();
  }

  private static RaftOptions one(Map<String, String> given) {
    String id = given.get("id");
    RaftOptions options = new RaftOptions()
      .setNodeId(id)
      .setHost(given.getOrDefault("host", "localhost"))
      .setPort(number("port", given.getOrDefault("port", "" + DEFAULT_PORT), 1, 65535))
      .setAddress(given.getOrDefault("address", ""))
      .setPeers(peers(given.getOrDefault("peers", "")))
      .setSecurity(security(given))
      .setDataFolder(given.getOrDefault("data", Path.of("data", id).toString()));
    try {
      return options.validate();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  /** New certificates are used within a minute after they have been put in the place of the old ones. */
  private static SecurityOptions security(Map<String, String> given) {
    SecurityOptions options = new SecurityOptions();
    if (given.containsKey("tls")) {
      Path folder = Path.of(given.get("tls"));
      options.setKeyPath(folder.resolve("key.pem").toString()).setCertPath(folder.resolve("cert.pem").toString())
        .setTrustPath(folder.resolve("ca.pem").toString()).setReloadInterval(60_000);
    }
    return options;
  }

  private static List<String> peers(String list) {
    List<String> peers = Arrays.stream(list.split(",")).map(String::trim).filter(peer -> !peer.isEmpty()).toList();
    for (String peer : peers) {
      if (!peer.matches("[^\\s/]+:\\d{1,5}")) {
        throw new UsageException("--peers names '" + peer + "'; allowed: host:port, several separated by commas");
      }
    }
    return peers;
  }

  private static int number(String name, String value, int min, int max) {
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, like a number out of range
    }
    throw new UsageException("--" + name + " is '" + value + "'; allowed: " + min + " to " + max);
  }
}
