package dev.scaleproof.retrieval.index;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What an index was made of. Written last, so that an index with one is whole.
 *
 * @param format of the files beside it
 * @param model the embedder's identity
 * @param chunking the chunker's identity
 * @param documents by path
 * @param files beside it, by name
 */
public record Manifest(
    int format, String model, String chunking, List<Document> documents, List<Content> files) {
  static final String FILE = "manifest.json";

  /** Raised with every change that old indexes do not survive. */
  static final int FORMAT = 1;

  private static final int VERSION_LENGTH = 16;

  /**
   * A document.
   *
   * @param hash SHA-256 of its file
   * @param chunks how many it has in the index
   */
  public record Document(String path, String hash, int chunks) {}

  /** A file of the index: size in bytes and CRC-32C. */
  record Content(String name, long size, long checksum) {}

  public Manifest {
    documents = List.copyOf(documents);
    files = List.copyOf(files);
  }

  /** Of an index that is about to be written. */
  static Manifest of(String model, String chunking, List<Document> documents) {
    return new Manifest(FORMAT, model, chunking, documents, List.of());
  }

  Manifest with(List<Content> contents) {
    return new Manifest(format, model, chunking, documents, contents);
  }

  /** A hash of all documents, their paths and contents: another corpus has another one. */
  public String corpus() {
    return hash(
        documents.stream()
            .map(document -> document.path() + '\0' + document.hash() + '\n')
            .collect(Collectors.joining()));
  }

  /** Same model, chunking and corpus give the same version. */
  public String version() {
    return hash(String.join("\n", Integer.toString(format), model, chunking, corpus()))
        .substring(0, VERSION_LENGTH);
  }

  public int chunks() {
    return documents.stream().mapToInt(Document::chunks).sum();
  }

  public Map<String, Document> byPath() {
    return documents.stream().collect(Collectors.toMap(Document::path, Function.identity()));
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  void write(Path folder) throws IOException {
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(folder.resolve(FILE).toFile(), this);
  }

  static Manifest read(Path folder) throws IOException, IndexRefusedException {
    try {
      return new ObjectMapper().readValue(Files.readAllBytes(folder.resolve(FILE)), Manifest.class);
    } catch (NoSuchFileException e) {
      throw new IndexRefusedException("the index in " + folder + " is only half written", e);
    } catch (JacksonException e) {
      throw new IndexRefusedException("the index in " + folder + " is damaged: its manifest", e);
    }
  }
}
