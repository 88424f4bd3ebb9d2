package dev.scaleproof.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsTest {
  @TempDir static Path folder;

  private static ServerSocketFactory selfSigned() throws Exception {
    Path store = folder.resolve("server.p12");
    if (!Files.exists(store)) {
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=test",
                  "-storetype",
                  "PKCS12",
                  "-storepass",
                  "changeit",
                  "-keystore",
                  store.toString())
              .inheritIO()
              .start();
      assertThat(keytool.waitFor()).isZero();
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context.getServerSocketFactory();
  }

  private static List<RequestRecord> run(boolean insecure) throws Exception {
    List<RequestRecord> records = new ArrayList<>();
    try (ScriptedServer server =
        new ScriptedServer(
            (request, wire) ->
                wire.raw(Answers.STREAM_HEAD)
                    .raw(Answers.chunk(Answers.stream(4)))
                    .raw(Answers.LAST_CHUNK),
            selfSigned(),
            "https")) {
      LoadRun.start(LoadPlan.to(server.uri()).requests(3).insecure(insecure).build(), records::add)
          .await();
    }
    return records;
  }

  @Test
  void streamsOverTls() throws Exception {
    assertThat(run(true))
        .hasSize(3)
        .allSatisfy(record -> assertThat(record.kind()).as(record.error()).isEqualTo("ok"))
        .allSatisfy(record -> assertThat(record.tokens()).isEqualTo(4));
  }

  @Test
  void anUntrustedCertificateIsAFailedConnect() throws Exception {
    assertThat(run(false))
        .hasSize(3)
        .allSatisfy(record -> assertThat(record.status()).isEqualTo(Status.CONNECT_FAILED))
        .allSatisfy(record -> assertThat(record.error()).startsWith("TLS: "));
  }
}
