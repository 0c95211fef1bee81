package io.rafty.vertx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of the project as the tidy rules see it.
 *
 * @param path relative to the root of the project, with slashes
 * @param text all of it
 * @param code the same with comments, and what is between quotes, turned into blanks; every line keeps its number
 */
record SourceFile(String path, String text, String code) {

  private static final Pattern PACKAGE = Pattern.compile("\\bpackage\\s+([\\w.]+)\\s*;");
  private static final Pattern MAIN = Pattern.compile("(^|.*/)src/main/java/.*");

  /** Folders of the project, or of a module, that hold what was built or belongs to tools. */
  private static final List<String> NOT_OURS = List.of("target", "data", ".git", ".mvn", ".idea", ".vscode");

  static SourceFile of(String path, String text) {
    return new SourceFile(path, text, path.endsWith(".java") ? blank(text) : text);
  }

  /** Every text file of the project that is its own work, without what is built. */
  static List<SourceFile> ofProject() {
    Path root = root();
    try (Stream<Path> files = Files.walk(root)) {
      return files.map(root::relativize)
        .filter(path -> path.toString().matches(".*\\.(java|adoc|md|xml|json|properties|yml|yaml)|\\.ci/.*"))
        .filter(path -> NOT_OURS.stream().noneMatch(name -> path.startsWith(name) || path.getParent() != null
          && path.subpath(1, path.getNameCount()).startsWith(name)))
        .filter(path -> Files.isRegularFile(root.resolve(path)))
        .sorted()
        .map(path -> of(path.toString().replace('\\', '/'), read(root.resolve(path))))
        .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder of the project, whichever module the tests run in. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " is not text in UTF-8", e);
    }
  }

  boolean isJava() {
    return path.endsWith(".java");
  }

  /** True for what is delivered, in any module; false for tests. */
  boolean isMain() {
    return isJava() && MAIN.matcher(path).matches();
  }

  /** True for what the library itself delivers. */
  boolean isLibrary() {
    return path.startsWith("rafty-vertx/src/main/java/");
  }

  String packageName() {
    Matcher matcher = PACKAGE.matcher(code);
    return matcher.find() ? matcher.group(1) : "";
  }

  /** The name of the top-level type. */
  String typeName() {
    return path.substring(path.lastIndexOf('/') + 1).replace(".java", "");
  }

  /** Where something is, as {@code path:line}. */
  String at(int offset) {
    return path + ":" + (1 + text.substring(0, offset).chars().filter(c -> c == '\n').count());
  }

  private static final Pattern QUIET = Pattern.compile(
    "//[^\n]*|/\\*[\\s\\S]*?\\*/|\"\"\"(?:\\\\[\\s\\S]|(?!\"\"\")[^\\\\])*+\"\"\""
      + "|\"(?:\\\\.|[^\"\\\\\n])*+\"|'(?:\\\\.|[^'\\\\\n])*+'");

  private static String blank(String text) {
    return QUIET.matcher(text).replaceAll(found -> found.group().replaceAll("[^\n]", " "));
  }
}
