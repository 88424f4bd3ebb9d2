package dev.scaleproof.bench.peer;

/** The proxies' configuration files. */
final class Configurations {
  private Configurations() {}

  static String nginx(Setting setting) {
    return """
    daemon off;
    pid nginx.pid;
    worker_processes %d;
    worker_rlimit_nofile 4096;
    events {
      worker_connections 2048;
    }
    http {
      access_log off;
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      keepalive_requests 1000000;
      upstream replicas {
        server %s;
        keepalive 1024;
        keepalive_requests 1000000;
      }
      server {
        listen 127.0.0.1:%d backlog=4096;
        location / {
          proxy_pass http://replicas;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
          proxy_buffering off;
          proxy_read_timeout 300s;
        }
      }
    }
    """
        .formatted(setting.cores(), setting.upstreamAuthority(), setting.port());
  }

  static String haproxy(Setting setting) {
    return """
    global
      nbthread %d
      maxconn 2048
    defaults
      mode http
      timeout connect 5s
      timeout client 300s
      timeout server 300s
      option http-no-delay
    frontend clients
      bind 127.0.0.1:%d backlog 4096
      default_backend replicas
    backend replicas
      http-reuse always
      server replica %s
    """
        .formatted(setting.cores(), setting.port(), setting.upstreamAuthority());
  }

  static String envoy(Setting setting) {
    return """
    static_resources:
      listeners:
        - name: clients
          address: {socket_address: {address: 127.0.0.1, port_value: %d}}
          filter_chains:
            - filters:
                - name: envoy.filters.network.http_connection_manager
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                    stat_prefix: clients
                    route_config:
                      virtual_hosts:
                        - name: all
                          domains: ["*"]
                          routes:
                            - match: {prefix: /}
                              route: {cluster: replicas, timeout: 0s}
                    http_filters:
                      - name: envoy.filters.http.router
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
      clusters:
        - name: replicas
          type: STATIC
          connect_timeout: 5s
          circuit_breakers:
            thresholds:
              - {max_connections: 16384, max_pending_requests: 16384, max_requests: 16384}
          load_assignment:
            cluster_name: replicas
            endpoints:
              - lb_endpoints:
                  - endpoint:
                      address: {socket_address: {address: %s, port_value: %d}}
    """
        .formatted(setting.port(), setting.upstream().getHost(), setting.upstream().getPort());
  }

  static String litellm(Setting setting) {
    return """
    model_list:
      - model_name: bench
        litellm_params:
          model: openai/bench
          api_base: %s/v1
          api_key: none
    litellm_settings:
      telemetry: false
    """
        .formatted(setting.upstream());
  }
}
