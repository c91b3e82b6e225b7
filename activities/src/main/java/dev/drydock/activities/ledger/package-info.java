/** Drydock's own PostgreSQL tables: append-only, each run's events a chain of hashes. */
package dev.drydock.activities.ledger;
