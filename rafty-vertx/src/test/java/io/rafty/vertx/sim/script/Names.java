package io.rafty.vertx.sim.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The servers and the requests that a scenario has named so far. */
final class Names {

  private final Set<String> servers = new TreeSet<>();
  private final Set<String> requests = new TreeSet<>();

  void newServer(Line line, String id) {
    if (!servers.add(id)) {
      throw line.wrong("there is a server '" + id + "' already");
    }
  }

  void newRequest(Line line, String name) {
    if (servers.contains(name)) {
      throw line.wrong("'" + name + "' is a server: give the request another name");
    }
    if (!requests.add(name)) {
      throw line.wrong("there is a request '" + name + "' already");
    }
  }

  Set<String> servers() {
    return servers;
  }

  Set<String> requests() {
    return requests;
  }

  String server(Line line) {
    return line.oneOf(servers);
  }

  String request(Line line) {
    return line.oneOf(requests);
  }

  /** Servers up to a word, or up to the end; {@code all} is all of them. */
  List<String> servers(Line line, String end) {
    List<String> named = line.upTo(end);
    if (named.equals(List.of("all"))) {
      return new ArrayList<>(servers);
    }
    for (String name : named) {
      if (!servers.contains(name)) {
        throw line.wrong("'" + name + "' is not one of: " + String.join(", ", servers) + ", or all");
      }
    }
    return named;
  }
}
