package io.rafty.vertx.tool;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.HardState;
import io.rafty.vertx.Member;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.log.FileReport;
import io.rafty.vertx.log.Finding;
import io.rafty.vertx.log.Finding.Severity;
import io.rafty.vertx.log.FolderReport;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** What was found in a data folder, for people and for programs. */
final class Reports {

  private Reports() {
  }

  static ExitCode exitCode(Severity worst) {
    return switch (worst) {
      case NOTE -> ExitCode.OK;
      case REPAIRABLE -> ExitCode.REPAIRABLE;
      case DAMAGE -> ExitCode.DAMAGED;
    };
  }

  private static String verdict(Severity worst) {
    return switch (worst) {
      case NOTE -> "sound";
      case REPAIRABLE -> "repairable";
      case DAMAGE -> "damaged";
    };
  }

  static void print(PrintWriter out, String folder, FolderReport report) {
    HardState hard = report.hardState();
    out.println(folder + ": " + (hard.fresh() ? "a server of no cluster"
      : "server '" + hard.nodeId() + "' of cluster " + hard.clusterId()));
    out.println("  term      " + hard.term() + (hard.votedFor().isEmpty() ? ", no vote"
      : ", voted for '" + hard.votedFor() + "'"));
    if (!report.configuration().equals(Configuration.NONE)) {
      out.println("  members   " + members(report.configuration()));
    }
    report.snapshot().ifPresent(meta -> out.println("  snapshot  of entry " + meta.lastIncludedIndex() + ", term "
      + meta.lastIncludedTerm()));
    out.println("  log       " + log(report));
    out.println();
    files(out, report.files());
    report.findings().forEach(finding -> print(out, finding));
    out.println();
    out.println(switch (report.worst()) {
      case NOTE -> "Sound.";
      case REPAIRABLE -> "Repairable: start the server, and nothing that was durable is lost.";
      case DAMAGE -> "Damaged: the server will not start.";
    });
  }

  static String members(Configuration configuration) {
    return configuration.everybody().stream().map(Reports::member).collect(Collectors.joining(", "));
  }

  static String member(Member member) {
    return member.id() + " (" + member.address() + (member.role().votes() ? ")" : ", " + member.role() + ")");
  }

  private static String log(FolderReport report) {
    if (report.lastIndex() == 0) {
      return "no entries";
    }
    return (report.lastIndex() == report.baseIndex() ? "no entries behind the snapshot"
      : "entries " + (report.baseIndex() + 1) + " to " + report.lastIndex()) + ", the last one of term "
      + report.lastTerm();
  }

  private static void files(PrintWriter out, List<FileReport> files) {
    int width = files.stream().mapToInt(file -> file.name().length()).max().orElse(0);
    for (FileReport file : files) {
      out.println("  " + file.name() + " ".repeat(width - file.name().length()) + String.format("  %10s  ",
        Sizes.of(file.bytes())) + content(file));
    }
  }

  private static String content(FileReport file) {
    if (file.lastIndex() == 0) {
      return file.kind();
    }
    String terms = file.firstTerm() == file.lastTerm() ? "term " + file.lastTerm()
      : "terms " + file.firstTerm() + " to " + file.lastTerm();
    if (file.entries() == 0) {
      return "state after entry " + file.lastIndex() + ", " + terms;
    }
    String count = file.entries() == file.lastIndex() - file.firstIndex() + 1 ? ""
      : ", " + file.entries() + " of them whole";
    return "entries " + file.firstIndex() + " to " + file.lastIndex() + count + ", " + terms;
  }

  static void print(PrintWriter out, Finding finding) {
    out.println();
    out.println((switch (finding.severity()) {
      case NOTE -> "NOTE    ";
      case REPAIRABLE -> "REPAIR  ";
      case DAMAGE -> "DAMAGE  ";
    }) + finding.file() + ", offset " + finding.offset());
    out.println("  what    " + finding.what());
    out.println("  lost    " + finding.lost());
    out.println("  to do   " + finding.remedy());
  }

  static JsonObject json(String folder, boolean inUse, FolderReport report) {
    HardState hard = report.hardState();
    JsonArray files = new JsonArray();
    report.files().forEach(file -> files.add(new JsonObject().put("name", file.name()).put("kind", file.kind())
      .put("bytes", file.bytes()).put("entries", file.entries()).put("firstIndex", file.firstIndex())
      .put("lastIndex", file.lastIndex()).put("firstTerm", file.firstTerm()).put("lastTerm", file.lastTerm())));
    JsonArray findings = new JsonArray();
    report.findings().forEach(finding -> findings.add(new JsonObject().put("severity", finding.severity().name())
      .put("file", finding.file()).put("offset", finding.offset()).put("what", finding.what())
      .put("lost", finding.lost()).put("remedy", finding.remedy())));
    JsonObject json = new JsonObject().put("folder", folder).put("verdict", verdict(report.worst()))
      .put("inUse", inUse).put("nodeId", hard.nodeId()).put("clusterId", hard.clusterId()).put("term", hard.term())
      .put("votedFor", hard.votedFor()).put("baseIndex", report.baseIndex()).put("lastIndex", report.lastIndex())
      .put("lastTerm", report.lastTerm()).put("configuration", report.configuration().toJson());
    report.snapshot().map(SnapshotMeta::lastIncludedIndex).ifPresent(index -> json.put("snapshotIndex", index));
    return json.put("files", files).put("findings", findings);
  }
}
