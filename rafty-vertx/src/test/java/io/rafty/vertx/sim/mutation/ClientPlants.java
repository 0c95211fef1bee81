package io.rafty.vertx.sim.mutation;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.Configuration;
import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.InstallSnapshotResponse;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.MembershipChange;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.NodeVitals;
import io.rafty.vertx.RaftEvent;
import io.rafty.vertx.RaftMeasurements;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.sim.Plant;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.function.BiFunction;

/** Mistakes on the way between clients and the state machine. */
final class ClientPlants {

  private ClientPlants() {
  }

  /** Reads are answered from the state of whatever server is asked. */
  static Plant readsLocally() {
    return aroundNodes((server, node) -> new Around(node) {
      @Override
      public Future<Buffer> read(Buffer query) {
        return super.readLocal(query);
      }
    });
  }

  /** The leader takes each command that is passed on to it for two. */
  static Plant doublesCommands() {
    return aroundNodes((server, node) -> new Around(node) {
      @Override
      public Future<CommandResponse> command(CommandRequest request) {
        super.command(request);
        return super.command(request);
      }
    });
  }

  private static Plant aroundNodes(BiFunction<SimServer, RaftNode, RaftNode> around) {
    return new Plant() {
      @Override
      public RaftNode node(SimServer server, RaftNode node) {
        return around.apply(server, node);
      }
    };
  }

  /** Every command is applied twice. */
  static Plant appliesTwice() {
    return new Plant() {
      @Override
      public StateMachine machine(String server, StateMachine machine) {
        return new StateMachine() {
          @Override
          public Future<Buffer> apply(long index, Buffer command) {
            return machine.apply(index, command).compose(first -> machine.apply(index, command));
          }

          @Override
          public Future<Buffer> query(Buffer query) {
            return machine.query(query);
          }
        };
      }
    };
  }

  private static class Around implements RaftNode {

    private final RaftNode node;

    Around(RaftNode node) {
      this.node = node;
    }

    @Override
    public Future<Void> start() {
      return node.start();
    }

    @Override
    public Future<Void> stop() {
      return node.stop();
    }

    @Override
    public void disconnected(String serverId) {
      node.disconnected(serverId);
    }

    @Override
    public Future<Buffer> request(Buffer command) {
      return node.request(command);
    }

    @Override
    public Future<Buffer> request(String key, Buffer command) {
      return node.request(key, command);
    }

    @Override
    public Future<Buffer> request(String key, long since, Buffer command) {
      return node.request(key, since, command);
    }

    @Override
    public Future<Buffer> read(Buffer query) {
      return node.read(query);
    }

    @Override
    public Future<Buffer> readStale(Buffer query, long maxAgeMillis) {
      return node.readStale(query, maxAgeMillis);
    }

    @Override
    public Future<Buffer> readLocal(Buffer query) {
      return node.readLocal(query);
    }

    @Override
    public Future<SnapshotStore.Reader> snapshot() {
      return node.snapshot();
    }

    @Override
    public Future<Void> remove(String memberId) {
      return node.remove(memberId);
    }

    @Override
    public Future<Configuration> changeMembers(MembershipChange change) {
      return node.changeMembers(change);
    }

    @Override
    public Future<String> transferLeadership() {
      return node.transferLeadership();
    }

    @Override
    public Future<String> transferLeadership(String memberId) {
      return node.transferLeadership(memberId);
    }

    @Override
    public NodeState state() {
      return node.state();
    }

    @Override
    public String group() {
      return node.group();
    }

    @Override
    public Future<NodeVitals> vitals() {
      return node.vitals();
    }

    @Override
    public Future<JsonObject> inspect(String memberId) {
      return node.inspect(memberId);
    }

    @Override
    public RaftNode measure(RaftMeasurements measurements) {
      return node.measure(measurements);
    }

    @Override
    public RaftNode onEvent(Handler<RaftEvent> handler) {
      return node.onEvent(handler);
    }

    @Override
    public RaftNode onChange(Handler<NodeState> handler) {
      return node.onChange(handler);
    }

    @Override
    public Future<AppendEntriesResponse> appendEntries(AppendEntries request) {
      return node.appendEntries(request);
    }

    @Override
    public Future<RequestVoteResponse> requestVote(RequestVote request) {
      return node.requestVote(request);
    }

    @Override
    public Future<CommandResponse> command(CommandRequest request) {
      return node.command(request);
    }

    @Override
    public Future<InstallSnapshotResponse> installSnapshot(InstallSnapshot request) {
      return node.installSnapshot(request);
    }

    @Override
    public Future<JoinResponse> join(JoinRequest request) {
      return node.join(request);
    }
  }
}
