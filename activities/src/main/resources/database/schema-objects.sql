-- Every object of the schema: kind, name, MD5 of its definition. Run with search_path = pg_catalog, so that names come qualified.
-- Sequence values and rows are read elsewhere. Internal options (pg_attver of 15.20) are left out: a logical restore lacks them.
WITH ns AS (
  SELECT oid, nspname, nspowner, nspacl FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
), ext AS (
  SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), objects (kind, name, definition) AS (
  SELECT 'schema', n.nspname::text, concat_ws('|', pg_get_userbyid(n.nspowner), n.nspacl::text) FROM ns n
  UNION ALL
  SELECT 'relation', n.nspname || '.' || c.relname,
    concat_ws('|', c.relkind, pg_get_userbyid(c.relowner), c.relacl::text,
      (SELECT array_agg(x ORDER BY x) FROM unnest(c.reloptions) x)::text,
      c.relrowsecurity, c.relforcerowsecurity, c.relpersistence, c.relreplident, pg_get_expr(c.relpartbound, c.oid),
      CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
      (SELECT string_agg(p.inhparent::regclass::text, ',' ORDER BY inhseqno) FROM pg_inherits p WHERE p.inhrelid = c.oid),
      am.amname, ts.spcname)
    FROM pg_class c JOIN ns n ON n.oid = c.relnamespace
    LEFT JOIN pg_am am ON am.oid = c.relam LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
      AND NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_class'::regclass AND ext.objid = c.oid)
  UNION ALL
  SELECT 'column', n.nspname || '.' || c.relname || '.' || a.attname,
    concat_ws('|', row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum), format_type(a.atttypid, a.atttypmod), a.attnotnull,
      a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), co.collname, a.attstorage, a.attcompression, a.attstattarget,
      a.attacl::text, (SELECT array_agg(x ORDER BY x) FROM unnest(a.attoptions) x WHERE x NOT LIKE 'pg\_%')::text)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN ns n ON n.oid = c.relnamespace
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum LEFT JOIN pg_collation co ON co.oid = a.attcollation
    WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
  UNION ALL
  SELECT 'constraint', n.nspname || '.' || coalesce(c.relname, t.typname) || '.' || k.conname,
    concat_ws('|', pg_get_constraintdef(k.oid), k.convalidated)
    FROM pg_constraint k JOIN ns n ON n.oid = k.connamespace
    LEFT JOIN pg_class c ON c.oid = k.conrelid LEFT JOIN pg_type t ON t.oid = k.contypid
  UNION ALL
  SELECT 'index', i.indexrelid::regclass::text,
    concat_ws('|', pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisready, i.indisclustered, i.indisreplident)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN ns n ON n.oid = c.relnamespace
  UNION ALL
  SELECT 'view', c.oid::regclass::text, pg_get_viewdef(c.oid)
    FROM pg_class c JOIN ns n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm')
  UNION ALL
  SELECT 'function', p.oid::regprocedure::text,
    concat_ws('|', CASE p.prokind WHEN 'a' THEN (SELECT a::text FROM pg_aggregate a WHERE a.aggfnoid = p.oid) ELSE pg_get_functiondef(p.oid) END,
      p.proacl::text, pg_get_userbyid(p.proowner))
    FROM pg_proc p JOIN ns n ON n.oid = p.pronamespace
    WHERE NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_proc'::regclass AND ext.objid = p.oid)
  UNION ALL
  SELECT 'trigger', t.tgrelid::regclass || '.' || t.tgname, concat_ws('|', pg_get_triggerdef(t.oid), t.tgenabled)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN ns n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal
  UNION ALL
  SELECT 'rule', r.ev_class::regclass || '.' || r.rulename, pg_get_ruledef(r.oid)
    FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN ns n ON n.oid = c.relnamespace WHERE r.rulename <> '_RETURN'
  UNION ALL
  SELECT 'policy', p.polrelid::regclass || '.' || p.polname,
    concat_ws('|', polcmd, polpermissive, polroles::regrole[]::text, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
    FROM pg_policy p
  UNION ALL
  SELECT 'enum', t.oid::regtype::text, string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder)
    FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid GROUP BY t.oid
  UNION ALL
  SELECT 'domain', t.oid::regtype::text, concat_ws('|', format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault)
    FROM pg_type t JOIN ns n ON n.oid = t.typnamespace WHERE t.typtype = 'd'
  UNION ALL
  SELECT 'sequence', s.seqrelid::regclass::text,
    concat_ws('|', format_type(s.seqtypid, NULL), seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle)
    FROM pg_sequence s
  UNION ALL
  SELECT 'statistics', n.nspname || '.' || st.stxname, pg_get_statisticsobjdef(st.oid)
    FROM pg_statistic_ext st JOIN ns n ON n.oid = st.stxnamespace
  UNION ALL
  SELECT 'comment', coalesce(pg_describe_object(classoid, objoid, objsubid), ''), description FROM pg_description
    WHERE (classoid = 'pg_class'::regclass AND objoid IN (SELECT c.oid FROM pg_class c JOIN ns n ON n.oid = c.relnamespace))
      OR (classoid IN ('pg_type'::regclass, 'pg_constraint'::regclass, 'pg_trigger'::regclass) AND objoid >= 16384)
  UNION ALL
  SELECT 'extension', e.extname::text, e.extversion FROM pg_extension e
  UNION ALL
  SELECT 'publication', p.pubname::text,
    concat_ws('|', p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate,
      (SELECT string_agg(r.prrelid::regclass::text, ',' ORDER BY r.prrelid::regclass::text) FROM pg_publication_rel r WHERE r.prpubid = p.oid))
    FROM pg_publication p
  UNION ALL
  SELECT 'default rights', concat_ws(' ', d.defaclrole::regrole, d.defaclobjtype, n.nspname), d.defaclacl::text
    FROM pg_default_acl d LEFT JOIN ns n ON n.oid = d.defaclnamespace
)
SELECT kind, name, md5(coalesce(string_agg(definition, E'\x02' ORDER BY definition COLLATE "C"), '')) FROM objects GROUP BY kind, name
