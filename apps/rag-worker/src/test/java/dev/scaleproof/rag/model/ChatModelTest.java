package dev.scaleproof.rag.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.scaleproof.rag.config.Settings;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ChatModelTest {
  /** Its head comes at once, its end never. */
  @Test
  void anAnswerThatStallsIsLate() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.setExecutor(threads);
      server.createContext(
          "/v1/chat/completions",
          exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            body.write('{');
            body.flush();
            try {
              over.await();
            } catch (InterruptedException told) {
              Thread.currentThread().interrupt();
            }
            exchange.close();
          });
      server.start();
      URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      try (ChatModel model =
          new ChatModel(
              new Settings.Model(url, "any", "", Duration.ofSeconds(1)), InstantSource.system())) {
        assertThat(model.ask("", List.of(new ChatModel.Message("user", "hi")), OptionalInt.empty()))
            .isEqualTo(
                new ChatAnswer.Later("the model server: no answer within 1 s", Duration.ZERO));
      } finally {
        over.countDown();
      }
    } finally {
      server.stop(0);
    }
  }
}
