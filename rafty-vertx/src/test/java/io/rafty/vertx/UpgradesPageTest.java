package io.rafty.vertx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The table of formats on the page about upgrades says what stands in the sources. */
class UpgradesPageTest {

  private static final Pattern NEWEST =
    Pattern.compile("\\b(?:byte|int) (?:FORMAT|VERSION|NEWEST|NEWEST_FORMAT) = (\\d+);");
  private static final String SOURCES = "rafty-vertx/src/main/java/io/rafty/vertx/";

  /** By the first cell of its row, where the newest number of a format is. */
  private static final Map<String, List<String>> ROWS = Map.of(
    "messages between servers", List.of("http/WireCodec"),
    "`hard-state`", List.of("log/StateRecord"),
    "`*.log`", List.of("log/SegmentHeader"),
    "`*.snapshot`, backups", List.of("log/SnapshotFile"),
    "sessions in a snapshot", List.of("session/TableSnapshot"),
    "commands, results and snapshots of the key-value machine and of shared data", List.of("kv/KvCommand",
      "kv/KvResult", "kv/KvSnapshot", "shared/Command", "shared/Reply", "shared/StateSnapshot"));

  private static String upTo(String newest) {
    return IntStream.rangeClosed(1, Integer.parseInt(newest)).mapToObj(Integer::toString)
      .collect(Collectors.joining(", "));
  }

  @Test
  void everyFormatHasARowWithItsNumbers() throws IOException {
    Map<String, String> inSources = new TreeMap<>();
    for (SourceFile file : SourceFile.ofProject()) {
      Matcher newest = NEWEST.matcher(file.code());
      if (file.path().startsWith(SOURCES) && newest.find()) {
        inSources.put(file.path().substring(SOURCES.length()).replace(".java", ""), upTo(newest.group(1)));
      }
    }
    String page = Files.readString(SourceFile.root().resolve("src-docs/upgrades.adoc")).replace("\r", "");
    Map<String, String> onPage = new TreeMap<>();
    for (String row : page.split("\\|===\n")[1].split("\n\n")) {
      List<String> cells = row.lines().filter(line -> line.startsWith("| ")).map(line -> line.substring(2)).toList();
      for (String file : ROWS.getOrDefault(cells.get(0), List.of())) {
        onPage.put(file, cells.get(1));
      }
    }
    assertEquals(inSources, onPage, "numbers of formats in the sources, and in the table of src-docs/upgrades.adoc");
  }
}
