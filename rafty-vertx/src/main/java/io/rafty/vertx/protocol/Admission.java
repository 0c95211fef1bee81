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
import java.util.List;
import java.util.Optional;

/**
 * Who is let in and who is removed (dissertation, chapter 4): one change at a time, and only by a leader that has
 * committed an entry of its own term, since otherwise two changes could pass each other.
 */
final class Admission {

  private final Replica replica;

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
    Member learner = new Member(request.nodeId(), request.address(), MemberRole.LEARNER);
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
    if (member.get().address().equals(request.address())) {
      return Standing.ACCEPTED;
    }
    change(leadership, replica.configuration().with(member.get().at(request.address())));
    return Standing.PENDING;
  }

  /** What the leader changes unasked, as time goes by: its own new address, and who has caught up. */
  void tend(Leadership leadership) {
    if (changePending(leadership)) {
      return;
    }
    String address = replica.options().getAddress();
    Optional<Member> moved = replica.configuration().member(replica.selfId())
      .filter(self -> !self.address().equals(address));
    if (moved.isPresent()) {
      change(leadership, replica.configuration().with(moved.get().at(address)));
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

  private boolean caughtUp(Progress learner) {
    return learner.caughtUp(replica.now(), replica.log().lastIndex(), replica.options().getMinElectionTimeout());
  }

  /** Removes a member. Returns the index of the change. */
  long remove(String id, Leadership leadership) {
    if (changePending(leadership)) {
      throw new RejectedException(RejectedException.Reason.CHANGE_IN_PROGRESS,
        "another change of the members is under way: retry a little later", replica.selfId());
    }
    if (replica.configuration().member(id).isEmpty()) {
      throw new RejectedException(RejectedException.Reason.INVALID_CHANGE,
        "'" + id + "' is not a member of the cluster", replica.selfId());
    }
    if (replica.configuration().voters().equals(List.of(id))) {
      throw new RejectedException(RejectedException.Reason.INVALID_CHANGE,
        "'" + id + "' is the last voter of the cluster and cannot be removed", replica.selfId());
    }
    return change(leadership, replica.configuration().without(id));
  }

  private boolean changePending(Leadership leadership) {
    return !leadership.established() || replica.membership().index() > replica.commitIndex();
  }

  private long change(Leadership leadership, Configuration configuration) {
    return leadership.append(EntryType.CONFIGURATION, configuration.toBuffer());
  }

  /** Where the leader is, if it is known; otherwise empty. */
  String leaderAddress() {
    return replica.leaderId().equals(HardState.NONE)
      ? ""
      : replica.configuration().member(replica.leaderId()).map(replica.membership()::addressOf).orElse("");
  }
}
