package io.rafty.vertx;

import io.rafty.vertx.log.BackupStream;
import io.rafty.vertx.node.NodeShell;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * One server of a Raft cluster. Most applications deploy a {@link RaftVerticle}, which makes one, runs it and serves
 * it.
 *
 * <p><b>Threading.</b> A node lives on one Vert.x context, the one it is created on. Its methods may be called from
 * anywhere; the Futures complete on the caller's context if it has one, otherwise on the node's.
 *
 * <p><b>A request ends in exactly one of three ways</b>: its result; {@link RejectedException}, it was certainly not
 * applied; {@link UnknownOutcomeException}, it may have been or may still be.
 */
public interface RaftNode extends RaftRequests {

  /**
   * A node on the current context, or on a new one of {@code vertx}.
   *
   * @param options   validated here
   * @param log       a log of this node's own; closed by the node when it stops
   * @param snapshots where its snapshots are kept, for this node alone and as lasting as the log; closed by the node.
   *                  With {@link SnapshotStore#none()} the log grows for ever
   * @param machine   the application's state
   * @param peers     how to find and reach the others
   * @throws IllegalArgumentException when an option is out of its range; the message names it
   */
  static RaftNode create(Vertx vertx, RaftOptions options, Log log, SnapshotStore snapshots, StateMachine machine,
                         PeersProvider peers) {
    return NodeShell.create(vertx, options, log, snapshots, machine, peers);
  }

  /**
   * Opens the log, and takes part. A node starts once.
   *
   * @return completes when the log is recovered and the node answers requests; a leader need not be known yet. Fails
   *     with {@link CorruptLogException} or {@link LogUnavailableException} when the log cannot be used
   */
  Future<Void> start();

  /**
   * Leaves, and closes log and peers. A leader hands leadership over first if another voter can take it, which takes
   * {@link RaftOptions#getMaxElectionTimeout()} at most. What is outstanding fails; every later request is rejected
   * with {@link RejectedException.Reason#STOPPED}. Being stopped never removes a server from the cluster.
   */
  Future<Void> stop();

  /**
   * Tells the node that the way from another server to this one has broken, and that messages came over it: for
   * transports. It is a hint, never believed: if that server was the leader, this one soon asks the others whether they
   * miss it too, instead of waiting for the election timeout. Said wrongly, it costs a few messages. Does nothing on a
   * node that does not run.
   *
   * @param serverId the id of the other server, as its messages gave it
   */
  void disconnected(String serverId);

  /**
   * Replicates a command and applies it once. On a follower it is forwarded to the leader. It is made again within a
   * session, under the same number, while its outcome is unknown, over a change of leader for instance; with a {@link
   * RaftOptions#getSessionTimeout()} of 0 it is not.
   *
   * @return what the state machine answered, once a quorum has the command on disk and the leader has applied it.
   *     Otherwise one of the two failures above, at the latest after {@link RaftOptions#getCommandTimeout()} and a
   *     heartbeat
   */
  Future<Buffer> request(Buffer command);

  /**
   * Replicates a command and applies it, once for all requests under this key, whoever makes them and to whichever
   * server: the others get the answer of the first. For a caller that may be gone before the answer comes, and asks
   * again later. A key is known for {@link RaftOptions#getSessionTimeout()} after its first use.
   *
   * @param key 1 to 255 printable ASCII characters, without spaces; used for one command only
   * @return as {@link #request(Buffer)}. Fails with {@link RejectedException.Reason#KEY_REUSED} if the key was used for
   *     another command, and with {@link IllegalArgumentException} for a text that is no key
   */
  Future<Buffer> request(String key, Buffer command);

  /**
   * As {@link #request(String, Buffer)}, for a caller that may have used the key already, at another server or long
   * ago: if the key may have been forgotten meanwhile, the command is not applied rather than applied twice.
   *
   * @param since an index that some server had applied before the key was used for the first time, such as {@link
   *     NodeState#lastApplied()} then; 0 if none is known
   * @return as {@link #request(String, Buffer)}. Fails with {@link RejectedException.Reason#KEY_EXPIRED} if keys that
   *     were used after that index are forgotten: this request has certainly changed nothing, an earlier one may have
   */
  Future<Buffer> request(String key, long since, Buffer command);

  /**
   * Answers a query from a state that contains every command acknowledged before the call, on any server, and every
   * state that an earlier {@code read} has shown. Nothing is written: the leader has a majority confirm that it still
   * leads, once for all reads that wait (dissertation, section 6.4), or with {@link RaftOptions#isLeaseReads()} trusts
   * in clocks; then this server answers when it has applied what was committed.
   *
   * @return what {@link StateMachine#query} answered. Fails with what that failed with, or with {@link
   *     RejectedException}, at the latest after {@link RaftOptions#getCommandTimeout()}. A read changes nothing, so it
   *     never fails with {@link UnknownOutcomeException}
   */
  Future<Buffer> read(Buffer query);

  /**
   * Answers a query from a state that contains every command acknowledged {@code maxAgeMillis} before the call or
   * earlier, by this server's clock; it may lack later ones, and may be older than what another server has shown. A
   * server that has confirmed a read within that time answers alone; otherwise it does as {@link #read}.
   *
   * @param maxAgeMillis how old the answer may be; 0 or less is {@link #read}
   * @return as {@link #read}
   */
  Future<Buffer> readStale(Buffer query, long maxAgeMillis);

  /**
   * Answers a query from the state of this server as it is: some state that the cluster has been in, of any age. It is
   * answered without a leader, too, and by a server that is cut off from all others.
   *
   * @return as {@link #read}
   */
  Future<Buffer> readLocal(Buffer query);

