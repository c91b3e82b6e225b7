/** PostgreSQL 13 and newer. */
package dev.drydock.activities.database.postgres;
