package io.rafty.vertx.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What the files for containers say is what the example understands, serves and needs. */
@Timeout(60)
class DeploymentFilesTest {

  private static final Path CONTAINER = Path.of("Containerfile");
  private static final Path COMPOSE = Path.of("compose.yaml");
  private static final Path KUBERNETES = Path.of("kubernetes", "rafty.yaml");
  private static final long POLL_MILLIS = 20;

  private final Vertx vertx = Vertx.vertx();

  @TempDir
  private Path folder;

  @AfterEach
  void close() throws TimeoutException {
    wait(vertx.close());
  }

  private static <T> T wait(Future<T> future) throws TimeoutException {
    return future.await(30, TimeUnit.SECONDS);
  }

  private static Map<String, JsonObject> kubernetes() throws IOException {
    Map<String, JsonObject> all = new TreeMap<>();
    StreamSupport.stream(new Yaml().loadAll(Files.readString(KUBERNETES)).spliterator(), false)
      .map(each -> json((Map<?, ?>) each))
      .forEach(each -> all.put(each.getString("kind") + " " + each.getJsonObject("metadata").getString("name"), each));
    return all;
  }

  private static JsonObject compose() throws IOException {
    return json(new Yaml().<Map<?, ?>>load(Files.readString(COMPOSE)));
  }

  private static JsonObject json(Map<?, ?> map) {
    Map<String, Object> named = new HashMap<>();
    map.forEach((key, value) -> named.put(String.valueOf(key), value));
    return new JsonObject(new JsonObject(named).encode());
  }

  private static JsonObject at(JsonObject from, String path) {
    JsonObject found = from;
    for (String name : path.split("\\.")) {
      found = name.matches("\\d+") ? found : found.getValue(name) instanceof JsonArray list ? list.getJsonObject(0)
        : found.getJsonObject(name);
      assertTrue(found != null, path);
    }
    return found;
  }

  /** The environment that the image brings. */
  private static Map<String, String> ofTheImage() throws IOException {
    Map<String, String> environment = new HashMap<>();
    Matcher pairs = Pattern.compile("(RAFTY_\\w+)=(\\S+)").matcher(line("ENV"));
    while (pairs.find()) {
      environment.put(pairs.group(1), pairs.group(2));
    }
    return environment;
  }

  private static String line(String instruction) throws IOException {
    List<String> found = Files.readAllLines(CONTAINER).stream().filter(line -> line.startsWith(instruction + " "))
      .map(line -> line.substring(instruction.length() + 1)).toList();
    assertEquals(1, found.size(), instruction);
    return found.get(0);
  }

  private static List<String> arguments() throws IOException {
    List<String> entry = new JsonArray(line("ENTRYPOINT")).stream().map(String::valueOf).toList();
    int main = entry.indexOf(KeyValueExample.class.getName());
    assertTrue(main > 0 && entry.get(0).equals("java"), entry::toString);
    return entry.subList(main + 1, entry.size());
  }

  private static RaftOptions options(Map<String, String> environment) throws IOException {
    environment.keySet().stream().filter(name -> name.startsWith("RAFTY_")).forEach(name ->
      assertTrue(ExampleOptions.USAGE.contains(name), () -> "the example does not know " + name));
    ExampleOptions options = ExampleOptions.parse(arguments(), environment);
    assertTrue(options.metrics(), "health is asked for");
    return options.servers().get(0);
  }

  /** What the servers of Compose are told, by their names. */
  private static Map<String, RaftOptions> composed() throws IOException {
    Map<String, RaftOptions> all = new TreeMap<>();
    for (Map.Entry<String, Object> service : compose().getJsonObject("services")) {
      Map<String, String> environment = ofTheImage();
      ((JsonObject) service.getValue()).getJsonObject("environment")
        .forEach(pair -> environment.put(pair.getKey(), String.valueOf(pair.getValue())));
      all.put(service.getKey(), options(environment));
    }
    return all;
  }

  @Test
  void theServersOfComposeNameEachOtherAndKeepTheirDataInVolumes() throws IOException {
    Map<String, RaftOptions> servers = composed();
    JsonObject compose = compose();
    assertEquals(3, servers.size());
    servers.forEach((name, options) -> {
      JsonObject service = compose.getJsonObject("services").getJsonObject(name);
      assertEquals(name + ":" + options.getPort(), options.getAddress(), "others reach it by the name of its service");
      assertEquals(servers.keySet().stream().map(each -> each + ":" + options.getPort()).toList(), options.getPeers());
      String[] volume = service.getJsonArray("volumes").getString(0).split(":");
      assertTrue(compose.getJsonObject("volumes").containsKey(volume[0]), volume[0]);
      assertEquals(options.getDataFolder(), volume[1]);
      assertTrue(service.getJsonArray("ports").getString(0).endsWith(":" + options.getPort()));
      assertTrue(service.getJsonArray("ports").getString(0).startsWith("127.0.0.1:"), "nobody else reaches it");
    });
    assertEquals(3, servers.values().stream().map(RaftOptions::getNodeId).distinct().count());
  }

