package io.rafty.vertx.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveViewTest {

  private static final Configuration BOTH = new Configuration("c", List.of(
    new Member("1", "localhost:8081", MemberRole.VOTER), new Member("6", "localhost:8086", MemberRole.LEARNER)));

  private static NodeState leader(long commit) {
    return new NodeState("1", Role.LEADER, 2, Optional.of("1"), Optional.of("1"), commit, commit, commit, commit, BOTH,
      true, "");
  }

  private static NodeState fresh(String note) {
    return new NodeState("2", Role.LEARNER, 0, Optional.empty(), Optional.empty(), 0, 0, 0, 0, Configuration.NONE, true,
      note);
  }

  private static LiveView view(boolean terminal) {
    return new LiveView(terminal, Map.of("2", "localhost:8082"));
  }

  @Test
  void eachServerHasALine() {
    assertEquals("""
      SERVER   ROLE         TERM     COMMIT    APPLIED  ADDRESS            NOTE
      1        leader          2          7          7  localhost:8081
      2        learner         0          0          0  localhost:8082     waiting
      leader: 1, members: 1, 6 (learner)

      """, view(false).next(List.of(leader(7), fresh("waiting"))));
  }

  @Test
  void aFileGetsANewTableOnlyWhenSomebodysPartHasChanged() {
    LiveView view = view(false);
    assertFalse(view.next(List.of(leader(7), fresh(""))).isEmpty());
    assertEquals("", view.next(List.of(leader(8), fresh(""))));
    assertTrue(view.next(List.of(leader(8), fresh("waiting"))).contains("waiting"));
  }

  @Test
  void aTerminalIsRedrawnInPlaceWheneverANumberHasChanged() {
    LiveView view = view(true);
    String first = view.next(List.of(leader(7)));
    assertFalse(first.contains("\u001b[3A"), first);
    assertEquals("", view.next(List.of(leader(7))));
    String second = view.next(List.of(leader(8)));
    assertTrue(second.contains("\u001b[3A"), second);
    assertTrue(second.contains("         8          8"), second);
  }

  @Test
  void beforeThereIsAClusterItSaysSo() {
    assertTrue(view(false).next(List.of(fresh(""))).contains("no cluster yet"));
  }

  @Test
  void aServerThatHasStoppedItselfSaysWhy() {
    NodeState failed = new NodeState("1", Role.LEADER, 2, Optional.empty(), Optional.empty(), 7, 7, 7, 7, BOTH, false,
      "failed: disk full");
    String table = view(false).next(List.of(failed));
    assertTrue(table.matches("(?s).*1 +stopped .*failed: disk full.*"), table);
  }
}
