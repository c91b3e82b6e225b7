-- What some large objects hold, in pieces of 1 MB. They are read twice, so that no temporary file holds them.
WITH RECURSIVE piece (oid, nth, bytes) AS (
  SELECT oid, 0::int8, length(lo_get(oid, 0, 1048576)) FROM pg_largeobject_metadata WHERE @which@
  UNION ALL
  SELECT oid, nth + 1, length(lo_get(oid, (nth + 1) * 1048576, 1048576)) FROM piece WHERE bytes = 1048576
), filled AS MATERIALIZED (
  SELECT oid, nth FROM piece WHERE bytes > 0 ORDER BY 1, 2
)
SELECT oid, nth, lo_get(oid, nth * 1048576, 1048576) AS data FROM filled
