/**
 * An app as {@code drydock.yaml} describes it, once read: plain values, secrets only by reference.
 */
package dev.drydock.workflows.config;
