package io.rafty.vertx.protocol;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.JoinResponse.Standing;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.RejectedException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who is let in and who is removed (dissertation, chapter 4): one change at a time, and only by a leader that has
 * committed an entry of its own term, since otherwise two changes could pass each other.
 */
final class Admission {

  private final Replica replica;
  private boolean reserved;

  Admission(Replica replica) {
    this.replica = replica;
  }

  /** Answers a server that introduces itself. */
  void answer(long call, JoinRequest request, List<String> names, Optional<Leadership> leadership) {
    Standing standing = standing(request, leadership);
    JoinResponse response = new JoinResponse(replica.selfId(), standing, replica.configuration(),
      replica.membership().index(), leaderAddress(), names);
    if (standing == Standing.FOUNDED) {
      replica.replyWhenDurable(replica.log().lastIndex(), new Ready.JoinReply(call, response));
    } else {
      replica.reply(new Ready.JoinReply(call, response));
    }
  }

  private Standing standing(JoinRequest request, Optional<Leadership> leadership) {
    if (replica.fresh()) {
      return Standing.FRESH;
    }
    if (!request.fresh() && !request.clusterId().equals(replica.clusterId())) {
      return Standing.FOREIGN;
    }
    if (!request.fresh()) {
      replica.membership().met(request.nodeId(), request.address());
    }
    if (request.fresh() && replica.term() == Founding.FIRST_TERM) {
      return Standing.FOUNDED;
    }
    if (leadership.isEmpty()) {
      return Standing.NOT_LEADER;
    }
    if (changePending(leadership.get())) {
      return Standing.PENDING;
    }
    return request.fresh() ? admit(request, leadership.get()) : move(request, leadership.get());
  }

  /**
   * A fresh server becomes a learner, even if its id is a voter's: then it has lost its disk, and with it its votes and
   * acknowledgements, so it must not count before it has caught up.
   */
  private Standing admit(JoinRequest request, Leadership leadership) {
    if (leadership.mayBeAlive(request.nodeId())) {
      return Standing.ID_IN_USE;
    }
    leadership.progress(request.nodeId()).ifPresent(Progress::forget);
    Member learner = new Member(request.nodeId(), request.address(), MemberRole.LEARNER, request.priority());
    if (replica.configuration().member(request.nodeId()).equals(Optional.of(learner))) {
      return Standing.ACCEPTED;
    }
    change(leadership, replica.configuration().with(learner));
    return Standing.PENDING;
  }

  private Standing move(JoinRequest request, Leadership leadership) {
    Optional<Member> member = replica.configuration().member(request.nodeId());
    if (member.isEmpty()) {
      return Standing.FOREIGN;
    }
    Member moved = described(member.get(), request.address(), request.priority(), request.witness());
    if (moved.equals(member.get()) || !mayBecome(moved)) {
      return Standing.ACCEPTED;
    }
    change(leadership, replica.configuration().with(moved));
    return Standing.PENDING;
  }

  /** A member as its server describes itself; only the leader makes a voter of a learner. */
  static Member described(Member member, String address, int priority, boolean witness) {
    MemberRole voter = witness ? MemberRole.WITNESS : MemberRole.VOTER;
    return new Member(member.id(), address, member.role().votes() ? voter : member.role(), priority);
  }

  /** Witnesses alone would be no use. */
  private boolean mayBecome(Member member) {
    return member.role() != MemberRole.WITNESS || replica.configuration().members().stream()
      .anyMatch(other -> other.role() == MemberRole.VOTER && !other.id().equals(member.id()));
  }

  /** What the leader changes unasked, as time goes by: its own new address, and who has caught up. */
  void tend(Leadership leadership) {
    if (reserved || changePending(leadership)) {
      return;
    }
    Optional<Member> moved = replica.moved().filter(this::mayBecome);
    if (moved.isPresent()) {
      change(leadership, replica.configuration().with(moved.get()));
    } else {
      promote(leadership);
    }
  }

