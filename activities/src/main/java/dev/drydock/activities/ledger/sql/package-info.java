/** Running statements: on the ledger, and on the databases of apps. */
package dev.drydock.activities.ledger.sql;
