package io.rafty.vertx.benchmarks;

import io.microraft.Ordered;
import io.microraft.QueryPolicy;
import io.microraft.RaftConfig;
import io.microraft.RaftEndpoint;
import io.microraft.RaftNode;
import io.microraft.RaftRole;
import io.microraft.model.message.RaftMessage;
import io.microraft.statemachine.StateMachine;
import io.microraft.transport.Transport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * MicroRaft, which has neither a network nor a log of its own: its servers hand each other the messages in process, and
 * keep their logs in memory. Each has a thread, as its default is.
 */
final class MicroraftContender implements Contender {

  private static final int MOST_PENDING = 10_000;
  private static final int MILLIS = 1_000;

  private final Map<RaftEndpoint, RaftNode> nodes = new ConcurrentHashMap<>();

  private record Endpoint(Object getId) implements RaftEndpoint {
  }

  @Override
  public Server start(int number, Setup setup) {
    if (setup.network() || setup.durable()) {
      throw new IllegalArgumentException("MicroRaft has no network and no durable log: network=" + setup.network()
        + ", durable=" + setup.durable());
    }
    List<RaftEndpoint> members = IntStream.range(0, setup.nodes())
      .<RaftEndpoint>mapToObj(i -> new Endpoint(Setup.id(i))).toList();
    RaftConfig.RaftConfigBuilder config = RaftConfig.newBuilder().setMaxPendingLogEntryCount(MOST_PENDING);
    if (setup.electionTimeout() > 0) {
      // whole seconds are the shortest that it allows for what follows the first election
      config.setLeaderElectionTimeoutMillis(setup.electionTimeout())
        .setLeaderHeartbeatTimeoutSecs(Math.max(1, setup.electionTimeout() / MILLIS)).setLeaderHeartbeatPeriodSecs(1);
    }
    RaftNode node = RaftNode.newBuilder().setGroupId("bench").setLocalEndpoint(members.get(number))
      .setInitialGroupMembers(members).setConfig(config.build()).setTransport(new Within())
      .setStateMachine(new Nothing()).build();
    nodes.put(members.get(number), node);
    node.start().join();
    return new MicroraftServer(node);
  }

  @Override
  public void close() {
    nodes.clear();
  }

  private final class Within implements Transport {

    @Override
    public void send(RaftEndpoint target, RaftMessage message) {
      Optional.ofNullable(nodes.get(target)).ifPresent(node -> node.handle(message));
    }

    @Override
    public boolean isReachable(RaftEndpoint target) {
      return nodes.containsKey(target);
    }
  }

  private static final class Nothing implements StateMachine {

    @Override
    public Object runOperation(long commitIndex, Object operation) {
      return "";
    }

    @Override
    public void takeSnapshot(long commitIndex, Consumer<Object> chunks) {
      chunks.accept("");
    }

    @Override
    public void installSnapshot(long commitIndex, List<Object> chunks) {
      // there is no state
    }

    @Override
    public Object getNewTermOperation() {
      return "";
    }
  }

  private record MicroraftServer(RaftNode node) implements Server {

    @Override
    public boolean leads() {
      return node.getReport().join().getResult().getRole() == RaftRole.LEADER;
    }

    @Override
    public Request writes(byte[] command) {
      return answer -> tell(node.replicate(command), answer);
    }

    @Override
    public Request reads() {
      return answer -> tell(node.query("", QueryPolicy.LINEARIZABLE, Optional.empty(), Optional.empty()), answer);
    }

    private static void tell(CompletableFuture<Ordered<Object>> result, Answer answer) {
      result.whenComplete((done, failure) -> {
        if (failure == null) {
          answer.answered();
        } else {
          answer.failed(failure);
        }
      });
    }

    @Override
    public void close() {
      node.terminate().join();
    }
  }
}
