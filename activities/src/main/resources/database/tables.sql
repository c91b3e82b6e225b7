-- Tables with rows of their own: schema, name, and whether the hash of a whole record is the same after a dump and restore. It is not where a
-- type's hash is made of object numbers (enums, reg*), nor sure for types of extensions; those are hashed by their text.
SELECT n.nspname, c.relname,
  NOT EXISTS (
    SELECT FROM pg_attribute a
      JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      AND (t.typtype NOT IN ('b', 'r', 'm') OR t.typnamespace <> 'pg_catalog'::regnamespace OR coalesce(e.typtype, 'b') <> 'b'
        OR t.typname ~ '^_?(reg.*|json|xml|point|line|lseg|box|path|polygon|circle|bit|varbit|tsquery|txid_snapshot|refcursor)$'))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.deptype = 'e' AND d.classid = 'pg_class'::regclass AND d.objid = c.oid)
ORDER BY 1, 2
