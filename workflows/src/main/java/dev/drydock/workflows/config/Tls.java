package dev.drydock.workflows.config;

/**
 * How a connection to a database is encrypted, in libpq's words.
 *
 * @param mode {@code sslmode}: {@code prefer} takes what the server offers and believes it, {@code
 *     verify-full} believes only who can show a certificate for the host's name
 * @param rootCert file with the certificates of those who may have issued it; null where none is
 *     asked for
 */
public record Tls(String mode, String rootCert) {
  /** The usual of libpq and of the driver. */
  public static final Tls PREFERRED = new Tls("prefer", null);
}
