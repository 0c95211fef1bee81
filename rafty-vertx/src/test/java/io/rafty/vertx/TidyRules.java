package io.rafty.vertx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What every source of the project is held to. Each rule answers with what breaks it, as {@code path:line: what}. */
final class TidyRules {

  static final int MAX_FILE_LINES = 400;
  static final int MAX_METHOD_LINES = 60;
  static final int MAX_COLUMNS = 120;

  private static final Pattern WAITING = Pattern.compile(
    "\\bThread\\s*\\.\\s*sleep\\b|\\bTimeUnit\\s*\\.\\s*\\w+\\s*\\.\\s*sleep\\b|\\bLockSupport\\s*\\.\\s*park");
  private static final Pattern LOCKING = Pattern.compile("\\bsynchronized\\b");
  private static final Pattern FUTURE_TIMEOUT = Pattern.compile("\\.\\s*timeout\\s*\\((?:[^()]|\\([^()]*\\))*,");
  private static final Pattern CLOCK = Pattern.compile(
    "\\bSystem\\s*\\.\\s*(nanoTime|currentTimeMillis)\\b|\\b(Instant|LocalDateTime|ZonedDateTime)\\s*\\.\\s*now\\b"
      + "|\\bClock\\s*\\.\\s*system");
  private static final Pattern DICE = Pattern.compile(
    "\\bnew\\s+(java\\.util\\.)?(Random|SplittableRandom)\\s*\\(\\s*\\)|\\bMath\\s*\\.\\s*random\\b"
      + "|\\bThreadLocalRandom\\b|\\bSecureRandom\\b|\\brandomUUID\\b|\\bRandomGenerator\\s*\\.\\s*(getDefault|of)\\b"
      + "|\\bCollections\\s*\\.\\s*shuffle\\s*\\([^,()]*\\)");
  private static final Pattern TIMER = Pattern.compile("\\.\\s*(setTimer|setPeriodic|timer)\\s*\\(");
  private static final Pattern REFLECTION =
    Pattern.compile("\\bjava\\.lang\\.reflect\\b|\\bClass\\s*\\.\\s*forName\\b");
  private static final Pattern SERIALIZATION = Pattern.compile(
    "\\bObject(Input|Output)(Stream|Filter)\\b|\\b(implements|extends)\\b[^{]*\\b(Serializable|Externalizable)\\b"
      + "|\\breadObject\\b|\\bXML(De|En)coder\\b|\\bjava\\.rmi\\b|\\bSerializationUtils\\b");
  private static final Pattern LATER = Pattern.compile("TO" + "DO|FIX" + "ME");
  private static final Pattern MACHINE = Pattern.compile("/" + "(work|root|home)/|/" + "tmp\\b");
  private static final Pattern WILDCARD = Pattern.compile("(?m)^import\\s+[\\w. ]+\\.\\*\\s*;");
  private static final Pattern PUBLIC_TYPE = Pattern.compile(
    "(?m)^[ \\t]*public\\s+(?:static\\s+|final\\s+|sealed\\s+|non-sealed\\s+|abstract\\s+)*"
      + "(?:class|interface|record|enum|@interface)\\s+(\\w+)");
  private static final Pattern TYPE_HEADER =
    Pattern.compile("(?:\\b(?:class|interface|enum|record)|@interface)\\s+\\w");

  private TidyRules() {
  }

  static List<String> waiting(SourceFile file) {
    return found(file, file.code(), WAITING, "waits by sleeping");
  }

  static List<String> locking(SourceFile file) {
    return found(file, file.code(), LOCKING, "uses a lock");
  }

  static List<String> futureTimeout(SourceFile file) {
    return found(file, file.code(), FUTURE_TIMEOUT, "starts a timer behind the node's back");
  }

  static List<String> clock(SourceFile file) {
    return isEnvironment(file) ? List.of() : found(file, file.code(), CLOCK, "reads a clock that is not the node's");
  }

  static List<String> dice(SourceFile file) {
    return isEnvironment(file) || isSecret(file) ? List.of()
      : found(file, file.code(), DICE, "is random without a seed");
  }

