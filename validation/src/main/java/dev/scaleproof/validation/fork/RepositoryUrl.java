package dev.scaleproof.validation.fork;

import java.util.Locale;

/** Where a repository is; two of them are equal when a forge answers both with the same one. */
record RepositoryUrl(String place) {

  /** {@code git@host:owner/name.git} and {@code https://host/owner/name} are the same place. */
  static RepositoryUrl of(String url) {
    String place = url.strip().replaceFirst("^[a-z+]+://", "").replaceFirst("^[^/@]+@", "");
    if (!url.contains("://")) {
      place = place.replaceFirst("^([^/:]+):/*", "$1/");
    }
    place = place.replaceFirst("/+$", "").replaceFirst("\\.git$", "");
    int slash = place.indexOf('/');
    return new RepositoryUrl(
        slash < 0
            ? place
            : place.substring(0, slash).toLowerCase(Locale.ROOT) + place.substring(slash));
  }
}
