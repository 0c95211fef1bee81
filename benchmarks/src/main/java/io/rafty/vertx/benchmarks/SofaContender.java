package io.rafty.vertx.benchmarks;

import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.RaftGroupService;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.ReadIndexClosure;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.core.DefaultJRaftServiceFactory;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.Task;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.option.ReadOnlyOption;
import com.alipay.sofa.jraft.storage.LogStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * SOFAJRaft over its Bolt network. Its user guide advises for speed what are its defaults by now: pipelines,
 * batches in its queues, an apply that does not block. The log is RocksDB with synced writes; for a log in memory it is
 * given {@link SofaMemoryLog}, since it has none of its own.
 */
final class SofaContender implements Contender {

  private static final String GROUP = "bench";
  private static final String HOST = "127.0.0.1";

  @Override
  public Server start(int number, Setup setup) throws IOException {
    Path folder = Files.createDirectories(setup.folderOf(number));
    Configuration members = new Configuration();
    setup.ports().forEach(port -> members.addPeer(new PeerId(HOST, port)));
    RaftOptions raft = new RaftOptions();
    raft.setSync(setup.durable());
    raft.setReadOnlyOptions(setup.leases() ? ReadOnlyOption.ReadOnlyLeaseBased : ReadOnlyOption.ReadOnlySafe);
    NodeOptions options = new NodeOptions();
    options.setInitialConf(members);
    options.setFsm(new Nothing());
    options.setLogUri(folder.resolve("log").toString());
    options.setRaftMetaUri(folder.resolve("meta").toString());
    options.setRaftOptions(raft);
    options.setDisableCli(true);
    if (setup.electionTimeout() > 0) {
      options.setElectionTimeoutMs(setup.electionTimeout());
      raft.setMaxElectionDelayMs(setup.electionTimeout());
    }
    if (!setup.durable()) {
      options.setServiceFactory(new InMemory());
    }
    RaftGroupService service = new RaftGroupService(GROUP, new PeerId(HOST, setup.ports().get(number)), options);
    return new SofaServer(service, service.start());
  }

  @Override
  public void close() {
    // nothing is shared
  }

  private static final class InMemory extends DefaultJRaftServiceFactory {

    @Override
    public LogStorage createLogStorage(String uri, RaftOptions raftOptions) {
      return new SofaMemoryLog();
    }
  }

  private static final class Nothing extends StateMachineAdapter {

    @Override
    public void onApply(Iterator entries) {
      while (entries.hasNext()) {
        Optional.ofNullable(entries.done()).ifPresent(done -> done.run(Status.OK()));
        entries.next();
      }
    }
  }

  private record SofaServer(RaftGroupService service, Node node) implements Server {

    @Override
    public boolean leads() {
      return node.isLeader(false);
    }

    @Override
    public Request writes(byte[] command) {
      return answer -> node.apply(new Task(ByteBuffer.wrap(command), status -> tell(status, answer)));
    }

    @Override
    public Request reads() {
      byte[] context = new byte[0];
      return answer -> node.readIndex(context, new ReadIndexClosure() {
        @Override
        public void run(Status status, long index, byte[] request) {
          tell(status, answer);
        }
      });
    }

    private static void tell(Status status, Answer answer) {
      if (status.isOk()) {
        answer.answered();
      } else {
        answer.failed(new IllegalStateException(status.toString()));
      }
    }

    @Override
    public void close() {
      service.shutdown();
      try {
        service.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
