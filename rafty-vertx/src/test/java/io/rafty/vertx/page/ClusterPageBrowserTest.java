package io.rafty.vertx.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.FreePorts;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser. System property {@code rafty.chromium} says where that is; {@code rafty.pictures} names a
 * folder for new pictures of the manual.
 */
@Timeout(180)
class ClusterPageBrowserTest {

  private static final int TAB = 9;
  private static final int ENTER = 13;

  private static final Vertx VERTX = Vertx.vertx();

  @TempDir
  private static Path folder;

  private static Optional<Browser> started = Optional.empty();

  private final Map<String, Process> servers = new TreeMap<>();
  private final Map<String, Integer> ports = new TreeMap<>();
  private Browser browser;

  @AfterAll
  static void endBrowser() throws TimeoutException {
    started.ifPresent(Browser::close);
    VERTX.close().await(20, TimeUnit.SECONDS);
  }

  /** One for all, not before each: it takes longest. What is skipped for want of it says so, test by test. */
  @BeforeEach
  void startBrowser() throws Exception {
    Optional<Path> program = Browser.program();
    Assumptions.assumeTrue(program.isPresent(), "no Chromium on this machine: -Drafty.chromium=PATH says where it is");
    if (started.isEmpty()) {
      started = Optional.of(Browser.start(VERTX, program.get(), folder));
    }
    browser = started.get();
    browser.look(1280, 900, false);
  }

  @AfterEach
  void killAll() throws Exception {
    for (String id : List.copyOf(servers.keySet())) {
      kill(id);
    }
  }