  /** In the node and below, time passes only where the environment says so; a simulator could not play it otherwise. */
  static List<String> timers(SourceFile file) {
    boolean simulated = file.packageName().matches("io\\.rafty\\.vertx\\.(node|protocol)");
    return !simulated || isEnvironment(file) ? List.of() : found(file, file.code(), TIMER, "starts a timer");
  }

  static List<String> reflection(SourceFile file) {
    return found(file, file.code(), REFLECTION, "uses reflection");
  }

  static List<String> later(SourceFile file) {
    return found(file, file.text(), LATER, "is left for later");
  }

  static List<String> machine(SourceFile file) {
    return found(file, file.text(), MACHINE, "names a folder of one machine");
  }

  static List<String> serialization(SourceFile file) {
    return found(file, file.code(), SERIALIZATION, "lets what it reads choose classes");
  }

  static List<String> wildcards(SourceFile file) {
    return found(file, file.code(), WILDCARD, "imports by wildcard");
  }

  /** The files that bind a node, a client, and the program to a real clock and dice; all else gets them from these. */
  private static boolean isEnvironment(SourceFile file) {
    return file.packageName().equals("io.rafty.vertx.node") && file.typeName().equals("VertxEnv")
      || file.packageName().equals("io.rafty.vertx.client") && file.typeName().equals("VertxSurroundings")
      || file.packageName().equals("io.rafty.vertx.tool") && file.typeName().equals("Surroundings");
  }

  /** What nobody may foresee, not even who knows a seed. */
  private static boolean isSecret(SourceFile file) {
    return file.packageName().equals("io.rafty.vertx.http") && file.typeName().equals("Handshake");
  }

  static List<String> fileLength(SourceFile file) {
    long lines = file.text().lines().count();
    return lines <= MAX_FILE_LINES ? List.of()
      : List.of(file.path() + ":" + lines + ": the file has " + lines + " lines, allowed: " + MAX_FILE_LINES);
  }

  static List<String> lineLength(SourceFile file) {
    List<String> lines = file.text().lines().toList();
    List<String> broken = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).length() > MAX_COLUMNS) {
        broken.add(file.path() + ":" + (i + 1) + ": " + lines.get(i).length() + " columns, allowed: " + MAX_COLUMNS);
      }
    }
    return broken;
  }

  /** Every block of braces directly in a type, unless it is a type itself: methods, constructors, initializers. */
  static List<String> methodLength(SourceFile file) {
    List<String> broken = new ArrayList<>();
    Deque<Block> open = new ArrayDeque<>();
    String code = file.code();
    int headerStart = 0;
    for (int i = 0; i < code.length(); i++) {
      char c = code.charAt(i);
      if (c == '{') {
        String header = code.substring(headerStart, i);
        int start = headerStart + header.length() - header.stripLeading().length();
        open.push(new Block(start, TYPE_HEADER.matcher(header).find(), open.isEmpty() || open.peek().type()));
      } else if (c == '}' && !open.isEmpty()) {
        Block block = open.pop();
        long lines = 1 + code.substring(block.start(), i).chars().filter(each -> each == '\n').count();
        if (block.inType() && !block.type() && lines > MAX_METHOD_LINES) {
          broken.add(file.at(block.start()) + ": " + lines + " lines, allowed: " + MAX_METHOD_LINES);
        }
      }
      if (c == '{' || c == '}' || c == ';') {
        headerStart = i + 1;
      }
    }
    return broken;
  }

  private record Block(int start, boolean type, boolean inType) {
  }

  static List<String> javadoc(SourceFile file) {
    List<String> broken = new ArrayList<>();
    Matcher type = PUBLIC_TYPE.matcher(file.code());
    while (type.find()) {
      String before = file.text().substring(0, type.start()).stripTrailing();
      while (before.substring(before.lastIndexOf('\n') + 1).stripLeading().startsWith("@")) {
        before = before.substring(0, before.lastIndexOf('\n')).stripTrailing();
      }
      if (!before.endsWith("*/") || !before.startsWith("/**", before.lastIndexOf("/*"))) {
        broken.add(file.at(type.start(1)) + ": public type " + type.group(1) + " has no Javadoc");
      }
    }
    return broken;
  }

  static List<String> found(SourceFile file, String in, Pattern pattern, String what) {
    return pattern.matcher(in).results()
      .map(match -> file.at(match.start()) + ": '" + match.group().strip() + "' " + what)
      .toList();
  }
}
