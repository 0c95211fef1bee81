package io.rafty.vertx.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of the page, as they are written there, in one shell and an empty folder, print what the page says. Two
 * things differ from what a reader does: it is already built, and the ports 9001 to 9003 are others that are free.
 */
@DisabledOnOs(OS.WINDOWS)
class GettingStartedTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path PAGE = ROOT.resolve("src-docs/getting-started.adoc");
  private static final String PROGRAM = "rafty-vertx-examples/src/main/java/io/rafty/vertx/examples/Inventory.java";
  private static final Pattern BLOCK = Pattern.compile(
    "(?s)\\[source,shell(,role=build)?]\n----\n(.*?)\n----\n(?:\n\\.{4}\n(.*?)\n\\.{4}\n)?");
  private static final String PORTS = "900";
  private static final long SECONDS = 120;

  @TempDir
  private Path folder;

  /** Something to type, and what must be seen then; a "…" stands for anything. */
  private record Step(boolean build, String commands, String shown) {

    private static Step of(Matcher block) {
      return new Step(block.group(1) != null, block.group(2), block.group(3) == null ? "" : block.group(3) + "\n");
    }

    private Step at(String ports) {
      return new Step(build, commands.replace(PORTS, ports), shown.replace(PORTS, ports));
    }
  }

  private static List<Step> steps() throws IOException {
    List<Step> steps = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
    while (blocks.find()) {
      steps.add(Step.of(blocks));
    }
    return steps;
  }

  /** All but the last digit of three ports that are free, and below those of outgoing connections. */
  private static String freePorts() throws IOException {
    Random random = new Random(ProcessHandle.current().pid());
    for (int attempt = 0; attempt < 100; attempt++) {
      int tens = 2_000 + random.nextInt(1_000);
      if (isFree(tens * 10 + 1) && isFree(tens * 10 + 2) && isFree(tens * 10 + 3)) {
        return String.valueOf(tens);
      }
    }
    throw new IOException("found no three free ports in a row");
  }

  private static boolean isFree(int port) throws IOException {
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      return free.isBound();
    } catch (BindException inUse) {
      return false;
    }
  }

  @Test
  void everyCommandPrintsWhatThePageSays() throws IOException, InterruptedException {
    String ports = freePorts();
    List<Step> steps = steps().stream().filter(step -> !step.build).map(step -> step.at(ports)).toList();
    String shown = run(steps.stream().map(Step::commands).collect(Collectors.joining("\necho ---\n")));
    String expected = steps.stream().map(Step::shown).collect(Collectors.joining("---\n"));
    String pattern = Stream.of(expected.split("…", -1)).map(Pattern::quote).collect(Collectors.joining("[^\n]+"));
    assertTrue(shown.matches(pattern),
      () -> "the page says:\n" + expected + "but this was printed:\n" + shown + logs());
  }

  /** One shell for all. What it has started ends with it, whatever happens. */
  private String run(String commands) throws IOException, InterruptedException {
    Path clone = Files.createDirectory(folder.resolve("rafty-vertx"));
    Files.createDirectories(clone.resolve(PROGRAM).getParent());
    Files.copy(ROOT.resolve(PROGRAM), clone.resolve(PROGRAM));
    Path shown = folder.resolve("shown");
    ProcessBuilder builder = new ProcessBuilder("bash", "-c",
      "trap 'kill -9 $(jobs -p) 2> /dev/null; wait' EXIT\n" + commands).directory(clone.toFile())
      .redirectOutput(shown.toFile()).redirectError(folder.resolve("shown.err").toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m");
    builder.environment().merge("PATH", Path.of(System.getProperty("java.home"), "bin").toString(),
      (path, java) -> java + ":" + path);
    Process shell = builder.start();
    try {
      assertTrue(shell.waitFor(SECONDS, TimeUnit.SECONDS), () -> "not done after " + SECONDS + " s" + logs());
    } finally {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly();
    }
    return Files.readString(shown);
  }

  private String logs() {
    try (Stream<Path> files = Files.walk(folder, 2)) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(name -> name.toString().matches(".*\\.(log|err)")).toList()) {
        all.append("\n== ").append(file.getFileName()).append('\n').append(Files.readString(file));
      }
      return all.toString();
    } catch (IOException e) {
      return "no logs: " + e.getMessage();
    }
  }

  @Test
  void theBuildIsOneBlockAndMakesTheJarThatItNames() throws IOException {
    List<Step> build = steps().stream().filter(Step::build).toList();
    assertEquals(1, build.size());
    String commands = build.get(0).commands;
    assertTrue(commands.contains("-pl rafty-vertx package\n"), commands);
    Matcher jar = Pattern.compile("target/rafty-vertx-(.+)-cli\\.jar$").matcher(commands);
    assertTrue(jar.find(), commands);
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    assertTrue(pom.contains("<version>" + jar.group(1) + "</version>"), jar.group(1));
  }
}
