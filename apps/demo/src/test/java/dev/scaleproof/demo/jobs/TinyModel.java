package dev.scaleproof.demo.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Executors;

/** Of the simulator, what a job needs: so many steps later there is an answer. */
public final class TinyModel {
  private TinyModel() {}

  public static void main(String[] args) throws IOException {
    double speed =
        Arrays.stream(args)
            .filter(argument -> argument.startsWith("--speed="))
            .mapToDouble(argument -> Double.parseDouble(argument.substring(8)))
            .findFirst()
            .orElse(1);
    ObjectMapper json = new ObjectMapper();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "{\"lagSeconds\": 0.0}".getBytes(StandardCharsets.UTF_8);
          if (exchange.getRequestMethod().equals("POST")) {
            int tokens = json.readTree(exchange.getRequestBody()).path("max_tokens").asInt();
            try {
              Thread.sleep((long) (tokens * ModelServer.STEP.toMillis() / speed));
            } catch (InterruptedException ending) {
              Thread.currentThread().interrupt();
            }
          }
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    System.out.println("ready http://127.0.0.1:" + server.getAddress().getPort());
  }
}