  /**
   * Gives a snapshot that contains every command acknowledged before the call, on any server but a witness; the newest
   * one if nothing was applied since, otherwise one that is taken now. Commands go on meanwhile.
   *
   * @return a reader, to be closed by the caller, whose Futures may complete on any thread; as long as it is open the
   *     file stays. Fails as {@link #read}, but the snapshot itself may take as long as it takes; with {@link
   *     UnsupportedOperationException} if the state machine takes none or there is no store; with {@link
   *     RejectedException.Reason#OVERLOADED} if the disk does not take it
   */
  Future<SnapshotStore.Reader> snapshot();

  /**
   * The bytes of a backup: a {@link #snapshot()} as a file from which a new cluster can be made by the program in
   * {@code io.rafty.vertx.tool}.
   *
   * @return to be read and closed by the caller; fails as {@link #snapshot()}
   */
  default Future<Backup> backup() {
    return snapshot().map(BackupStream::of);
  }

  /**
   * Removes a member, for good: asked for by an operator, never inferred from a server being down (dissertation,
   * section 4.1). May be called on any server. A leader that removes itself steps down once that is committed.
   *
   * @return completes when the change is committed; fails as {@link #request} does, and with {@link
   *     RejectedException.Reason#INVALID_CHANGE} if most of the voters that remain have not been heard of recently
   */
  Future<Void> remove(String memberId);

  /**
   * Adds and removes any number of members in one step, by joint consensus (Raft paper, section 6). May be called on
   * any server. Servers that are added must run, with an empty log and the address of a member among their peers; they
   * catch up as learners before anything else changes.
   *
   * @return the members, once the change is committed. Fails with {@link RejectedException}: {@code INVALID_CHANGE} if
   *     the last voter would go, or if too few of the voters that remain have been heard of recently and the change is
   *     not forced; {@code CHANGE_IN_PROGRESS} if another change is under way, or the servers have not caught up within
   *     {@link RaftOptions#getCommandTimeout()}: they go on catching up, so ask again. Fails with {@link
   *     UnknownOutcomeException} if the change has begun but may or may not have come into force: ask again too
   */
  Future<Configuration> changeMembers(MembershipChange change);

  /**
   * Hands leadership over to the voter that can take it best. As {@link #transferLeadership(String)}, with a member
   * that the leader chooses.
   */
  Future<String> transferLeadership();

  /**
   * Hands leadership over to a voter (dissertation, section 3.10). May be called on any server. The leader brings the
   * voter level and tells it to campaign; meanwhile it rejects requests with {@link
   * RejectedException.Reason#TRANSFERRING}, for {@link RaftOptions#getMaxElectionTimeout()} at most.
   *
   * @param memberId a voter that the leader has heard of recently; the leader itself is allowed, and changes nothing
   * @return the id of the new leader, once it is known to lead. Fails with {@link RejectedException}: {@code
   *     INVALID_CHANGE} if the member cannot lead, {@code TRANSFERRING} while another transfer is under way, {@code
   *     TRANSFER_FAILED} if the member did not take over in time; otherwise as {@link #request} does
   */
  Future<String> transferLeadership(String memberId);

  /** What the node knows of itself, as of the end of its last turn. From any thread. */
  NodeState state();

  /** The name of its group on a server of {@link RaftGroups}, otherwise empty. From any thread. */
  String group();

  /**
   * How the node is, now. From any thread. A node that does not run, or not any more, says so in {@link
   * NodeVitals#state()}; one whose event loop is blocked never answers.
   */
  Future<NodeVitals> vitals();

  /**
   * What a member says of itself, for people and their tools: it is asked over the same way as for all else. In JSON:
   *
   * <ul>
   * <li>{@code state}: {@link NodeState#toJson()}
   * <li>{@code level}, {@code leaderCommit}, {@code diskStalled}, {@code snapshotTrouble}, {@code openRequests},
   * {@code followers} and {@code transfers}: its {@link NodeVitals}
   * <li>{@code events}: its latest {@link RaftEvent}s, the last one last, each with its {@code number} since the server
   * has started, and how many milliseconds {@code ago} it was
   * <li>{@code tail}: the last entries of its log, each with {@code index}, {@code term}, {@code type} and how many
   * {@code bytes} it has; never what is in them
   * </ul>
   *
   * @param memberId the node's own id, which is answered by a node that does not run, too; or a member's
   * @return fails with {@link RejectedException.Reason#NOT_CONFIRMED} if there is no such member, or it does not answer
   *     within {@link RaftOptions#getMaxElectionTimeout()}
   */
  Future<JsonObject> inspect(String memberId);

  /**
   * Tells what the node measures from now on, in the place of whoever was told before; {@link RaftMeasurements#NONE}
   * for nobody, which costs nothing. From any thread.
   */
  RaftNode measure(RaftMeasurements measurements);

  /**
   * Calls a handler, on the node's context, whenever role, term, leader, members or note have changed. The handler must
   * not block; one that throws stops the node.
   */
  RaftNode onChange(Handler<NodeState> handler);

  /**
   * Calls a handler, on the node's context, with each {@link RaftEvent}: changes of role, leader and members,
   * snapshots, followers that are lost or behind, trouble with disks. The handler must not block; one that throws stops
   * the node.
   */
  RaftNode onEvent(Handler<RaftEvent> handler);

  /** The same node for commands and results that have a codec. */
  default <C, R> TypedNode<C, R> typed(Codec<C> commands, Codec<R> results) {
    return new TypedNode<>(this, commands, results);
  }
}
