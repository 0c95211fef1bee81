package io.rafty.vertx.http;

import io.rafty.vertx.Backup;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.SnapshotMeta;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Sends a backup as fast as the connection takes it. If it cannot be read to its end, the connection is cut. */
final class BackupRoute {

  private final Context connection;
  private final HttpServerResponse response;
  private final Backup backup;
  private boolean over;

  private BackupRoute(Context connection, HttpServerResponse response, Backup backup) {
    this.connection = connection;
    this.response = response;
    this.backup = backup;
  }

  static void serve(RoutingContext context, RaftNode node) {
    Context connection = context.vertx().getOrCreateContext();
    Dispatcher.on(connection, Dispatcher.guarded(node::backup), (backup, failure) -> {
      if (failure != null) {
        Statuses.fail(context, failure, node.state());
      } else {
        new BackupRoute(connection, context.response(), backup).begin();
      }
    });
  }

  private void begin() {
    if (response.closed()) {
      end();
      return;
    }
    SnapshotMeta meta = backup.meta();
    response.putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
      .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(backup.size()))
      .putHeader("Content-Disposition", "attachment; filename=\"" + meta.lastIncludedIndex() + "-"
        + meta.lastIncludedTerm() + ".backup\"");
    response.exceptionHandler(lost -> end());
    response.closeHandler(closed -> end());
    next();
  }

  private void next() {
    Dispatcher.on(connection, Dispatcher.guarded(backup::next), (piece, failure) -> {
      if (over) {
        return;
      }
      if (failure != null) {
        end();
        response.reset();
      } else if (piece.isEmpty()) {
        end();
        response.end();
      } else {
        response.write(piece.get());
        if (response.writeQueueFull()) {
          response.drainHandler(drained -> next());
        } else {
          connection.runOnContext(later -> next());
        }
      }
    });
  }

  private void end() {
    if (!over) {
      over = true;
      backup.close();
    }
  }
}
