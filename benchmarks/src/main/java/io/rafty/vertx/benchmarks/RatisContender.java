package io.rafty.vertx.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.TimeDuration;

/**
 * Apache Ratis over gRPC, which its documentation names as the transport with pipelined appends; requests are handed to
 * the server in process. The log is its segmented one with synced writes, or its log in memory. No pause at all between
 * two appends, and flushing asynchronously, were tried and made it slower here.
 */
final class RatisContender implements Contender {

  private static final RaftGroupId GROUP = RaftGroupId.valueOf(new UUID(1, 1));
  private static final String HOST = "127.0.0.1";

  @Override
  public Server start(int number, Setup setup) throws IOException {
    List<RaftPeer> peers = IntStream.range(0, setup.nodes())
      .mapToObj(i -> RaftPeer.newBuilder().setId(Setup.id(i)).setAddress(HOST + ":" + setup.ports().get(i)).build())
      .toList();
    RaftServer server = RaftServer.newBuilder()
      .setServerId(RaftPeerId.valueOf(Setup.id(number)))
      .setStateMachine(new Nothing())
      .setGroup(RaftGroup.valueOf(GROUP, peers))
      .setOption(RaftStorage.StartupOption.RECOVER)
      .setProperties(properties(number, setup))
      .build();
    server.start();
    return new RatisServer(server, server.getDivision(GROUP), ClientId.randomId(), new AtomicLong());
  }

  private static RaftProperties properties(int number, Setup setup) {
    RaftProperties properties = new RaftProperties();
    RaftConfigKeys.Rpc.setType(properties, SupportedRpcType.GRPC);
    GrpcConfigKeys.Server.setHost(properties, HOST);
    GrpcConfigKeys.Server.setPort(properties, setup.ports().get(number));
    RaftServerConfigKeys.setStorageDir(properties, List.of(setup.folderOf(number).toFile()));
    RaftServerConfigKeys.Log.setUseMemory(properties, !setup.durable());
    RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
    RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
    RaftServerConfigKeys.Read.setLeaderLeaseEnabled(properties, setup.leases());
    if (setup.electionTimeout() > 0) {
      RaftServerConfigKeys.Rpc.setTimeoutMin(properties, millis(setup.electionTimeout()));
      RaftServerConfigKeys.Rpc.setTimeoutMax(properties, millis(2 * setup.electionTimeout()));
    }
    return properties;
  }

  private static TimeDuration millis(int millis) {
    return TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    // nothing is shared
  }

  private static final class Nothing extends BaseStateMachine {

    private static final CompletableFuture<Message> EMPTY = CompletableFuture.completedFuture(Message.EMPTY);

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
      updateLastAppliedTermIndex(transaction.getLogEntry().getTerm(), transaction.getLogEntry().getIndex());
      return EMPTY;
    }

    @Override
    public CompletableFuture<Message> query(Message request) {
      return EMPTY;
    }
  }

  private record RatisServer(RaftServer server, RaftServer.Division division, ClientId client, AtomicLong calls)
    implements Server {

    @Override
    public boolean leads() {
      return division.getInfo().isLeaderReady();
    }

    @Override
    public boolean campaigns() {
      return division.getInfo().isCandidate();
    }

    @Override
    public Request writes(byte[] command) {
      ByteString bytes = UnsafeByteOperations.unsafeWrap(command);
      return answer -> make(Message.valueOf(bytes), RaftClientRequest.writeRequestType(), Runnable::run, answer);
    }

    /** A read that is made on the thread which has just answered another one may never be answered. */
    @Override
    public Request reads() {
      return answer -> make(Message.EMPTY, RaftClientRequest.readRequestType(), ForkJoinPool.commonPool(), answer);
    }

    private void make(Message message, RaftClientRequest.Type type, Executor answering, Answer answer) {
      RaftClientRequest request = RaftClientRequest.newBuilder().setClientId(client).setServerId(server.getId())
        .setGroupId(GROUP).setCallId(calls.incrementAndGet()).setMessage(message).setType(type).build();
      try {
        server.submitClientRequestAsync(request).whenCompleteAsync((reply, failure) -> {
          if (failure == null && reply.isSuccess()) {
            answer.answered();
          } else {
            answer.failed(failure == null ? reply.getException() : failure);
          }
        }, answering);
      } catch (IOException e) {
        answer.failed(e);
      }
    }

    @Override
    public void close() {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException("Ratis did not end well", e);
      }
    }
  }
}
