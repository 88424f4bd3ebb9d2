package dev.scaleproof.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTreeTest {
  @TempDir private Path proc;

  @Test
  void sumsDescendantsAndNobodyElse() throws IOException {
    process(10, 1, 100, 50);
    process(11, 10, 200, 60);
    process(12, 11, 300, 70);
    process(20, 1, 9999, 9999);
    Files.createDirectory(proc.resolve("sys"));

    ProcessTree tree = new ProcessTree(proc, 10);

    assertThat(tree.cpuSeconds()).isEqualTo(6.0);
    assertThat(tree.residentBytes()).isEqualTo(180 * 1024);
  }

  @Test
  void processesThatEndWhileReadingCountNothing() throws IOException {
    process(10, 1, 100, 50);
    Files.createDirectory(proc.resolve("11"));

    assertThat(new ProcessTree(proc, 10).cpuSeconds()).isEqualTo(1.0);
  }

  @Test
  void saysWhenTheRootHasGone() {
    assertThatIOException()
        .isThrownBy(() -> new ProcessTree(proc, 10).cpuSeconds())
        .withMessage("process 10 has ended");
  }

  private void process(long pid, long parent, long ticks, long kibibytes) throws IOException {
    Path folder = Files.createDirectory(proc.resolve(Long.toString(pid)));
    Files.writeString(
        folder.resolve("stat"),
        pid + " (p) S " + parent + " 0 0 0 -1 0 0 0 0 0 " + ticks + " 0 0 0 20 0 1 0 1\n");
    Files.writeString(folder.resolve("status"), "Name:\tp\nVmRSS:\t  " + kibibytes + " kB\n");
  }
}
