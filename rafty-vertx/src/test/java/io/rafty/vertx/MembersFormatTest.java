package io.rafty.vertx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Members, as they are in the log, in snapshots and in messages. */
class MembersFormatTest {

  @Test
  void membersAreWrittenAsTheyWereFromTheBeginning() throws IOException {
    Configuration plain = new Configuration("cluster", List.of(new Member("a", "a.example:8080", MemberRole.VOTER, 3),
      new Member("b", "b.example:8080/raft", MemberRole.LEARNER), new Member("c", "c:1", MemberRole.WITNESS)));
    Configuration joint = plain.jointWith(List.of(new Member("d", "[::1]:2", MemberRole.VOTER)));
    MembershipChange change = new MembershipChange(Map.of("e", "e:1"), List.of("a"), true);
    try (Golden golden = Golden.open("members-1.txt")) {
      assertEquals(plain, Configuration.fromBuffer(golden.check("configuration", plain.toBuffer())));
      assertEquals(joint, Configuration.fromBuffer(golden.check("joint configuration", joint.toBuffer())));
      assertEquals(change, MembershipChange.fromBuffer(golden.check("change", change.toJson().toBuffer())));
    }
  }
}
