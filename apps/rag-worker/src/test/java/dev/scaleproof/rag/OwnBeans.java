package dev.scaleproof.rag;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;

/** All classes, but not the beans of the simulator, which is another program. */
final class OwnBeans extends ClassLoader {
  private static final String INDEX_OF_BEANS = "META-INF/micronaut";

  OwnBeans() {
    super(OwnBeans.class.getClassLoader());
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    Enumeration<URL> all = super.getResources(name);
    if (!name.startsWith(INDEX_OF_BEANS)) {
      return all;
    }
    return Collections.enumeration(
        Collections.list(all).stream()
            .filter(url -> !url.getPath().contains("inference-sim"))
            .toList());
  }
}
