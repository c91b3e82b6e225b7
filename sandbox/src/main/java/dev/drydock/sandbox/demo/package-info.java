/**
 * {@code drydock demo}: the sandbox for a person to play in, and the stories that play by
 * themselves and prove the promises.
 */
package dev.drydock.sandbox.demo;
