package io.rafty.vertx.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Asciidoctor does not check in the pages of the manual. */
class ManualTest {

  private static final Path MANUAL = Path.of("..", "src-docs");
  private static final String INDEX = "index.adoc";

  private static TreeMap<String, String> pages() throws IOException {
    TreeMap<String, String> pages = new TreeMap<>();
    try (Stream<Path> files = Files.list(MANUAL)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".adoc")).toList()) {
        pages.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return pages;
  }

  private static List<MatchResult> all(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().toList();
  }

  /** As Asciidoctor makes them of the headings. */
  private static String anchor(String heading) {
    return "_" + heading.toLowerCase().replaceAll("[^a-z0-9_ .-]", "").replaceAll("[ .-]+", "_");
  }

  @Test
  void everyPageIsInTheIndexOnce() throws IOException {
    TreeSet<String> expected = new TreeSet<>(pages().keySet());
    expected.removeIf(name -> name.startsWith("_") || name.equals(INDEX));
    List<String> named = all("xref:([^\\[]+)\\[", pages().get(INDEX)).stream().map(link -> link.group(1)).toList();
    assertEquals(expected, new TreeSet<>(named));
    assertEquals(expected.size(), named.size());
  }

  @Test
  void everyLinkToAnotherPageLeadsSomewhere() throws IOException {
    TreeMap<String, String> pages = pages();
    pages.forEach((page, text) -> all("xref:([^\\[#]+)(?:#([^\\[]+))?\\[", text).forEach(link -> {
      String target = link.group(1);
      assertTrue(pages.containsKey(target), () -> page + ": there is no page " + target);
      if (link.group(2) != null) {
        List<String> anchors = all("(?m)^=+ (.+)$", pages.get(target)).stream()
          .map(heading -> anchor(heading.group(1))).toList();
        assertTrue(anchors.contains(link.group(2)), () -> page + ": " + link.group(2) + " is none of " + anchors);
      }
    }));
  }

  @Test
  void everyImageIsThereAndSaysWhatItShows() throws IOException {
    pages().forEach((page, text) -> all("image::(\\S+?)\\[(.*)]", text).forEach(image -> {
      assertTrue(Files.exists(MANUAL.resolve(image.group(1))), () -> page + ": there is no " + image.group(1));
      String shows = image.group(2);
      assertTrue(shows.matches("\"[^\"]+\".*|[^,\"]+(,\\d+)?"),
        () -> page + ": put quotation marks around a text with commas: " + shows);
    }));
  }
}
