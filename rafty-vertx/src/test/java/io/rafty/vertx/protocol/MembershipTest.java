package io.rafty.vertx.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MembershipTest {

  private static final Member A = new Member("a", "a:1", MemberRole.VOTER);
  private static final Member B = new Member("b", "b:1", MemberRole.VOTER);
  private static final Member C = new Member("c", "c:1", MemberRole.LEARNER);

  private final Membership membership = new Membership("a", Optional.empty(), List.of(entry(1, A), entry(4, A, B)));

  private static LogEntry entry(long index, Member... members) {
    return new LogEntry(index, 1, EntryType.CONFIGURATION,
      new Configuration("c1", List.of(members)).toBuffer());
  }

  @Test
  void aServerWithoutAConfigurationKnowsNobody() {
    Membership fresh = new Membership("a", Optional.empty(), List.of());
    assertEquals(Configuration.NONE, fresh.current());
    assertEquals(0, fresh.index());
    assertEquals(List.of(), fresh.others());
  }

  @Test
  void theLatestConfigurationIsInForceCommittedOrNot() {
    assertEquals(4, membership.index());
    membership.appended(entry(7, A, B, C));
    assertEquals(7, membership.index());
    assertEquals(List.of(B, C), membership.others());
    assertEquals(List.of("a", "b"), membership.current().voters());
    assertFalse(membership.isVoter("c"));
  }

  @Test
  void aCommandChangesNothing() {
    membership.appended(CoreBench.entry(5, 1));
    assertEquals(4, membership.index());
  }

  @Test
  void aTruncatedLogGoesBackToTheOneBefore() {
    long[][] truncatedFromAndInForce = {{8, 7}, {7, 4}, {5, 4}, {4, 1}, {2, 1}, {1, 0}};
    for (long[] row : truncatedFromAndInForce) {
      Membership three = new Membership("a", Optional.empty(), List.of(entry(1, A), entry(4, A, B), entry(7, A, B, C)));
      three.truncatedFrom(row[0]);
      assertEquals(row[1], three.index(), "truncated from " + row[0]);
    }
  }

  @Test
  void whatLiesBeforeAnAppliedConfigurationIsForgotten() {
    membership.appended(entry(7, A, B, C));
    membership.applied(6);
    membership.truncatedFrom(7);
    assertEquals(4, membership.index(), "4 was applied, and is still there");
  }

  @Test
  void aMemberIsReachedWhereItWasMetLast() {
    assertEquals("b:1", membership.addressOf(B));
    membership.met("b", "b:2");
    assertEquals("b:2", membership.addressOf(B));
    membership.met("b", "b:1");
    assertEquals("b:1", membership.addressOf(B), "it has come back");
  }

  @Test
  void aStrangerIsNotRemembered() {
    membership.met("x", "x:2");
    assertEquals("x:1", membership.addressOf(new Member("x", "x:1", MemberRole.VOTER)));
  }

  @Test
  void theLogKnowsBetterOnceItHasTheNewAddress() {
    membership.met("b", "b:2");
    membership.appended(entry(7, A, B.at("b:2")));
    assertEquals("b:2", membership.addressOf(B.at("b:2")));
    membership.appended(entry(8, A, B.at("b:3")));
    assertEquals("b:3", membership.addressOf(B.at("b:3")));
  }
}