  @Test
  void serversThatAreToldWhatComposeTellsThemFoundAClusterAndReplicate() throws Exception {
    List<Integer> ports = FreePorts.take(3);
    List<String> addresses = ports.stream().map(port -> "localhost:" + port).toList();
    List<RaftOptions> moved = new ArrayList<>();
    composed().forEach((name, options) -> moved.add(options.setHost("localhost").setPort(ports.get(moved.size()))
      .setAddress(addresses.get(moved.size())).setPeers(addresses).setDataFolder(folder.resolve(name).toString())));
    ExampleServers running = wait(ExampleServers.start(vertx, moved, true));
    await(() -> running.states().stream().anyMatch(NodeState::isLeader));
    await(() -> running.states().stream().allMatch(state -> state.configuration().voters().size() == 3));
  }

  private void await(BooleanSupplier condition) throws TimeoutException {
    Promise<Void> met = Promise.promise();
    vertx.setPeriodic(POLL_MILLIS, tick -> {
      if (condition.getAsBoolean()) {
        vertx.cancelTimer(tick);
        met.tryComplete();
      }
    });
    wait(met.future());
  }

  @Test
  void theServersOfKubernetesNameEachOtherByTheNamesThatTheirServiceGivesThem() throws IOException {
    Map<String, JsonObject> all = kubernetes();
    JsonObject set = all.get("StatefulSet rafty");
    JsonObject container = at(set, "spec.template.spec.containers");
    String service = set.getJsonObject("spec").getString("serviceName");
    assertEquals("None", at(all.get("Service " + service), "spec").getString("clusterIP"));
    assertTrue(at(all.get("Service " + service), "spec").getBoolean("publishNotReadyAddresses"));
    List<String> addresses = new ArrayList<>();
    List<RaftOptions> servers = new ArrayList<>();
    for (int i = 0; i < at(set, "spec").getInteger("replicas"); i++) {
      String pod = set.getJsonObject("metadata").getString("name") + "-" + i;
      Map<String, String> environment = ofTheImage();
      container.getJsonArray("env").stream().map(JsonObject.class::cast).forEach(each ->
        environment.put(each.getString("name"), each.getString("value", pod).replace("$(RAFTY_ID)", pod)));
      servers.add(options(environment));
      addresses.add(pod + "." + service + ":8081");
    }
    assertEquals(addresses, servers.stream().map(RaftOptions::getAddress).toList());
    servers.forEach(server -> {
      assertEquals(addresses, server.getPeers());
      assertEquals(container.getJsonArray("ports").getJsonObject(0).getInteger("containerPort"), server.getPort());
      assertEquals(container.getJsonArray("volumeMounts").getJsonObject(0).getString("mountPath"),
        server.getDataFolder());
    });
    assertEquals("metadata.name", at(container, "env.valueFrom.fieldRef").getString("fieldPath"));
  }

  @Test
  void whatKubernetesAsksAndSelectsIsThere() throws IOException {
    Map<String, JsonObject> all = kubernetes();
    JsonObject set = all.get("StatefulSet rafty");
    JsonObject labels = at(set, "spec.template.metadata.labels");
    for (String selector : List.of("Service rafty spec.selector", "Service rafty-client spec.selector",
      "PodDisruptionBudget rafty spec.selector.matchLabels", "NetworkPolicy rafty spec.podSelector.matchLabels",
      "StatefulSet rafty spec.selector.matchLabels")) {
      int split = selector.lastIndexOf(' ');
      assertEquals(labels, at(all.get(selector.substring(0, split)), selector.substring(split + 1)), selector);
    }
    JsonObject container = at(set, "spec.template.spec.containers");
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      String path = at(container, probe + ".httpGet").getString("path");
      assertEquals(probe.startsWith("readi") ? "/health/ready" : "/health/live", path, probe);
      assertTrue(watching().contains('"' + path + '"'), path);
    }
    assertEquals(1, at(all.get("PodDisruptionBudget rafty"), "spec").getInteger("maxUnavailable"));
    String user = at(set, "spec.template.spec.securityContext").getInteger("runAsUser").toString();
    assertEquals(user + ":" + user, line("USER"));
    assertEquals(line("VOLUME"), ofTheImage().get("RAFTY_DATA"));
    assertEquals(line("EXPOSE"), ofTheImage().get("RAFTY_PORT"));
  }

  private static String watching() throws IOException {
    return Files.readString(Path.of("src/main/java/io/rafty/vertx/examples/Watching.java"));
  }
}
