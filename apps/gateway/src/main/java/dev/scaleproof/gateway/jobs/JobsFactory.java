package dev.scaleproof.gateway.jobs;

import dev.scaleproof.gateway.config.JobSettings;
import dev.scaleproof.gateway.config.Settings;
import dev.scaleproof.jobs.JobQueues;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.configuration.lettuce.DefaultRedisConfiguration;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/**
 * The job queue, where Micronaut Redis has a server configured. Its connections are the queue's
 * own: a subscription needs one for itself, and each finds out by itself when it is broken.
 */
@Factory
@Requires(beans = DefaultRedisConfiguration.class)
final class JobsFactory {

  private static JobSettings of(Settings settings) {
    JobSettings jobs = settings.jobs();
    if (jobs == null) {
      throw new IllegalStateException("Redis is configured without a job queue");
    }
    return jobs;
  }

  @Singleton
  @Bean(preDestroy = "close")
  JobQueues queues(Settings settings) {
    return JobQueues.connect(of(settings).redis());
  }

  @Singleton
  @Bean(preDestroy = "close")
  JobRequests requests(Settings settings, JobQueues queues, PrometheusMeterRegistry metrics) {
    JobRequests requests = new JobRequests(of(settings), queues);
    metrics.getPrometheusRegistry().register(new QueueMetrics(queues, of(settings).queues()));
    Gauge.builder("gateway.job.requests.in.flight", requests, JobRequests::inFlight)
        .description("Requests about jobs under way, watchers of events included")
        .register(metrics);
    return requests;
  }
}
