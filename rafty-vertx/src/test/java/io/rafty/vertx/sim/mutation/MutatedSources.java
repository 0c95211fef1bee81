package io.rafty.vertx.sim.mutation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Production sources with a mistake in them, or from a later day, compiled in memory: nothing of it is ever in the
 * production code.
 */
public final class MutatedSources {

  private static final String ROOT = "src/main/java/io/rafty/vertx/";

  /**
   * One place of a source.
   *
   * @param file   below the root package, without {@code .java}
   * @param text   what is there, exactly once
   * @param instead what takes its place
   */
  public record Edit(String file, String text, String instead) {
  }

  private MutatedSources() {
  }

  /** Compiles them; answers classes by name. */
  public static Map<String, byte[]> compile(List<Edit> edits) {
    Map<String, String> sources = new HashMap<>();
    for (Edit edit : edits) {
      String source = sources.computeIfAbsent(edit.file(), MutatedSources::read);
      int at = source.indexOf(edit.text());
      if (at < 0 || source.indexOf(edit.text(), at + 1) >= 0) {
        throw new IllegalStateException("to be mutated, " + edit.file() + ".java must contain exactly once: "
          + edit.text());
      }
      sources.put(edit.file(), source.replace(edit.text(), edit.instead()));
    }
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((file, source) -> units.add(new Source(file, source)));
    return compileUnits(units);
  }

  private static Map<String, byte[]> compileUnits(List<JavaFileObject> units) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<String, ByteArrayOutputStream> classes = new HashMap<>();
    StringWriter complaints = new StringWriter();
    try (JavaFileManager standard = compiler.getStandardFileManager(null, null, null)) {
      JavaFileManager inMemory = new ForwardingJavaFileManager<>(standard) {
        @Override
        public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind,
                                                   FileObject sibling) {
          return new Output(name, classes.computeIfAbsent(name, key -> new ByteArrayOutputStream()));
        }
      };
      boolean done = compiler.getTask(complaints, inMemory, null, List.of("-proc:none", "-nowarn", "-classpath",
        System.getProperty("java.class.path")), null, units).call();
      if (!done) {
        throw new IllegalStateException("the mutation does not compile: " + complaints);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, byte[]> compiled = new HashMap<>();
    classes.forEach((name, bytes) -> compiled.put(name, bytes.toByteArray()));
    return compiled;
  }

  private static String read(String file) {
    Path here = Path.of(ROOT + file + ".java");
    try {
      return Files.readString(Files.exists(here) ? here : Path.of("rafty-vertx").resolve(here));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(String file, String text) {
      super(URI.create("string:///io/rafty/vertx/" + file + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Output extends SimpleJavaFileObject {

    private final ByteArrayOutputStream bytes;

    Output(String name, ByteArrayOutputStream bytes) {
      super(URI.create("bytes:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
      this.bytes = bytes;
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }
}
