-- Tables and materialized views with rows of their own: schema, name, size in bytes, whether it can be read in ranges of blocks, the hash of a
-- row and that of its primary key (null where it has none), the key's columns, whether it is a materialized view, and whether it is a heap. What is hashed of a column is all of its value: as it is
-- where the type's own hash is over every bit, as it is sent where that is cheap and of fixed form, and as its text in all other cases. A text's
-- own hash is over every bit by the collation "C": others may take a and A for the same.
WITH columns AS (
  SELECT a.attrelid, a.attnum, a.attname, quote_ident(a.attname) AS name, t.typname, t.typsend,
    CASE
      WHEN NOT @hashes@ OR t.typnamespace <> 'pg_catalog'::regnamespace THEN 'text'
      WHEN t.typname IN ('bool', 'int2', 'int4', 'oid', 'text', 'varchar', 'name', 'bytea', 'uuid', 'date', 'inet', 'cidr', 'macaddr') THEN 'own'
      WHEN t.typname IN ('int8', 'float4', 'float8', 'numeric', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval', 'money') THEN 'sent'
      ELSE 'text'
    END AS way,
    EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)
      AND array_position(i.indkey::int2[], a.attnum) < i.indnkeyatts) AS iskey
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attnum > 0 AND NOT a.attisdropped
), parts AS (
  SELECT attrelid, which,
    string_agg(CASE way WHEN 'own' THEN name || CASE WHEN typname IN ('text', 'varchar') THEN ' COLLATE "C"' ELSE '' END WHEN 'sent' THEN typsend::text || '(' || name || ')' END, ', ' ORDER BY attnum) AS direct,
    string_agg(CASE way WHEN 'text' THEN name END, ', ' ORDER BY attnum) AS texts,
    string_agg(attname, ',' ORDER BY attnum) AS names
  FROM columns, LATERAL (VALUES ('row'), ('key')) v (which) WHERE which = 'row' OR iskey GROUP BY attrelid, which
), hashes AS (
  -- once more over the sum that a record's hash is: else two rows that exchange values would hash to what they did before
  SELECT attrelid, which, names,
    CASE WHEN direct IS NULL THEN 'hashtextextended(ROW(' || texts || ')::text, 0)'
      ELSE 'hashtextextended(hash_record_extended(ROW(' || direct || coalesce(', ROW(' || texts || ')::text', '') || '), 0)::text, 0)' END AS hash
  FROM parts
)
SELECT n.nspname, c.relname, pg_relation_size(c.oid), coalesce(am.amname = 'heap', false) AND @hashes@,
  coalesce(r.hash, '0::int8'), k.hash, k.names, c.relkind = 'm', coalesce(am.amname = 'heap', false)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_am am ON am.oid = c.relam
LEFT JOIN hashes r ON r.attrelid = c.oid AND r.which = 'row' LEFT JOIN hashes k ON k.attrelid = c.oid AND k.which = 'key'
WHERE (c.relkind = 'r' OR c.relkind = 'm' AND c.relispopulated) AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
ORDER BY 1, 2
