package io.rafty.vertx.benchmarks;

import java.io.DataInput;
import java.io.DataOutput;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jgroups.JChannel;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.protocols.FRAG2;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.protocols.raft.ELECTION;
import org.jgroups.protocols.raft.FileBasedLog;
import org.jgroups.protocols.raft.InMemoryLog;
import org.jgroups.protocols.raft.NO_DUPES;
import org.jgroups.protocols.raft.RAFT;
import org.jgroups.protocols.raft.REDIRECT;
import org.jgroups.protocols.raft.Role;
import org.jgroups.raft.Options;
import org.jgroups.raft.RaftHandle;
import org.jgroups.raft.StateMachine;

/**
 * jgroups-raft over the TCP stack of {@code tcp.xml}, with the protocols of {@code raft.xml} on top. Its log is {@link
 * FileBasedLog} with synced writes, or its log in memory. A frozen server is found by FD_ALL3, whose defaults in
 * {@code tcp.xml} are 40 s; a shorter election timeout is given to it, too.
 */
final class JgroupsContender implements Contender {

  private static final long UNBOUNDED = 1L << 40;
  private static final int DEFAULT_TIMEOUT = 40_000;
  private static final int DEFAULT_INTERVAL = 5_000;
  private static final int INTERVALS = 4;
  private static final int CREDITS = 10_000_000;
  private static final int FRAGMENT = 60_000;

  @Override
  public Server start(int number, Setup setup) throws Exception {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    List<InetSocketAddress> hosts = setup.ports().stream().map(port -> new InetSocketAddress(loopback, port)).toList();
    TCP tcp = new TCP();
    tcp.setBindAddress(loopback).setBindPort(setup.ports().get(number)).setPortRange(0);
    TCPPING ping = new TCPPING();
    ping.setInitialHosts(hosts);
    int tuned = setup.electionTimeout();
    FD_ALL3 heartbeats = new FD_ALL3();
    heartbeats.setTimeout(tuned > 0 ? tuned : DEFAULT_TIMEOUT)
      .setInterval(tuned > 0 ? tuned / INTERVALS : DEFAULT_INTERVAL);
    VERIFY_SUSPECT2 verify = new VERIFY_SUSPECT2();
    if (tuned > 0) {
      verify.setTimeout(tuned);
    }
    NAKACK2 multicast = new NAKACK2();
    multicast.useMcastXmit(false);
    UFC unicastCredits = new UFC();
    unicastCredits.setMaxCredits(CREDITS);
    MFC multicastCredits = new MFC();
    multicastCredits.setMaxCredits(CREDITS);
    RAFT raft = new RAFT().members(IntStream.range(0, setup.nodes()).mapToObj(Setup::id).toList())
      .raftId(Setup.id(number)).maxLogSize(UNBOUNDED)
      .logClass((setup.durable() ? FileBasedLog.class : InMemoryLog.class).getName())
      .logDir(Files.createDirectories(setup.folderOf(number)).toString())
      .logPrefix(setup.folderOf(number).toString().replace('/', '_'))
      .logUseFsync(setup.durable());
    JChannel channel = new JChannel(tcp, ping, new MERGE3().setMinInterval(10_000).setMaxInterval(30_000),
      new FD_SOCK2().setBindAddress(loopback), heartbeats, verify, multicast, new UNICAST3(), new STABLE(),
      new NO_DUPES(), new GMS(), unicastCredits, multicastCredits, new FRAG2().setFragSize(FRAGMENT), new ELECTION(),
      raft, new REDIRECT());
    channel.name(Setup.id(number));
    RaftHandle handle = new RaftHandle(channel, new Nothing());
    handle.raftId(Setup.id(number));
    channel.connect("bench-" + setup.ports().get(0));
    return new JgroupsServer(channel, handle, raft);
  }

  @Override
  public void close() {
    // nothing is shared
  }

  private static final class Nothing implements StateMachine {

    private static final byte[] EMPTY = {};

    @Override
    public byte[] apply(byte[] data, int offset, int length, boolean serializeResponse) {
      return EMPTY;
    }

    @Override
    public void readContentFrom(DataInput in) {
      // there is none
    }

    @Override
    public void writeContentTo(DataOutput out) {
      // there is none
    }
  }

  private record JgroupsServer(JChannel channel, RaftHandle handle, RAFT raft) implements Server {

    private static final byte[] QUERY = {1};

    @Override
    public boolean leads() {
      return handle.isLeader() && raft.role().equals(Role.Leader.name());
    }

    @Override
    public Request writes(byte[] command) {
      Options options = Options.create(true);
      return answer -> make(() -> handle.setAsync(command, 0, command.length, options), answer);
    }

    @Override
    public Request reads() {
      Options options = Options.create(false);
      return answer -> make(() -> handle.getAsync(QUERY, 0, QUERY.length, options), answer);
    }

    private interface Call {

      CompletableFuture<byte[]> make() throws Exception;
    }

    private static void make(Call call, Answer answer) {
      try {
        call.make().whenComplete((result, failure) -> {
          if (failure == null) {
            answer.answered();
          } else {
            answer.failed(failure);
          }
        });
      } catch (Exception e) {
        answer.failed(e);
      }
    }

    @Override
    public void close() {
      channel.close();
    }
  }
}
