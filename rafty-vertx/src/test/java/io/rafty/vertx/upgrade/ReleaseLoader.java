package io.rafty.vertx.upgrade;

import io.rafty.vertx.sim.mutation.MutatedSources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Loads the whole library once more, from sources of another day: two releases in one process, over real sockets. */
final class ReleaseLoader extends ClassLoader {

  private final Map<String, byte[]> changed;

  private ReleaseLoader(Map<String, byte[]> changed) {
    super(ReleaseLoader.class.getClassLoader());
    this.changed = changed;
  }

  /** A release that differs from this one in some places of its sources. */
  static Release of(List<MutatedSources.Edit> edits) throws ReflectiveOperationException {
    Class<?> loaded = new ReleaseLoader(MutatedSources.compile(edits)).loadClass(ThisRelease.class.getName());
    return (Release) loaded.getDeclaredConstructor().newInstance();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    Class<?> loaded = findLoadedClass(name);
    if (loaded != null) {
      return loaded;
    }
    if (!name.startsWith("io.rafty.vertx.") || name.equals(Release.class.getName())) {
      return super.loadClass(name, resolve);
    }
    byte[] bytes = changed.containsKey(name) ? changed.get(name) : unchanged(name);
    return defineClass(name, bytes, 0, bytes.length);
  }

  private byte[] unchanged(String name) throws ClassNotFoundException {
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
