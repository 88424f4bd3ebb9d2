package dev.scaleproof.gateway;

import dev.scaleproof.gateway.pool.PoolDirectory;
import dev.scaleproof.gateway.pool.Pools;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Makes the loaded pools available to the application. */
@Factory
final class PoolFactory {

  @Singleton
  @Bean
  Pools pools(PoolDirectory directory) {
    return directory.pools();
  }
}
