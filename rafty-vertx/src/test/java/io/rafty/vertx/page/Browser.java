package io.rafty.vertx.page;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A headless Chromium with one page, driven by its own protocol for tools. Nothing of it is left when it is closed. */
final class Browser implements AutoCloseable {

  private static final long AWAIT_SECONDS = 30;
  private static final long LOOK_MILLIS = 20;
  private static final int MAX_MESSAGE = 64 << 20;

  private final Vertx vertx;
  private final Process process;
  /** Held, since one that nothing refers to is closed with all that it has connected. */
  private final WebSocketClient client;

  private final WebSocket socket;
  private final Map<Long, Promise<JsonObject>> calls = new ConcurrentHashMap<>();
  private final AtomicLong lastCall = new AtomicLong();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private String session = "";

  private Browser(Vertx vertx, Process process, WebSocketClient client, WebSocket socket) {
    this.vertx = vertx;
    this.client = client;
    this.process = process;
    this.socket = socket;
  }

  /** Where Chromium is on this machine; system property {@code rafty.chromium} says where else to look. */
  static Optional<Path> program() {
    return Optional.of(Path.of(System.getProperty("rafty.chromium", "/usr/bin/chromium"))).filter(Files::isExecutable);
  }

  static Browser start(Vertx vertx, Path program, Path folder) throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString(), "--headless=new", "--remote-debugging-port=0",
      "--user-data-dir=" + folder, "--no-first-run", "--disable-gpu", "--disable-extensions", "--disable-sync",
      "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--hide-scrollbars"));
    if (System.getProperty("user.name").equals("root")) {
      command.add("--no-sandbox");
    }
    command.add("about:blank");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
      .redirectOutput(folder.resolve("output.txt").toFile());
    builder.environment().put("TMPDIR", folder.toString());
    Process process = builder.start();
    try {
      List<String> way = awaitWay(vertx, process, folder);
      WebSocketClient client = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxFrameSize(MAX_MESSAGE)
        .setMaxMessageSize(MAX_MESSAGE));
      Browser browser = new Browser(vertx, process, client,
        await(client.connect(Integer.parseInt(way.get(0)), "127.0.0.1", way.get(1))));
      browser.attach();
      return browser;
    } catch (RuntimeException | Error e) {
      end(process);
      throw e;
    }
  }

  /** The port and the path, which it writes to a file once it listens. */
  private static List<String> awaitWay(Vertx vertx, Process process, Path folder) {
    Promise<List<String>> written = Promise.promise();
    Path file = folder.resolve("DevToolsActivePort");
    long timer = vertx.setPeriodic(10, tick -> {
      try {
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        if (lines.size() == 2) {
          written.tryComplete(lines);
        } else if (!process.isAlive()) {
          written.tryFail(Files.readString(folder.resolve("output.txt")));
        }
      } catch (IOException e) {
        written.tryFail(e);
      }
    });
    try {
      return await(written.future());
    } finally {
      vertx.cancelTimer(timer);
    }
  }

  private void attach() {
    socket.textMessageHandler(text -> {
      JsonObject message = new JsonObject(text);
      if (message.containsKey("id")) {
        Promise<JsonObject> call = calls.remove(message.getLong("id"));
        if (message.containsKey("error")) {
          call.fail(message.encode());
        } else {
          call.complete(message.getJsonObject("result"));
        }
      } else if (message.getString("method").equals("Runtime.exceptionThrown")
        || text.contains("Content Security Policy")) {
        complaints.add(text);
      }
    });
    socket.closeHandler(closed -> calls.values().forEach(call -> call.tryFail("the browser is gone")));
    String target = call("Target.createTarget", new JsonObject().put("url", "about:blank")).getString("targetId");
    session = call("Target.attachToTarget", new JsonObject().put("targetId", target).put("flatten", true))
      .getString("sessionId");
    call("Page.enable", new JsonObject());
    call("Runtime.enable", new JsonObject());
    call("Log.enable", new JsonObject());
  }

  private JsonObject call(String method, JsonObject params) {
    return await(ask(new JsonObject().put("method", method).put("params", params)));
  }

  private Future<JsonObject> ask(JsonObject message) {
    long id = lastCall.incrementAndGet();
    Promise<JsonObject> answer = Promise.promise();
    calls.put(id, answer);
    message.put("id", id);
    socket.writeTextMessage((session.isEmpty() ? message : message.put("sessionId", session)).encode());
    return answer.future();
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(AWAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came within " + AWAIT_SECONDS + " s", e);
    }
  }

  /** Opens an address, and waits until what is there has run its script. */
  void open(String url) {
    call("Page.navigate", new JsonObject().put("url", url));
    until("location.href.startsWith(" + quoted(url) + ") && document.readyState === 'complete'");
  }

  /** What an expression of JavaScript is worth on the page; a promise is waited for. */
  Object evaluate(String expression) {
    JsonObject answer = await(ask(question(expression)));
    if (answer.containsKey("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.encode());
    }
    return answer.getJsonObject("result").getValue("value");
  }

  private static JsonObject question(String expression) {
    return new JsonObject().put("method", "Runtime.evaluate").put("params", new JsonObject()
      .put("expression", expression).put("returnByValue", true).put("awaitPromise", true));
  }

  /** Waits until an expression is true on the page, over loading another one, too. */
  void until(String expression) {
    Promise<Void> reached = Promise.promise();
    long timer = vertx.setPeriodic(LOOK_MILLIS, tick -> ask(question("(() => { try { return Boolean(" + expression
      + "); } catch (early) { return false; } })()")).onSuccess(answer -> {
        if (Boolean.TRUE.equals(answer.getJsonObject("result").getValue("value"))) {
          reached.tryComplete();
        }
      }));
    try {
      reached.future().await(AWAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("never: " + expression + "\n" + evaluate("document.body.innerText"), e);
    } finally {
      vertx.cancelTimer(timer);
    }
  }

  String text(String selector) {
    return String.valueOf(evaluate("document.querySelector(" + quoted(selector) + ").innerText"));
  }

  /** Presses a key and lets it go. */
  void press(String key, int code) {
    JsonObject event = new JsonObject().put("key", key).put("code", key).put("windowsVirtualKeyCode", code);
    JsonObject down = event.copy().put("type", "keyDown");
    call("Input.dispatchKeyEvent", key.equals("Enter") ? down.put("text", "\r") : down);
    call("Input.dispatchKeyEvent", event.put("type", "keyUp"));
  }

  /** How the page is looked at from now on. */
  void look(int width, int height, boolean dark) {
    call("Emulation.setDeviceMetricsOverride", new JsonObject().put("width", width).put("height", height)
      .put("deviceScaleFactor", 1).put("mobile", width < 600));
    call("Emulation.setEmulatedMedia", new JsonObject().put("features", List.of(
      new JsonObject().put("name", "prefers-color-scheme").put("value", dark ? "dark" : "light"),
      new JsonObject().put("name", "prefers-reduced-motion").put("value", "reduce"))));
  }

  /** All of the page as a PNG. */
  byte[] picture() {
    return Base64.getDecoder().decode(call("Page.captureScreenshot",
      new JsonObject().put("format", "png").put("captureBeyondViewport", true)).getString("data"));
  }

  /** Exceptions of the page's script, and what its policy has kept from happening. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  @Override
  public void close() {
    client.close();
    end(process);
  }

  /** With the processes that it has started. */
  private static void end(Process process) {
    List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(each -> each.onExit().orTimeout(AWAIT_SECONDS, TimeUnit.SECONDS).join());
  }
}
