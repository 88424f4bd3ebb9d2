/** Reading the replicas' metrics over HTTP, as a Prometheus does. */
@NullMarked
package dev.scaleproof.demo.scrape;

import org.jspecify.annotations.NullMarked;
