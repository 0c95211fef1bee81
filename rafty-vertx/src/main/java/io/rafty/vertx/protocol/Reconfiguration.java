package io.rafty.vertx.protocol;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.MembershipChange;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Any change of the members in one step, by joint consensus (Raft paper, section 6; dissertation, section 4.3). Servers
 * that are to be added catch up as learners first; then C<sub>old,new</sub> is appended, and C<sub>new</sub> once that
 * is committed, by whoever leads then.
 */
final class Reconfiguration {

  private static final class Plan {

    private final long call;
    private final MembershipChange change;
    private final long term;
    private final long deadline;
    private final Set<String> level = new TreeSet<>();
    private boolean begun;

    private Plan(long call, MembershipChange change, long term, long deadline) {
      this.call = call;
      this.change = change;
      this.term = term;
      this.deadline = deadline;
    }
  }

  private final Replica replica;
  private final Admission admission;
  private Optional<Plan> plan = Optional.empty();

  Reconfiguration(Replica replica, Admission admission) {
    this.replica = replica;
    this.admission = admission;
  }

  /** Begins a change, once a smaller one that is under way is over; or throws why not. */
  void begin(long call, MembershipChange change, Leadership leader) {
    if (plan.isPresent() || leader.transferring() || !leader.established()) {
      throw Admission.inProgress(replica);
    }
    admission.check(target(change), change.force(), change.add().keySet(), leader);
    plan = Optional.of(new Plan(call, change, replica.term(), replica.now() + replica.options().getCommandTimeout()));
    admission.reserve(true);
  }

  /** Goes on with what is under way, if it can; called once a turn, whoever leads now. */
  void advance(Optional<Leadership> leadership) {
    leadership.filter(admission::mayLeaveJoint)
      .ifPresent(leader -> admission.change(leader, replica.configuration().afterJoint()));
    plan.ifPresent(pending -> {
      if (achieved(pending.change)) {
        over(new Ready.OperationReply(pending.call, replica.configuration().toBuffer()));
      } else if (replica.now() >= pending.deadline || leadership.isEmpty() || replica.term() != pending.term) {
        giveUp(pending);
      } else if (!pending.begun && !admission.changePending(leadership.get())) {
        prepare(pending, leadership.get());
      }
    });
  }

  private boolean achieved(MembershipChange change) {
    Configuration now = replica.configuration();
    return !now.joint() && replica.membership().index() <= replica.commitIndex()
      && change.add().keySet().stream().allMatch(now::isVoter)
      && change.remove().stream().allMatch(id -> now.member(id).isEmpty());
  }

  /** A joint configuration that is in some log may still come into force; without one, nothing has been decided. */
  private void giveUp(Plan pending) {
    if (!pending.begun) {
      List<String> behind = pending.change.add().keySet().stream().filter(id -> !replica.configuration().isVoter(id))
        .filter(id -> !pending.level.contains(id)).toList();
      over(new Ready.Refusal(pending.call, new RejectedException(Reason.CHANGE_IN_PROGRESS,
        "the voters are as before; servers that have not caught up yet: " + behind
          + ". See that they run, and ask again", replica.leaderId())));
    } else if (replica.now() >= pending.deadline) {
      over(new Ready.UnknownReply(pending.call,
        "the change of members has begun and was not committed in time; it may still come"));
    }
  }

  private void over(Ready.Reply reply) {
    plan = Optional.empty();
    admission.reserve(false);
    replica.reply(reply);
  }

  private void prepare(Plan pending, Leadership leader) {
    Configuration now = replica.configuration();
    if (pending.change.add().keySet().stream().anyMatch(id -> now.member(id).isEmpty())) {
      admission.change(leader, new Configuration(now.clusterId(), withLearners(pending.change)));
      return;
    }
    boolean ready = true;
    for (String id : pending.change.add().keySet()) {
      if (!now.isVoter(id) && !leader.heardRecently(id)) {
        pending.level.remove(id);
      } else if (now.isVoter(id) || leader.progress(id).filter(admission::caughtUp).isPresent()) {
        pending.level.add(id);
      }
      ready &= pending.level.contains(id);
    }
    if (ready) {
      enterJoint(pending, leader);
    }
  }

  private void enterJoint(Plan pending, Leadership leader) {
    List<Member> target = target(pending.change);
    try {
      admission.check(target, pending.change.force(), List.of(), leader);
    } catch (RejectedException e) {
      over(new Ready.Refusal(pending.call, e));
      return;
    }
    Configuration now = replica.configuration();
    Configuration next = new Configuration(now.clusterId(), target);
    pending.begun = true;
    admission.change(leader, next.voters().equals(now.voters()) ? next : now.jointWith(target));
  }

  /** The members after the change. */
  private List<Member> target(MembershipChange change) {
    return withLearners(change).stream().filter(member -> !change.remove().contains(member.id()))
      .map(member -> change.add().containsKey(member.id()) && !member.role().votes()
        ? member.as(MemberRole.VOTER) : member).toList();
  }

  /** The members now, and as learners those that are to be added. */
  private List<Member> withLearners(MembershipChange change) {
    Configuration now = replica.configuration();
    List<Member> members = new ArrayList<>(now.members());
    change.add().forEach((id, address) -> {
      if (now.member(id).isEmpty()) {
        members.add(new Member(id, address, MemberRole.LEARNER));
      }
    });
    return members;
  }
}