  private void startServers(String... ids) throws IOException {
    List<Integer> free = FreePorts.take(ids.length);
    List<String> peers = free.stream().map(port -> "127.0.0.1:" + port).toList();
    for (int i = 0; i < ids.length; i++) {
      List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp", System.getProperty("java.class.path"),
        PageServer.class.getName(), ids[i], String.valueOf(free.get(i))));
      command.addAll(peers);
      ports.put(ids[i], free.get(i));
      servers.put(ids[i], new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(folder.resolve(ids[i] + ".log").toFile()).start());
    }
  }

  /** {@code kill -9}. */
  private void kill(String id) throws Exception {
    Process victim = servers.remove(id);
    victim.destroyForcibly();
    assertTrue(victim.waitFor(20, TimeUnit.SECONDS));
  }

  private void open(String id) {
    browser.open("http://127.0.0.1:" + ports.get(id) + "/cluster/");
    browser.until("/^Server .* leads$/.test(document.querySelector('#headline').innerText)"
      + " && document.querySelectorAll('[data-look=gone]').length === 0 && document.querySelector('.feed li')");
  }

  private String leader() {
    return browser.text("#headline").replaceAll("^Server (.*) leads$", "$1");
  }

  private String anotherThan(String... ids) {
    return servers.keySet().stream().filter(id -> !List.of(ids).contains(id)).findFirst().orElseThrow();
  }

  private static String card(String id) {
    return "[data-server=" + Browser.quoted(id).replace('\'', '"') + "]";
  }

  @Test
  void theLeaderIsKilledAndThePageShowsTheNewOne() throws Exception {
    startServers("1", "2", "3");
    awaitServers();
    open("1");
    lookersHaveNoButtons();
    String killed = operatorsHandLeadershipOverByKeyboard();
    String page = anotherThan(killed);
    open(page);
    write(30);
    pictures("cluster", "light", "phone");
    assertEquals(killed, leader());
    kill(killed);
    browser.until("/^Server [^" + killed + "] leads$/.test(document.querySelector('#headline').innerText)");
    browser.until("document.querySelector('" + card(killed) + " .badge').innerText === 'no answer'");
    browser.until("[...document.querySelectorAll('.feed .what')].some(line => line.innerText.startsWith("
      + Browser.quoted(leader() + " is elected leader") + "))");
    browser.until("document.querySelector('#spoken').textContent.includes('leads since term')"
      + " || document.querySelector('#spoken').textContent.includes('does not answer')");
    assertEquals("leader", browser.text(card(leader()) + " .badge"));
    pictures("killed", "dark");
    thePageOfADeadServerLeadsToTheOthers(page);
    assertEquals(List.of(), browser.complaints());
  }

  private void awaitServers() throws TimeoutException {
    NetClient client = VERTX.createNetClient();
    for (int port : ports.values()) {
      Promise<Void> up = Promise.promise();
      long timer = VERTX.setPeriodic(20, tick -> client.connect(port, "127.0.0.1")
        .compose(NetSocket::close).onSuccess(up::tryComplete));
      up.future().await(30, TimeUnit.SECONDS);
      VERTX.cancelTimer(timer);
    }
  }

  private void write(int count) {
    browser.evaluate("(async () => { for (let i = 0; i < " + count + "; i++) await fetch('../kv/key' + i,"
      + " {method: 'PUT', body: 'value '.repeat(i)}); })()");
    browser.until("document.querySelector('#tail').innerText.includes('command')"
      + " && document.querySelectorAll('.behind').length === 0");
  }

  private void lookersHaveNoButtons() {
    assertEquals(0, browser.evaluate("[...document.querySelectorAll('button')].filter(each => each.checkVisibility())"
      + ".length"));
    for (String path : List.of("leader", "members", "snapshot")) {
      assertEquals(403, browser.evaluate("fetch('" + path + "', {method: 'POST', body: '{}', headers: {'Content-Type':"
        + " 'application/json', 'X-Rafty': 'cluster-page'}}).then(answer => answer.status)"));
    }
  }

  private String operatorsHandLeadershipOverByKeyboard() {
    browser.evaluate("document.cookie = 'operator=yes; path=/'");
    open("1");
    String to = anotherThan(leader());
    browser.until("document.querySelectorAll('.actions button').length > 0");
    String wanted = "Make leader: server " + to;
    Object focused = "";
    for (int presses = 0; presses < 30 && !wanted.equals(focused); presses++) {
      browser.press("Tab", TAB);
      focused = browser.evaluate("document.activeElement.getAttribute('aria-label')");
    }
    assertEquals(wanted, focused);
    assertEquals("solid", browser.evaluate("getComputedStyle(document.activeElement).outlineStyle"));
    browser.press("Enter", ENTER);
    browser.until("document.querySelector('#headline').innerText === 'Server " + to + " leads'");
    browser.until("document.querySelector('#said').innerText === 'Server " + to + " leads now.'");
    return to;
  }

  private void thePageOfADeadServerLeadsToTheOthers(String page) throws Exception {
    kill(page);
    browser.until("!document.querySelector('#lost').hidden");
    String banner = browser.text("#lost");
    assertTrue(banner.contains("No connection to server " + page), banner);
    String other = anotherThan();
    browser.evaluate("[...document.querySelectorAll('#lost a')].find(link => link.innerText === 'server " + other
      + "').click()");
    browser.until("location.port === '" + ports.get(other) + "' && document.querySelector('#headline').innerText"
      + " === 'No leader'");
  }

  private void serve(FakeNode fake) throws TimeoutException {
    Router router = Router.router(VERTX);
    ClusterPage.create(VERTX, fake.node()).mount(router, "/raft/cluster");
    int port = VERTX.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").await(20, TimeUnit.SECONDS)
      .actualPort();
    browser.open("http://127.0.0.1:" + port + "/raft/cluster");
    browser.until("document.querySelectorAll('.server').length > 0 && document.querySelector('.feed li')");
    assertEquals("/raft/cluster/", browser.evaluate("location.pathname"));
  }

  private static JsonArray list(Object... elements) {
    return new JsonArray(List.of(elements));
  }

  @Test
  void whatIsOnItsWayIsShownAsProgress() throws Exception {
    serve(new FakeNode(FakeNode.voter("1"), FakeNode.voter("2"), new Member("4", "127.0.0.1:4", MemberRole.LEARNER),
      FakeNode.voter("5"))
      .says("1", 1000, new JsonObject()
        .put("followers", list(new JsonObject().put("id", "4").put("matchIndex", 250).put("alive", true)))
        .put("transfers", list(new JsonObject().put("peer", "2").put("index", 900).put("bytes", 3 << 20)
          .put("ofBytes", 8 << 20)))
        .put("events", list(new JsonObject().put("event", "FollowerBehind").put("node", "1").put("member", "2")
          .put("entries", 960).put("number", 1).put("ago", 5))))
      .says("2", 40, new JsonObject().put("diskStalled", true)).says("4", 240, new JsonObject()));
    assertEquals("Joining: 250 of 1,000 entries", browser.text(card("4") + " .progress span"));
    String bar = "document.querySelector('" + card("4") + " [role=progressbar]')";
    assertEquals("25", browser.evaluate(bar + ".getAttribute('aria-valuenow')"));
    assertEquals("25%", browser.evaluate(bar + ".firstChild.style.width"));
    String behind = browser.text(card("2"));
    assertTrue(behind.contains("Snapshot from the leader: 3.0 MiB of 8.0 MiB"), behind);
    assertTrue(behind.contains("does not answer") && behind.contains("40 · 960 behind"), behind);
    assertTrue(browser.text(card("5")).contains("server '5' is silent"), browser.text(card("5")));
    pictures("progress", "light");
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void nothingThatServersSayIsMarkup() throws Exception {
    String image = "<img src=x onerror=\"document.title='caught'\"><b>6</b>";
    String script = "<script>document.title='caught'</script>";
    serve(new FakeNode(FakeNode.voter("1"), FakeNode.voter(image)).says(image, 40, new JsonObject()
      .put("snapshotTrouble", script).put("events", list(new JsonObject().put("event", "FollowerLost")
        .put("node", image).put("member", script).put("number", 1).put("ago", 5)))));
    browser.until("document.querySelectorAll('.server').length === 2");
    assertTrue(browser.text("#servers").contains(image), browser.text("#servers"));
    assertTrue(browser.text("#servers").contains(script), browser.text("#servers"));
    assertTrue(browser.text("#feed").contains(image + " hears no more of " + script), browser.text("#feed"));
    assertEquals("1 leads · cluster", browser.evaluate("document.title"));
    assertEquals(0, browser.evaluate("document.querySelectorAll('main img, main b, main script').length"));
    assertEquals(List.of(), browser.complaints());
  }

  /** Everywhere the page fits; where the manual needs a picture, one is taken. */
  private void pictures(String name, String... wanted) throws IOException {
    for (Map.Entry<String, Integer> look : Map.of("light", 1180, "dark", 1180, "phone", 360).entrySet()) {
      browser.look(look.getValue(), 800, look.getKey().equals("dark"));
      assertEquals(true, browser.evaluate("document.documentElement.scrollWidth <= innerWidth"), look.getKey());
      if (System.getProperty("rafty.pictures") != null && List.of(wanted).contains(look.getKey())) {
        Files.write(Path.of(System.getProperty("rafty.pictures"), name + "-" + look.getKey() + ".png"),
          browser.picture());
      }
    }
    browser.look(1280, 900, false);
  }
}
