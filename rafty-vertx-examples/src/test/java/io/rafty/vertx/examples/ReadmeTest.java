package io.rafty.vertx.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What README shows is what there is. */
class ReadmeTest {

  private static final Path ROOT = Path.of("..");

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }

  private static List<String> found(String pattern) throws IOException {
    return Pattern.compile(pattern).matcher(readme()).results().map(MatchResult::group).toList();
  }

  @Test
  void theMinimalApplicationIsAFileOfTheExamples() throws IOException {
    String name = "rafty-vertx-examples/src/main/java/io/rafty/vertx/examples/MinimalApplication.java";
    assertTrue(readme().contains(name), name);
    assertTrue(readme().contains("```java\n" + Files.readString(ROOT.resolve(name)) + "```"));
  }

  @Test
  void quickStartHasTwoCommandsOfOneLine() throws IOException {
    String quickStart = readme().split("\n## ")[1];
    assertTrue(quickStart.startsWith("Quick start\n"), quickStart);
    List<String> commands = Pattern.compile("(?s)```shell\n(.*?)\n```").matcher(quickStart).results()
      .map(result -> result.group(1)).toList();
    assertEquals(2, commands.size());
    commands.forEach(command -> assertTrue(command.matches("\\./mvnw .+"), command));
  }

  @Test
  void theOptionsThatItNamesExist() throws IOException {
    List<String> lines = found("(?<=-Dexec\\.args=\")--[^\"]+");
    assertTrue(lines.size() >= 2, lines::toString);
    lines.forEach(line -> ExampleOptions.parse(List.of(line.split(" ")), Map.of()));
  }
}
