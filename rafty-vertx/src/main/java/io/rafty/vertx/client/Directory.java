package io.rafty.vertx.client;

import io.rafty.vertx.MemberRole;
import io.rafty.vertx.client.Reply.Failed;
import io.rafty.vertx.http.PeerAddress;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which servers there are, which of them leads, and whom to ask next. Servers say who the members are; those that the
 * options name come after them, for the case that all members have moved meanwhile.
 */
final class Directory {

  /** What a server says of others is believed, within bounds. */
  private static final int MAX_MEMBERS = 100;

  private final boolean discovery;
  private final Backoff backoff;
  private final List<Server> seeds;
  private List<Server> members = List.of();
  private Optional<Server> leader = Optional.empty();
  private int turn;

  /**
   * The servers of the options.
   *
   * @param turn where to begin; different for each client, or they would all begin with the same server
   */
  Directory(List<PeerAddress> addresses, boolean discovery, Backoff backoff, int turn) {
    this.seeds = addresses.stream().distinct().map(Server::new).toList();
    this.discovery = discovery;
    this.backoff = backoff;
    this.turn = turn;
  }

  boolean discovers() {
    return discovery;
  }

  /** Whether any server has said yet who the members are. */
  boolean learned() {
    return !members.isEmpty();
  }

  /**
   * Whom to ask now; nobody if all want to be left alone.
   *
   * @param tried these were asked already, and come after the others
   */
  Optional<Server> choose(boolean spread, long now, Set<Server> tried) {
    return choose(spread, server -> server.free(now) && !tried.contains(server))
      .or(() -> choose(spread, server -> server.free(now)));
  }

  private Optional<Server> choose(boolean spread, Predicate<Server> allowed) {
    if (!spread && leader.filter(allowed).isPresent()) {
      return leader;
    }
    List<Server> named = members.isEmpty() ? seeds : members;
    List<Server> stateful = named.stream().filter(server -> !server.witness()).toList();
    List<Server> followers = stateful.stream().filter(server -> leader.filter(server::equals).isEmpty()).toList();
    return Stream.of(spread ? followers : named, stateful, seeds)
      .map(tier -> tier.stream().filter(allowed).toList())
      .filter(left -> !left.isEmpty()).findFirst()
      .map(left -> left.get(Math.floorMod(turn++, left.size())));
  }

  /** When there will be somebody to ask. */
  long nextFree() {
    return all().mapToLong(Server::heldUntil).min().orElseThrow();
  }

  private Stream<Server> all() {
    return Stream.of(seeds.stream(), members.stream(), leader.stream()).flatMap(servers -> servers);
  }

  void worked(Server server) {
    server.worked();
  }

  /**
   * An attempt has failed in a way that may have to do with the server.
   *
   * @return whether another attempt may begin at once: the server has named another one that leads
   */
  boolean failed(Server server, Failed failed, long now) {
    server.failed(now, backoff);
    server.hold(now + failed.retryAfter());
    leader = leader.filter(before -> before != server);
    leader = failed.leader().flatMap(this::named).or(() -> leader);
    return failed.leader().isPresent() && leader.filter(named -> named.free(now)).isPresent();
  }

  /**
   * What a server answered when it was asked about itself. It is only of use if the servers are members under the
   * addresses at which clients reach them, as far as one can see: a server that calls itself by another port speaks of
   * one that is for servers alone, or is behind something that translates.
   */
  void learn(Server asked, JsonObject status) {
    List<JsonObject> told = status.getValue("members") instanceof JsonArray array
      ? array.stream().limit(MAX_MEMBERS).filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList()
      : List.of();
    boolean ofUse = told.stream().filter(member -> Objects.equals(member.getValue("id"), status.getValue("id")))
      .flatMap(member -> address(member.getValue("address")).stream())
      .anyMatch(own -> own.port() == asked.address().port() && own.path().equals(asked.address().path()));
    if (!ofUse) {
      return;
    }
    List<Server> found = new ArrayList<>();
    told.forEach(member -> address(member.getValue("address")).map(this::known).ifPresent(server -> {
      server.witness(MemberRole.WITNESS.name().equals(member.getValue("role")));
      found.add(server);
    }));
    members = found.stream().distinct().toList();
    leader = named(status.getValue("leaderAddress")).or(() -> leader.filter(members::contains));
  }

  /** A server that is known already: nobody is sent to a stranger. */
  private Optional<Server> named(Object text) {
    return address(text).flatMap(address -> all().filter(server -> server.address().equals(address)).findFirst());
  }

  private Server known(PeerAddress address) {
    return all().filter(server -> server.address().equals(address)).findFirst().orElseGet(() -> new Server(address));
  }

  private static Optional<PeerAddress> address(Object text) {
    try {
      return Optional.of(PeerAddress.parse(Objects.toString(text, "")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
