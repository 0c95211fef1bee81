package io.rafty.vertx.sim.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.sim.Plant;
import io.rafty.vertx.sim.Violation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of a scenario file that cannot be read, and of one that does not come out as it should. */
class ScenarioTest {

  private static final String WHY = "# Nobody leads without votes (paper, section 5.2).";

  private static Scenario scenario(String... commands) {
    return Scenario.parse("some.scenario", Stream.concat(Stream.of(WHY), Stream.of(commands)).toList());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
    strat 1                     | some.scenario:3: strat 1: 'strat' is not one of: await, begin, crash, cut,
    start 3                     | some.scenario:3: start 3: '3' is not one of: 1, 2, or all; it is written: start SERV
    start                       | some.scenario:3: start: something is missing; it is written: start SERVER...|all
    slow 1 2 soon               | 'soon' is not a number; it is written: slow FROM TO MILLIS
    heal 1                      | nothing may follow before '1'; it is written: heal
    servers 3 1                 | there is a server '1' already
    option 3 patience 7         | 'patience'
    option 1 tailBytes 7        | options come before the servers
    request 1 2                 | '2' is a server: give the request another name
    await x                     | 'x' is not one of:
    disk 1 slow on              | 'slow' is not one of: fail, full, stall; it is written: disk SERVER stall|full|fail
    partition 1                 | something is missing; it is written: partition SERVER... | SERVER...
    expect 1 rules              | 'rules' is not one of: addresses, campaigns, follows,
    expect x answered           | 'x' is neither a server (1, 2) nor a request ()
    until 1 leads               | it is written: until [not] CONDITION, which is
    until 1 leads within long   | 'long' is not a number
    """)
  void whatIsWrongIsToldWithFileAndLineAndWhatIsAllowed(String command, String told) {
    IllegalArgumentException wrong = assertThrows(IllegalArgumentException.class,
      () -> scenario("servers 1 2", command, "expect 1 leads"));
    assertTrue(wrong.getMessage().startsWith("some.scenario:3: " + command), wrong.getMessage());
    assertTrue(wrong.getMessage().contains(told), wrong.getMessage());
  }

  @Test
  void aScenarioSaysWhyAndWithWhichSection() {
    String told = assertThrows(IllegalArgumentException.class,
      () -> Scenario.parse("some.scenario", List.of("servers 1", "expect nobody leads"))).getMessage();
    assertTrue(told.startsWith("some.scenario:1: begin with '# ', why this matters"), told);
  }

  @Test
  void aScenarioExpectsSomething() {
    String told = assertThrows(IllegalArgumentException.class, () -> scenario("servers 1", "start 1")).getMessage();
    assertTrue(told.startsWith("some.scenario:3: a scenario must expect something"), told);
  }

  @Test
  void anExpectationThatIsNotMetIsToldWithWhatIsInstead() {
    Violation unmet = assertThrows(Violation.class,
      () -> scenario("servers 1", "start 1", "run 100", "expect 1 leads", "expect 1 term 9").play(1, Plant.NONE));
    assertEquals(Scenario.EXPECTATION, unmet.invariant());
    assertTrue(unmet.getMessage().startsWith("expectation: some.scenario:6: expect 1 term 9: it is 2"),
      unmet.getMessage());
  }

  @Test
  void anInvariantIsToldRatherThanAnExpectation() {
    Plant everyVote = new Plant() {
      @Override
      @SuppressWarnings("unchecked")
      public <T> T response(String from, String to, Object request, T message) {
        return request instanceof RequestVote asked && message instanceof RequestVoteResponse
          ? (T) new RequestVoteResponse(asked.term(), true) : message;
      }
    };
    Violation broken = assertThrows(Violation.class, () -> Scenario.named("wiped-voter").play(1, everyVote));
    assertTrue(!broken.invariant().equals(Scenario.EXPECTATION), broken.getMessage());
  }

  @Test
  void aDifferenceShowsTheFirstLinesThatDiffer() {
    assertEquals("line 3 of the transcript differs\n  b\n- c\n- d\n+ x\n",
      ScenarioFilesTest.difference(List.of("a", "b", "c", "d"), List.of("a", "b", "x")));
  }
}
