package dev.drydock.bot.slack;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.util.http.SlackHttpClient;

/**
 * The client of Slack's Web API, with time-outs, and pointed elsewhere where the configuration
 * says.
 */
final class SlackEdge {
  private SlackEdge() {}

  /**
   * @param apiUrl null for Slack's own
   */
  static Slack client(String apiUrl) {
    SlackConfig config = new SlackConfig();
    if (apiUrl != null) {
      config.setMethodsEndpointUrlPrefix(apiUrl.endsWith("/") ? apiUrl : apiUrl + "/");
      // taken from HTTPS_PROXY, and NO_PROXY is not known to it
      config.setProxyUrl(null);
    }
    config.setHttpClientReadTimeoutMillis(10_000);
    config.setHttpClientWriteTimeoutMillis(10_000);
    config.setHttpClientCallTimeoutMillis(20_000);
    return Slack.getInstance(config, SlackHttpClient.buildSlackHttpClient(config));
  }
}
