package dev.scaleproof.demo.replica;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

/** What a replica's process must do, and no more; {@code /set?N} makes it run N requests. */
public final class TinySimulator {
  private TinySimulator() {}

  public static void main(String[] args) throws IOException {
    AtomicReference<String> running = new AtomicReference<>("0");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          if (exchange.getRequestURI().getPath().equals("/set")) {
            running.set(exchange.getRequestURI().getQuery());
          }
          byte[] body =
              "vllm:num_requests_running{engine=\"0\"} %s\n"
                  .formatted(running.get())
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    System.out.println("ready http://127.0.0.1:" + server.getAddress().getPort());
  }
}
