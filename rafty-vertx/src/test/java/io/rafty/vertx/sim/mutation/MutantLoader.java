package io.rafty.vertx.sim.mutation;

import io.rafty.vertx.log.Disk;
import io.rafty.vertx.node.Env;
import io.rafty.vertx.sim.Nodes;
import io.rafty.vertx.sim.PlainNodes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.ServiceLoader;

/** Loads node, protocol, log and what is on top once more, with mutated classes in the place of some. */
final class MutantLoader extends ClassLoader {

  private final Map<String, byte[]> mutated;

  private MutantLoader(Map<String, byte[]> mutated) {
    super(MutantLoader.class.getClassLoader());
    this.mutated = mutated;
  }

  /** Nodes made of the mutated code. */
  static Nodes nodes(Map<String, byte[]> mutated) {
    return ServiceLoader.load(Nodes.class, new MutantLoader(mutated)).findFirst().orElseThrow();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    Class<?> loaded = findLoadedClass(name);
    if (loaded != null) {
      return loaded;
    }
    if (!isOwn(name)) {
      return super.loadClass(name, resolve);
    }
    byte[] bytes = mutated.containsKey(name) ? mutated.get(name) : original(name);
    return defineClass(name, bytes, 0, bytes.length);
  }

  /** What both sides talk about must be the same for both. */
  private static boolean isOwn(String name) {
    boolean shared = name.startsWith(Env.class.getName()) || name.startsWith(Disk.class.getName());
    return name.equals(PlainNodes.class.getName())
      || (!shared && name.matches("io\\.rafty\\.vertx\\.(node|protocol|log|session|shared)\\..*"));
  }

  private byte[] original(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
