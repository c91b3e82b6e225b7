/** Running statements; used by the ledger too. */
package dev.drydock.activities.database.sql;