  /** Gives the vote to a learner that has caught up (dissertation, section 4.2.1). */
  private void promote(Leadership leadership) {
    for (Member member : replica.configuration().members()) {
      if (member.role() == MemberRole.LEARNER && leadership.heardRecently(member.id())
        && leadership.progress(member.id()).filter(this::caughtUp).isPresent()) {
        change(leadership, replica.configuration().with(member.as(MemberRole.VOTER)));
        return;
      }
    }
  }

  boolean caughtUp(Progress learner) {
    return learner.caughtUp(replica.now(), replica.log().lastIndex(), replica.options().getMinElectionTimeout());
  }

  /** Removes a member. Returns the index of the change. */
  long remove(String id, Leadership leadership) {
    if (reserved || changePending(leadership)) {
      throw inProgress(replica);
    }
    if (replica.configuration().member(id).isEmpty()) {
      throw new RejectedException(RejectedException.Reason.INVALID_CHANGE,
        "'" + id + "' is not a member of the cluster", replica.selfId());
    }
    Configuration without = replica.configuration().without(id);
    check(without.members(), false, List.of(), leadership);
    return change(leadership, without);
  }

  static RejectedException inProgress(Replica replica) {
    return new RejectedException(RejectedException.Reason.CHANGE_IN_PROGRESS,
      "another change of the members is under way: retry a little later", replica.selfId());
  }

  /**
   * Refuses what would leave the cluster without a voter, and unless forced, without a quorum of voters that are alive.
   *
   * @param expected servers of which nothing need have been heard yet
   */
  void check(List<Member> target, boolean force, Collection<String> expected, Leadership leadership) {
    Configuration after = new Configuration(replica.clusterId(), target);
    if (target.stream().noneMatch(member -> member.role() == MemberRole.VOTER)) {
      throw new RejectedException(RejectedException.Reason.INVALID_CHANGE,
        "the change would remove the last voter of the cluster", replica.selfId());
    }
    Predicate<String> alive = id -> id.equals(replica.selfId()) || expected.contains(id)
      || leadership.heardRecently(id);
    if (!force && !Quorum.of(after, alive)) {
      if (Quorum.of(after, id -> alive.test(id) || leadership.mayBeAlive(id))) {
        throw new RejectedException(RejectedException.Reason.CHANGE_IN_PROGRESS, "the leader has just begun and has not"
          + " heard yet of " + after.voters().stream().filter(alive.negate()).toList() + ": retry a little later",
          replica.selfId());
      }
      throw new RejectedException(RejectedException.Reason.INVALID_CHANGE, "of the voters " + after.voters()
        + " that would remain, " + after.voters().stream().filter(alive.negate()).toList()
        + " have not been heard of for a while, and the others are no quorum: start them, remove them too, or force it",
        replica.selfId());
    }
  }

  /** A change of several members is being prepared: no other one may come between. */
  void reserve(boolean now) {
    reserved = now;
  }

  /** True if no other change of the members may begin now. */
  boolean changePending(Leadership leadership) {
    return leadership.yielding() || replica.configuration().joint() || unsettled(leadership);
  }

  /** True if a joint configuration is committed: then it has done its work (Raft paper, section 6). */
  boolean mayLeaveJoint(Leadership leadership) {
    return replica.configuration().joint() && !leadership.yielding() && !unsettled(leadership);
  }

  private boolean unsettled(Leadership leadership) {
    return !leadership.established() || replica.membership().index() > replica.commitIndex();
  }

  long change(Leadership leadership, Configuration configuration) {
    return leadership.append(EntryType.CONFIGURATION, configuration.toBuffer());
  }

  /** Where the leader is, if it is known; otherwise empty. */
  String leaderAddress() {
    return replica.leaderId().equals(HardState.NONE)
      ? ""
      : replica.configuration().member(replica.leaderId()).map(replica.membership()::addressOf).orElse("");
  }
}
