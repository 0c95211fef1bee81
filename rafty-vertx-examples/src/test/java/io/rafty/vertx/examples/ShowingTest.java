package io.rafty.vertx.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.kv.KeyValueStateMachine;
import io.rafty.vertx.log.InMemoryLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.auth.authorization.PermissionBasedAuthorization;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may look at the cluster page, and who may use its buttons. */
@Timeout(60)
class ShowingTest {

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = vertx.createHttpClient();
  private int port;

  @AfterEach
  void close() throws TimeoutException {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws TimeoutException {
    return future.await(30, TimeUnit.SECONDS);
  }

  private void serve(boolean open) throws TimeoutException {
    RaftVerticle one = RaftVerticle.create(new RaftOptions().setNodeId("1").setHost("localhost").setPort(0),
      KeyValueStateMachine.create()).log(InMemoryLog.create()).routes((router, node) -> {
        router.errorHandler(401, context -> context.response().setStatusCode(401).end());
        if (open) {
          Showing.mount(vertx, router, node);
        } else {
          Showing.mount(vertx, router, node, people());
        }
      });
    await(vertx.deployVerticle(one));
    port = one.actualPort();
  }

  /** Two people, whose names are their passwords. */
  private static AuthenticationProvider people() {
    return credentials -> {
      UsernamePasswordCredentials given = (UsernamePasswordCredentials) credentials;
      if (!given.getUsername().equals(given.getPassword())) {
        return Future.failedFuture("wrong");
      }
      User user = User.fromName(given.getUsername());
      user.authorizations().put("here", given.getUsername().equals("ann")
        ? Set.of(PermissionBasedAuthorization.create("operate")) : Set.of());
      return Future.succeededFuture(user);
    };
  }

  private int ask(HttpMethod method, String path, String user, String host) throws TimeoutException {
    Promise<Integer> status = Promise.promise();
    // on one context, or the answer could be over before somebody listens to it
    vertx.runOnContext(begin -> client.request(method, port, "localhost", path).compose(request -> {
      if (!user.isEmpty()) {
        request.putHeader("Authorization", "Basic " + Base64.getEncoder().encodeToString(user.getBytes()));
      }
      return request.putHeader("Host", host).putHeader("X-Rafty", "cluster-page")
        .putHeader("Content-Type", "application/json").send("neither JSON nor allowed to most");
    }).map(response -> response.exceptionHandler(cut -> { }).statusCode()).onComplete(status));
    return await(status.future());
  }

  @Test
  void strangersSeeNothingUsersLookAndOperatorsChange() throws TimeoutException {
    serve(false);
    for (String path : new String[] {"/cluster", "/cluster/", "/cluster/state", "/cluster/events"}) {
      assertEquals(401, ask(HttpMethod.GET, path, "", "localhost"), path);
      assertEquals(401, ask(HttpMethod.GET, path, "ann:guess", "localhost"), path);
    }
    assertEquals(200, ask(HttpMethod.GET, "/cluster/", "bob:bob", "localhost"));
    assertEquals(200, ask(HttpMethod.GET, "/cluster/events", "bob:bob", "localhost"));
    assertEquals(403, ask(HttpMethod.POST, "/cluster/members", "bob:bob", "localhost"));
    assertEquals(401, ask(HttpMethod.POST, "/cluster/members", "", "localhost"));
    assertEquals(400, ask(HttpMethod.POST, "/cluster/members", "ann:ann", "localhost"));
  }

  @Test
  void theExampleLetsWhoSitsAtTheMachineChangeTheClusterUnlessAnotherSiteLedThere() throws TimeoutException {
    serve(true);
    assertEquals(200, ask(HttpMethod.GET, "/cluster/", "", "localhost:" + port));
    assertEquals(400, ask(HttpMethod.POST, "/cluster/members", "", "localhost:" + port));
    assertEquals(403, ask(HttpMethod.POST, "/cluster/members", "", "evil.example:" + port));
  }
}
