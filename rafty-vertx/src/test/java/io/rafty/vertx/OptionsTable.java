package io.rafty.vertx;

import io.rafty.vertx.options.KnownOptions;
import io.rafty.vertx.options.OptionKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of all options, from what the sources say of them and the options themselves allow. */
public final class OptionsTable {

  private static final String HEAD = "[cols=\"2,1,2,5\"]\n|===\n| option | default | allowed | what\n";
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern OPTION = Pattern.compile(
    "\\{@link\\s+(?:[\\w.]*Options)?#(?:get|is|set)(\\w)(\\w*)(?:\\([^)]*\\))?\\}");
  private static final String[] SIZES = {"GB", "MB", "KB"};
  private static final String[] DURATIONS = {"d", "h", "m", "s"};
  private static final long[] MILLIS = {86_400_000, 3_600_000, 60_000, 1000};

  private OptionsTable() {
  }

  /** Of a node, which may have options within options. */
  static String ofNode() throws IOException {
    JsonObject named = new JsonObject().put("nodeId", "1");
    StringBuilder text = new StringBuilder(HEAD);
    rows(text, "RaftOptions", OptionsJson.ofNode(), new RaftOptions().toJson().put("nodeId", ""),
      tried -> new RaftOptions(named.copy().mergeIn(tried)).validate());
    rows(text, "SnapshotOptions", OptionsJson.ofSnapshots(), new SnapshotOptions().toJson(),
      tried -> new RaftOptions(named.copy().put("snapshots", tried)).validate());
    rows(text, "SecurityOptions", SecurityJson.known(), new SecurityOptions().toJson(),
      tried -> new RaftOptions(named.copy().put("security", tried)).validate());
    return text.append("|===\n").toString();
  }

  /**
   * Of a type of options that stands alone.
   *
   * @param type     within the root package, with its package before it
   * @param validate makes and checks such options
   */
  public static String of(String type, KnownOptions known, JsonObject defaults, Consumer<JsonObject> validate)
    throws IOException {
    StringBuilder text = new StringBuilder(HEAD);
    rows(text, type, known, defaults, validate);
    return text.append("|===\n").toString();
  }

  private static void rows(StringBuilder text, String type, KnownOptions known, JsonObject defaults,
                           Consumer<JsonObject> validate) throws IOException {
    String source = Files.readString(SourceFile.root().resolve("rafty-vertx/src/main/java/io/rafty/vertx/" + type
      + ".java"));
    known.kinds().forEach((name, kind) -> {
      if (kind != OptionKind.OPTIONS || defaults.getJsonObject(name).containsKey("ssl")) {
        text.append("\n| `").append(known.prefix()).append(name).append("`\n| ")
          .append(standard(kind, defaults.getValue(name, ""))).append("\n| ").append(allowed(name, kind, validate))
          .append("\n| ").append(said(source, name)).append('\n');
      }
    });
  }

  private static String standard(OptionKind kind, Object value) {
    boolean none = value.equals("") || value.equals(new JsonArray()) || kind == OptionKind.OPTIONS;
    return none ? "" : "`" + (value instanceof Number ? readable(kind, value.toString()) : value) + "`";
  }

  /** The options themselves say what they allow, to whoever asks too little of them. */
  private static String allowed(String name, OptionKind kind, Consumer<JsonObject> validate) {
    if (kind == OptionKind.TEXTS || kind == OptionKind.FLAG || kind == OptionKind.OPTIONS) {
      return kind.allowed();
    }
    Object tooLittle = kind == OptionKind.TEXT ? "" : -2;
    try {
      validate.accept(new JsonObject().put(name, tooLittle));
      return kind.allowed();
    } catch (IllegalArgumentException e) {
      String said = e.getMessage().replaceAll("(?s).*; allowed: ", "");
      return NUMBER.matcher(said).replaceAll(number -> readable(kind, number.group()));
    }
  }

  private static String readable(OptionKind kind, String number) {
    return switch (kind) {
      case MILLIS -> duration(Long.parseLong(number));
      case BYTES, INT_BYTES -> size(Long.parseLong(number));
      default -> number;
    };
  }

  private static String duration(long millis) {
    for (int i = 0; i < MILLIS.length; i++) {
      if (millis > 0 && millis % MILLIS[i] == 0 || i == 0 && millis > 10 * MILLIS[0]) {
        return millis / MILLIS[i] + DURATIONS[i];
      }
    }
    return millis == 0 ? "0" : millis + "ms";
  }

  private static String size(long bytes) {
    for (int i = 0; i < SIZES.length; i++) {
      if (bytes > 0 && bytes % (1L << 10 * (SIZES.length - i)) == 0) {
        return bytes / (1L << 10 * (SIZES.length - i)) + SIZES[i];
      }
    }
    return Long.toString(bytes);
  }

  /** What stands before the method that gets it, or sets it if nothing does. */
  private static String said(String source, String name) {
    String method = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    for (String prefix : new String[] {"(?:get|is)", "set"}) {
      Matcher found = Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s+(?:@\\w+\\s+)*public \\S+ " + prefix + method
        + "\\(", Pattern.DOTALL).matcher(source);
      if (found.find()) {
        String plain = found.group(1).replaceAll("\\s*\\n\\s*\\* ?", " ").strip();
        return OPTION.matcher(plain).replaceAll(other -> "`" + other.group(1).toLowerCase(Locale.ROOT) + other.group(2)
          + "`")
          .replaceAll("\\{@(?:link|code) #?([\\w.#():{@ ]+)\\}", "`$1`")
          .replace("`RaftNode#request`", "`RaftNode.request`");
      }
    }
    throw new AssertionError("nothing is said of option '" + name + "'");
  }
}
