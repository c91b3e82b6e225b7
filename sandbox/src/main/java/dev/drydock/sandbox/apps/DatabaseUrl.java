package dev.drydock.sandbox.apps;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.util.Properties;

/**
 * {@code postgresql://user:password@host:port/database[?settings]}, the form in which applications
 * get their database; user and password percent-encoded.
 */
record DatabaseUrl(String jdbcUrl, String user, String password) {

  static DatabaseUrl parse(String text) {
    URI uri = URI.create(text);
    if (uri.getRawUserInfo() == null || uri.getHost() == null || uri.getRawPath() == null) {
      // The text holds a password: it is not repeated here.
      throw new IllegalArgumentException(
          "DATABASE_URL is not of the form postgresql://user:password@host:port/database");
    }
    String[] login = uri.getRawUserInfo().split(":", 2);
    String place = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    String settings = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new DatabaseUrl(
        "jdbc:postgresql://" + place + uri.getRawPath() + settings,
        decode(login[0]),
        login.length == 1 ? "" : decode(login[1]));
  }

  Properties login() {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    return properties;
  }

  @Override
  public String toString() {
    return jdbcUrl + " as " + user;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }
}
