package io.rafty.vertx.benchmarks;

import io.rafty.vertx.InProcessPeers;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.SnapshotOptions;
import io.rafty.vertx.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** rafty-vertx with its defaults, over HTTP or in process, on {@link io.rafty.vertx.log.FileLog} or in memory. */
final class RaftyContender implements Contender {

  private static final int HEARTBEATS_PER_TIMEOUT = 3;

  /** In process, a log is compacted as often as MicroRaft's by its default: after 50,000 commands of 133 bytes. */
  private static final int AS_MICRORAFT = 50_000 * 133;

  private final Vertx vertx = Vertx.vertx();
  private final InProcessPeers within = InProcessPeers.create();

  @Override
  public Server start(int number, Setup setup) {
    RaftOptions options = new RaftOptions().setNodeId(Setup.id(number)).setPort(setup.ports().get(number))
      .setLeaseReads(setup.leases()).setMaxCommandBytes(RaftOptions.DEFAULT_MAX_COMMAND_BYTES);
    if (setup.electionTimeout() > 0) {
      options.setMinElectionTimeout(setup.electionTimeout()).setMaxElectionTimeout(2L * setup.electionTimeout())
        .setHeartbeatInterval(setup.electionTimeout() / HEARTBEATS_PER_TIMEOUT);
    }
    Store store = setup.durable() ? Store.in(vertx, setup.folderOf(number).toString()) : Store.inMemory();
    if (!setup.network()) {
      options.setSnapshots(new SnapshotOptions().setLogBytes(AS_MICRORAFT));
    }
    BenchServer server = new BenchServer(options, store, setup.network() ? Optional.empty() : Optional.of(within));
    BenchCluster.await(vertx.deployVerticle(server));
    BenchCluster.await(server.create(addresses(setup)));
    BenchCluster.await(server.take());
    return new RaftyServer(server, setup.nodes());
  }

  private static List<String> addresses(Setup setup) {
    return IntStream.range(0, setup.nodes())
      .mapToObj(i -> setup.network() ? "127.0.0.1:" + setup.ports().get(i) : Setup.id(i)).toList();
  }

  @Override
  public void close() {
    BenchCluster.await(vertx.close());
  }

  private record RaftyServer(BenchServer server, int voters) implements Server {

    private RaftNode node() {
      return server.node();
    }

    @Override
    public boolean leads() {
      NodeState state = node().state();
      return state.isLeader() && state.configuration().voters().size() == voters;
    }

    @Override
    public boolean campaigns() {
      return node().state().role() == Role.CANDIDATE;
    }

    @Override
    public Request writes(byte[] command) {
      Buffer bytes = Buffer.buffer(command);
      return answer -> tell(node().request(bytes), answer);
    }

    @Override
    public Request reads() {
      Buffer query = Buffer.buffer();
      return answer -> tell(node().read(query), answer);
    }

    private static void tell(Future<Buffer> result, Answer answer) {
      result.onComplete(done -> answer.answered(), answer::failed);
    }

    @Override
    public void run(Runnable work) {
      server.onContext(() -> {
        work.run();
        return Future.succeededFuture();
      });
    }

    @Override
    public void close() {
      BenchCluster.await(server.end());
    }
  }
}
