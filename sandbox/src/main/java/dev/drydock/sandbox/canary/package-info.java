/** Looks for secrets where none may stand: the same search in the sandbox and on a real cluster. */
package dev.drydock.sandbox.canary;
