package io.rafty.vertx.protocol;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.MembershipChange;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** What operators ask of the leader, and what it does unasked as time goes by. Each wish is answered once. */
final class Operations {

  private record Handover(long call, String target, long term, long deadline) {
  }

  private final Replica replica;
  private final Admission admission;
  private final Reconfiguration reconfiguration;
  private final Preference preference;
  private Optional<Handover> handover = Optional.empty();

  Operations(Replica replica, Admission admission) {
    this.replica = replica;
    this.admission = admission;
    this.reconfiguration = new Reconfiguration(replica, admission);
    this.preference = new Preference(replica);
  }

  void receive(long call, CommandRequest.Kind kind, Buffer body, Optional<Leadership> leadership) {
    settle(leadership);
    try {
      Leadership leader = leadership.orElseThrow(() -> new RejectedException(Reason.NOT_LEADER,
        "server '" + replica.selfId() + "' is not the leader", replica.leaderId()));
      if (kind == CommandRequest.Kind.TRANSFER) {
        transfer(call, body.toString(), leader);
      } else {
        reconfiguration.begin(call, MembershipChange.fromBuffer(body), leader);
      }
    } catch (IllegalArgumentException e) {
      replica.reply(new Ready.Refusal(call, invalid(e.getMessage())));
    } catch (RejectedException e) {
      replica.reply(new Ready.Refusal(call, e));
    }
  }

  /** Hands leadership over to a member, or with an empty id to the best one. */
  private void transfer(long call, String wanted, Leadership leader) {
    if (wanted.equals(replica.selfId())) {
      replica.reply(new Ready.OperationReply(call, Buffer.buffer(wanted)));
      return;
    }
    if (leader.transferring() || handover.isPresent()) {
      throw new RejectedException(Reason.TRANSFERRING, "leadership is being handed over already: retry a little later",
        replica.selfId());
    }
    String target = wanted.isEmpty()
      ? preference.best(leader).orElseThrow(() -> invalid("no other voter has been heard of for a while"))
      : named(wanted, leader);
    leader.transfer(new Transfer(replica, target));
    handover = Optional.of(new Handover(call, target, replica.term(),
      replica.now() + replica.options().getCommandTimeout()));
  }

  private String named(String id, Leadership leader) {
    Member member = replica.configuration().member(id)
      .orElseThrow(() -> invalid("'" + id + "' is not a member of the cluster"));
    if (member.role() != MemberRole.VOTER) {
      throw invalid("'" + id + "' is a " + member.role() + " and cannot lead");
    }
    if (!leader.heardRecently(id)) {
      throw invalid("'" + id + "' has not been heard of for a while and cannot take over");
    }
    return id;
  }

  private RejectedException invalid(String why) {
    return new RejectedException(Reason.INVALID_CHANGE, why, replica.selfId());
  }

  /** Called at every tick of a leader. */
  void tick(Leadership leader) {
    leader.tick();
    admission.tend(leader);
    boolean quiet = replica.options().isWitness() || !admission.changePending(leader);
    if (quiet && !leader.transferring()) {
      preference.heir(leader).ifPresent(heir -> leader.transfer(new Transfer(replica, heir)));
    }
  }

  /** Answers what is decided; called at the end of each turn, whoever leads now. */
  void settle(Optional<Leadership> leadership) {
    reconfiguration.advance(leadership);
    handover.ifPresent(pending -> {
      boolean leads = leadership.isPresent() && replica.term() == pending.term();
      if (leads && !leadership.get().transferring()) {
        fail(pending, "server '" + pending.target() + "' has not taken over in time, and '" + replica.selfId()
          + "' leads on");
      } else if (!leads && replica.leaderId().equals(pending.target())) {
        handover = Optional.empty();
        replica.reply(new Ready.OperationReply(pending.call(), Buffer.buffer(pending.target())));
      } else if (!leads && (!replica.leaderId().isEmpty() || replica.now() >= pending.deadline())) {
        fail(pending, "leadership has left, but not to server '" + pending.target() + "'");
      }
    });
  }

  private void fail(Handover pending, String why) {
    handover = Optional.empty();
    replica.refuse(pending.call(), Reason.TRANSFER_FAILED, why);
  }

  /** True if the leader tells this server to take over, and it has everything that the leader had then. */
  boolean takesOver(AppendEntries request) {
    return request.timeoutNow() && replica.mayCampaign() && !replica.options().isWitness()
      && replica.log().contains(request.prevLogIndex(), request.prevLogTerm());
  }
}
