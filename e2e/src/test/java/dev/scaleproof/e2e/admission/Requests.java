package dev.scaleproof.e2e.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Requests to an API server, as they go over the wire. Immutable. */
final class Requests {
  /** A merge patch: `kubectl patch --type=merge`, `kubectl annotate`. */
  static final String MERGE = "application/merge-patch+json";

  /** A JSON patch: `kubectl patch --type=json`. */
  static final String JSON = "application/json-patch+json";

  /** A strategic merge patch: `kubectl edit` and client-side `kubectl apply`. */
  static final String STRATEGIC = "application/strategic-merge-patch+json";

  private static final String APPLY = "application/apply-patch+yaml";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int FIRST_ERROR = 400;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient client;
  private final URI server;
  private final String token;
  private final String user;
  private final boolean dry;

  private Requests(HttpClient client, URI server, String token, String user, boolean dry) {
    this.client = client;
    this.server = server;
    this.token = token;
    this.user = user;
    this.dry = dry;
  }

  /**
   * An answer.
   *
   * @param status of HTTP
   * @param body what was asked for, or why it is refused
   */
  record Answer(int status, JsonNode body) {
    boolean allowed() {
      return status < FIRST_ERROR;
    }

    String message() {
      return body.path("message").asText();
    }

    /** It was. */
    Answer orFail() {
      if (!allowed()) {
        throw new AssertionError(toString());
      }
      return this;
    }

    @Override
    public String toString() {
      return allowed() ? "allowed" : status + ": " + message();
    }
  }

  static Requests to(URI server, Path certificate, String token)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream file = Files.newInputStream(certificate)) {
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
        trusted.setCertificateEntry("server-" + number++, one);
      }
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return new Requests(
        HttpClient.newBuilder().sslContext(tls).connectTimeout(PATIENCE).build(),
        server,
        token,
        "",
        false);
  }

  /** The same as somebody else. */
  Requests as(String other) {
    return new Requests(client, server, token, other, dry);
  }

  /** The same, changing nothing: all of admission is asked, and nothing is stored. */
  Requests dry() {
    return new Requests(client, server, token, user, true);
  }

  Answer get(String path) throws IOException {
    return send("GET", path, "", "");
  }

  Answer create(String path, String json) throws IOException {
    return send("POST", path, "application/json", json);
  }

  Answer update(String path, String json) throws IOException {
    return send("PUT", path, "application/json", json);
  }

  Answer patch(String path, String type, String patch) throws IOException {
    return send("PATCH", path, type, patch);
  }

  /** Server-side, as a manager that takes the fields of others: `kubectl apply --server-side`. */
  Answer apply(String path, String manifest) throws IOException {
    return send(
        "PATCH", path + "?fieldManager=tests&force=true&fieldValidation=Strict", APPLY, manifest);
  }

  Answer delete(String path) throws IOException {
    return send("DELETE", path, "", "");
  }

  private Answer send(String method, String path, String type, String body) throws IOException {
    String flags = dry ? (path.contains("?") ? "&" : "?") + "dryRun=All" : "";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path + flags))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    if (!user.isEmpty()) {
      request.header("Impersonate-User", user).header("Impersonate-Group", "system:masters");
    }
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      String text = response.body();
      return new Answer(
          response.statusCode(),
          text.startsWith("{")
              ? MAPPER.readTree(text)
              : MAPPER.createObjectNode().put("message", text));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
  }
}
