package dev.drydock.bot.slack;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.util.http.SlackHttpClient;
import java.time.Duration;
import okhttp3.OkHttpClient;

/**
 * The client of Slack's Web API, with time-outs, and pointed elsewhere where the configuration
 * says.
 */
final class SlackEdge {
  /** Of one that must not arrive late; Slack answers within a second, most often. */
  static final Duration LONGEST_CALL = Duration.ofSeconds(5);

  private SlackEdge() {}

  /**
   * @param apiUrl null for Slack's own
   */
  static Slack client(String apiUrl) {
    SlackConfig config = config(apiUrl);
    return Slack.getInstance(config, SlackHttpClient.buildSlackHttpClient(config));
  }

  /**
   * For whatever must not stand there twice or late: cards, replies, forms, answers. OkHttp sends a
   * POST again by itself when its answer is lost on a connection that was used before, and the
   * message would stand there twice; here the caller decides.
   */
  static Slack sendingOnce(String apiUrl) {
    SlackConfig config = config(apiUrl);
    OkHttpClient once =
        SlackHttpClient.buildOkHttpClient(config)
            .newBuilder()
            .retryOnConnectionFailure(false)
            .callTimeout(LONGEST_CALL)
            .build();
    SlackHttpClient http = new SlackHttpClient(once);
    http.setConfig(config);
    return Slack.getInstance(config, http);
  }

  private static SlackConfig config(String apiUrl) {
    SlackConfig config = new SlackConfig();
    if (apiUrl != null) {
      config.setMethodsEndpointUrlPrefix(apiUrl.endsWith("/") ? apiUrl : apiUrl + "/");
      // taken from HTTPS_PROXY, and NO_PROXY is not known to it
      config.setProxyUrl(null);
    }
    config.setHttpClientReadTimeoutMillis(10_000);
    config.setHttpClientWriteTimeoutMillis(10_000);
    config.setHttpClientCallTimeoutMillis(20_000);
    return config;
  }
}
