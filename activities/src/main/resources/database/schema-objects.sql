-- Every object of the database: kind, name, MD5 of its definition. Run with search_path = pg_catalog, so that names come qualified.
-- Sequence values and rows are read elsewhere. Left out: what a copy or a dump on the same server cannot keep (numbers of objects, statistics,
-- the order of rights) and what an extension brings itself (its version stands for it). A line that ends in "-- since 14" is for that and later.
WITH ns AS (
  SELECT oid, nspname, nspowner, nspacl FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
), ext AS (
  SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), here AS (
  SELECT * FROM pg_database WHERE datname = current_database()
), kept (class, oid, part, letter, owner, acl) AS (
  SELECT 'pg_namespace'::regclass, oid, 0, 'n', nspowner, nspacl FROM pg_namespace
  UNION ALL SELECT 'pg_class'::regclass, oid, 0, CASE relkind WHEN 'S' THEN 's' ELSE 'r' END, relowner, relacl FROM pg_class
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT relnamespace = 'pg_toast'::regnamespace
  UNION ALL SELECT 'pg_class'::regclass, c.oid, a.attnum, 'c', c.relowner, a.attacl FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE a.attacl IS NOT NULL AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL SELECT 'pg_proc'::regclass, oid, 0, 'f', proowner, proacl FROM pg_proc
  UNION ALL SELECT 'pg_type'::regclass, oid, 0, 'T', typowner, typacl FROM pg_type WHERE typrelid = 0 AND typelem = 0 OR typtype = 'c' AND typacl IS NOT NULL
  UNION ALL SELECT 'pg_language'::regclass, oid, 0, 'l', lanowner, lanacl FROM pg_language
  UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, 0, 'F', fdwowner, fdwacl FROM pg_foreign_data_wrapper
  UNION ALL SELECT 'pg_foreign_server'::regclass, oid, 0, 'S', srvowner, srvacl FROM pg_foreign_server
), rights AS (
  SELECT k.class, k.oid, k.part, k.owner,
    string_agg(ROW(CASE a.grantee WHEN 0 THEN 'PUBLIC' WHEN k.owner THEN '' ELSE a.grantee::regrole::text END,
      CASE a.grantor WHEN k.owner THEN '' ELSE a.grantor::regrole::text END, a.privilege_type, a.is_grantable)::text, ' '
      ORDER BY a.privilege_type, a.grantee::regrole::text, a.grantor::regrole::text) AS acl
  FROM kept k LEFT JOIN LATERAL aclexplode(coalesce(k.acl, CASE k.letter WHEN 'c' THEN NULL ELSE acldefault(k.letter::"char", k.owner) END)) a ON true
  -- of the system's own objects, those that have other rights than by default
  WHERE k.oid >= 16384 OR k.acl IS NOT NULL AND NOT (k.acl @> acldefault(k.letter::"char", k.owner) AND k.acl <@ acldefault(k.letter::"char", k.owner))
  GROUP BY k.class, k.oid, k.part, k.owner
), fence AS ( -- what a fence has changed is told as it was: class Mark
  SELECT (substr(c, 15)::jsonb ->> 'isFenced')::boolean AS is_up, substr(c, 15)::jsonb ->> 'readOnly' AS before
    FROM here d, shobj_description(d.oid, 'pg_database') c WHERE c LIKE 'drydock holds {%'
), settings (role, one) AS (
  SELECT s.setrole, one FROM here d JOIN pg_db_role_setting s ON s.setdatabase = d.oid, unnest(s.setconfig) one
    WHERE NOT (s.setrole = 0 AND one LIKE 'default\_transaction\_read\_only=%' AND EXISTS (SELECT FROM fence WHERE is_up))
  UNION ALL
  SELECT 0, 'default_transaction_read_only=' || before FROM fence WHERE is_up AND before IS NOT NULL
), objects (kind, name, definition) AS (
  SELECT 'rights on', CASE WHEN r.oid < 16384 AND (r.class, r.oid) <> ('pg_namespace'::regclass, 'public'::regnamespace) THEN 'system objects'
      ELSE i.type || ' ' || i.identity END, ROW(i.identity, r.acl)::text
    FROM rights r, LATERAL pg_identify_object(r.class, r.oid, r.part) i
    WHERE i.schema IS NULL AND i.identity NOT LIKE 'pg\_%' OR i.schema IS NOT NULL AND i.schema NOT LIKE 'pg\_temp%' AND i.schema NOT LIKE 'pg\_toast%'
  UNION ALL
  SELECT 'database', 'rights', ROW(CASE a.grantee WHEN 0 THEN 'PUBLIC' WHEN d.datdba THEN '' ELSE a.grantee::regrole::text END,
      a.privilege_type, a.is_grantable)::text
    FROM here d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
  UNION ALL
  SELECT 'database', 'owner', pg_get_userbyid(datdba) FROM here
  UNION ALL
  SELECT 'database', 'connection limit', datconnlimit::text FROM here
  UNION ALL
  SELECT 'database', 'locale', ROW(encoding, datcollate, datctype, to_jsonb(d) ->> 'datlocprovider', to_jsonb(d) ->> 'daticulocale',
      to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticurules')::text FROM here d
  UNION ALL
  -- a value may be a key: what is kept of it is too short to try guesses on
  SELECT 'database setting', CASE role WHEN 0 THEN '' ELSE 'of ' || role::regrole || ' ' END || split_part(one, '=', 1), left(md5(one), 4)
    FROM settings
  UNION ALL
  SELECT 'schema', n.nspname::text, CASE WHEN e.objid IS NULL THEN pg_get_userbyid(n.nspowner) END
    FROM ns n LEFT JOIN ext e ON e.classid = 'pg_namespace'::regclass AND e.objid = n.oid
  UNION ALL
  SELECT 'relation', n.nspname || '.' || c.relname,
    ROW(c.relkind, pg_get_userbyid(c.relowner), (SELECT array_agg(x ORDER BY x) FROM unnest(c.reloptions) x),
      (SELECT array_agg(x ORDER BY x) FROM unnest(t.reloptions) x),
      c.relrowsecurity, c.relforcerowsecurity, c.relpersistence, c.relreplident, c.relispopulated, nullif(c.reloftype, 0)::regtype,
      pg_get_expr(c.relpartbound, c.oid), CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
      (SELECT string_agg(p.inhparent::regclass::text, ',' ORDER BY inhseqno) FROM pg_inherits p WHERE p.inhrelid = c.oid),
      (SELECT bool_or(inhdetachpending) FROM pg_inherits p WHERE p.inhrelid = c.oid), -- since 14
      am.amname, ts.spcname)::text
    FROM pg_class c JOIN ns n ON n.oid = c.relnamespace LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
    LEFT JOIN pg_am am ON am.oid = c.relam LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
      AND NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_class'::regclass AND ext.objid = c.oid)
  UNION ALL
  SELECT 'column', n.nspname || '.' || c.relname || '.' || a.attname,
    ROW(row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum), format_type(a.atttypid, a.atttypmod), a.attnotnull,
      a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), nullif(a.attcollation, 0)::regcollation, a.attstorage,
      a.attcompression, -- since 14
      coalesce(a.attstattarget, -1), a.attislocal, a.attinhcount, a.attfdwoptions,
      (SELECT array_agg(x ORDER BY x) FROM unnest(a.attoptions) x WHERE x NOT LIKE 'pg\_%'))::text
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN ns n ON n.oid = c.relnamespace
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
  UNION ALL
  SELECT 'constraint', n.nspname || '.' || coalesce(c.relname, t.typname) || '.' || k.conname,
    ROW(pg_get_constraintdef(k.oid), k.convalidated, k.conislocal, k.coninhcount,
      -- ALTER TABLE ... DISABLE TRIGGER ALL leaves a foreign key that checks nothing
      (SELECT string_agg(g.tgenabled::text, '' ORDER BY g.tgenabled) FROM pg_trigger g WHERE g.tgconstraint = k.oid AND g.tgisinternal))::text
    FROM pg_constraint k JOIN ns n ON n.oid = k.connamespace
    LEFT JOIN pg_class c ON c.oid = k.conrelid LEFT JOIN pg_type t ON t.oid = k.contypid
  UNION ALL
  SELECT 'index', i.indexrelid::regclass::text,
    ROW(pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisready, i.indisclustered, i.indisreplident, ts.spcname,
      (SELECT p.inhparent::regclass FROM pg_inherits p WHERE p.inhrelid = i.indexrelid),
      (SELECT string_agg(a.attnum || ':' || a.attstattarget, ',' ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = i.indexrelid AND a.attstattarget >= 0))::text
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN ns n ON n.oid = c.relnamespace
    LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
  UNION ALL
  SELECT 'view', c.oid::regclass::text, pg_get_viewdef(c.oid)
    FROM pg_class c JOIN ns n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm')
  UNION ALL
  SELECT 'function', p.oid::regprocedure::text, ROW(CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END, pg_get_userbyid(p.proowner),
      g.aggkind, g.aggnumdirectargs, g.aggtransfn, g.aggfinalfn, g.aggcombinefn, g.aggserialfn, g.aggdeserialfn, g.aggmtransfn, g.aggminvtransfn,
      g.aggmfinalfn, g.aggfinalextra, g.aggmfinalextra, g.aggfinalmodify, g.aggmfinalmodify, nullif(g.aggsortop, 0)::regoperator,
      nullif(g.aggtranstype, 0)::regtype, g.aggtransspace, nullif(g.aggmtranstype, 0)::regtype, g.aggmtransspace, g.agginitval, g.aggminitval,
      p.proparallel)::text
    FROM pg_proc p JOIN ns n ON n.oid = p.pronamespace LEFT JOIN pg_aggregate g ON g.aggfnoid = p.oid
    WHERE NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_proc'::regclass AND ext.objid = p.oid)
  UNION ALL
  SELECT 'trigger', t.tgrelid::regclass || '.' || t.tgname, ROW(pg_get_triggerdef(t.oid), t.tgenabled)::text
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN ns n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal
  UNION ALL
  SELECT 'rule', r.ev_class::regclass || '.' || r.rulename, ROW(pg_get_ruledef(r.oid), r.ev_enabled)::text
    FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN ns n ON n.oid = c.relnamespace WHERE r.rulename <> '_RETURN'
  UNION ALL
  SELECT 'policy', p.polrelid::regclass || '.' || p.polname,
    ROW(polcmd, polpermissive, (SELECT array_agg(x::regrole::text ORDER BY x::regrole::text) FROM unnest(polroles) x),
      pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))::text
    FROM pg_policy p
  UNION ALL
  SELECT 'enum', t.oid::regtype::text, string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder)
    FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid GROUP BY t.oid
  UNION ALL
  SELECT CASE t.typtype WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' ELSE 'type' END, t.oid::regtype::text,
    ROW(CASE WHEN t.typtype <> 'm' THEN pg_get_userbyid(t.typowner) END, format_type(nullif(t.typbasetype, 0), t.typtypmod), t.typnotnull, t.typdefault, nullif(t.typcollation, 0)::regcollation,
      t.typtype, t.typcategory, t.typispreferred, t.typlen, t.typbyval, t.typalign, t.typstorage, t.typdelim, t.typinput, t.typoutput, t.typreceive,
      t.typsend, t.typmodin, t.typmodout, t.typanalyze, nullif(t.typelem, 0)::regtype, t.typisdefined,
      t.typsubscript, -- since 14
      nullif(r.rngmultitypid, 0)::regtype, -- since 14
      nullif(r.rngsubtype, 0)::regtype, nullif(r.rngcollation, 0)::regcollation, o.opcname, o.opcnamespace::regnamespace, r.rngcanonical, r.rngsubdiff)::text
    FROM pg_type t JOIN ns n ON n.oid = t.typnamespace LEFT JOIN pg_range r ON r.rngtypid = t.oid LEFT JOIN pg_opclass o ON o.oid = r.rngsubopc
    LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE coalesce(c.relkind, 'c') = 'c' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
      AND NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_type'::regclass AND ext.objid = t.oid)
  UNION ALL
  SELECT 'sequence', s.seqrelid::regclass::text,
    ROW(format_type(s.seqtypid, NULL), seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle,
      (SELECT d.refobjid::regclass || '.' || quote_ident(a.attname) || d.deptype::text
        FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')))::text
    FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN ns n ON n.oid = c.relnamespace
  UNION ALL
  SELECT 'statistics', n.nspname || '.' || st.stxname, ROW(pg_get_statisticsobjdef(st.oid), pg_get_userbyid(st.stxowner), coalesce(to_jsonb(st) ->> 'stxstattarget', '-1'))::text
    FROM pg_statistic_ext st JOIN ns n ON n.oid = st.stxnamespace
  UNION ALL
  SELECT 'comment', i.type || ' ' || i.identity, description
    FROM pg_description, LATERAL pg_identify_object(classoid, objoid, objsubid) i
    WHERE objoid >= 16384 OR classoid = 'pg_namespace'::regclass AND objoid = 'public'::regnamespace
  UNION ALL
  SELECT 'security label', i.type || ' ' || i.identity, ROW(provider, label)::text FROM pg_seclabel, LATERAL pg_identify_object(classoid, objoid, objsubid) i
  UNION ALL
  SELECT 'extension', e.extname::text, ROW(e.extversion, e.extnamespace::regnamespace)::text FROM pg_extension e
  UNION ALL
  SELECT 'publication', p.pubname::text, ((to_jsonb(p) - '{oid,pubname,pubowner}'::text[]) || to_jsonb(pg_get_userbyid(p.pubowner)))::text FROM pg_publication p
  UNION ALL
  SELECT 'publication', p.pubname::text,
    ROW(r.prrelid::regclass,
      pg_get_expr(r.prqual, r.prrelid), (SELECT array_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)), -- since 15
      'table')::text
    FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid
  UNION ALL -- since 15
  SELECT 'publication', p.pubname::text, ROW(r.pnnspid::regnamespace, 'schema')::text FROM pg_publication_namespace r JOIN pg_publication p ON p.oid = r.pnpubid -- since 15
  UNION ALL
  SELECT 'subscription', s.subname::text, ROW(pg_get_userbyid(s.subowner), s.subenabled, s.subslotname, s.subpublications)::text
    FROM pg_subscription s JOIN here d ON d.oid = s.subdbid
  UNION ALL
  SELECT 'default rights', concat_ws(' ', d.defaclrole::regrole, d.defaclobjtype, n.nspname),
    ROW(CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, a.privilege_type, a.is_grantable)::text
    FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace LEFT JOIN LATERAL aclexplode(d.defaclacl) a ON true
  UNION ALL
  SELECT 'collation', c.oid::regcollation::text,
    ((to_jsonb(c) - '{oid,collname,collnamespace,collowner,collversion}'::text[]) || to_jsonb(pg_get_userbyid(c.collowner)))::text
    FROM pg_collation c JOIN ns n ON n.oid = c.collnamespace
    WHERE NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_collation'::regclass AND ext.objid = c.oid)
  UNION ALL
  SELECT 'conversion', n.nspname || '.' || c.conname, ROW(pg_get_userbyid(c.conowner), c.conforencoding, c.contoencoding, c.conproc, c.condefault)::text
    FROM pg_conversion c JOIN ns n ON n.oid = c.connamespace
    WHERE NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_conversion'::regclass AND ext.objid = c.oid)
  UNION ALL
  SELECT 'operator', o.oid::regoperator::text, ROW(pg_get_userbyid(o.oprowner), o.oprcanmerge, o.oprcanhash, nullif(o.oprresult, 0)::regtype,
      nullif(o.oprcom, 0)::regoperator, nullif(o.oprnegate, 0)::regoperator, o.oprcode, o.oprrest, o.oprjoin)::text
    FROM pg_operator o JOIN ns n ON n.oid = o.oprnamespace
    WHERE NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_operator'::regclass AND ext.objid = o.oid)
  UNION ALL
  SELECT 'operator class', i.identity, ROW(pg_get_userbyid(c.opcowner), f.opfname, f.opfnamespace::regnamespace, c.opcintype::regtype, c.opcdefault,
      nullif(c.opckeytype, 0)::regtype)::text
    FROM pg_opclass c JOIN ns n ON n.oid = c.opcnamespace JOIN pg_opfamily f ON f.oid = c.opcfamily,
    LATERAL pg_identify_object('pg_opclass'::regclass, c.oid, 0) i
    WHERE NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_opclass'::regclass AND ext.objid = c.oid)
  UNION ALL
  SELECT 'operator family', i.identity, m.definition
    FROM pg_opfamily f JOIN ns n ON n.oid = f.opfnamespace, LATERAL pg_identify_object('pg_opfamily'::regclass, f.oid, 0) i,
    LATERAL (
      SELECT pg_get_userbyid(f.opfowner)::text
      UNION ALL SELECT ROW(o.amopstrategy, o.amoppurpose, o.amopopr::regoperator, s.opfname)::text
        FROM pg_amop o LEFT JOIN pg_opfamily s ON s.oid = o.amopsortfamily WHERE o.amopfamily = f.oid
      UNION ALL SELECT ROW(p.amproclefttype::regtype, p.amprocrighttype::regtype, p.amprocnum, p.amproc::regprocedure)::text
        FROM pg_amproc p WHERE p.amprocfamily = f.oid) m (definition)
    WHERE NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_opfamily'::regclass AND ext.objid = f.oid)
  UNION ALL
  SELECT 'cast', i.identity, ROW(nullif(c.castfunc, 0)::regprocedure, c.castcontext, c.castmethod)::text
    FROM pg_cast c, LATERAL pg_identify_object('pg_cast'::regclass, c.oid, 0) i
    WHERE c.oid >= 16384 AND NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_cast'::regclass AND ext.objid = c.oid)
  UNION ALL
  SELECT 'transform', i.identity, ROW(nullif(t.trffromsql, 0)::regprocedure, nullif(t.trftosql, 0)::regprocedure)::text
    FROM pg_transform t, LATERAL pg_identify_object('pg_transform'::regclass, t.oid, 0) i
    WHERE NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_transform'::regclass AND ext.objid = t.oid)
  UNION ALL
  SELECT 'language', l.lanname::text, ROW(l.lanpltrusted, nullif(l.lanplcallfoid, 0)::regprocedure, nullif(l.laninline, 0)::regprocedure,
      nullif(l.lanvalidator, 0)::regprocedure)::text
    FROM pg_language l WHERE NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_language'::regclass AND ext.objid = l.oid)
  UNION ALL
  SELECT 'access method', a.amname::text, ROW(a.amtype, a.amhandler)::text
    FROM pg_am a WHERE a.oid >= 16384 AND NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_am'::regclass AND ext.objid = a.oid)
  UNION ALL
  SELECT 'text search configuration', c.oid::regconfig::text, m.definition
    FROM pg_ts_config c JOIN ns n ON n.oid = c.cfgnamespace, LATERAL (
      SELECT ROW(pg_get_userbyid(c.cfgowner), p.prsname)::text FROM pg_ts_parser p WHERE p.oid = c.cfgparser
      UNION ALL SELECT ROW(m.maptokentype, m.mapseqno, m.mapdict::regdictionary)::text FROM pg_ts_config_map m WHERE m.mapcfg = c.oid) m (definition)
    WHERE NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_ts_config'::regclass AND ext.objid = c.oid)
  UNION ALL
  SELECT 'text search dictionary', d.oid::regdictionary::text, ROW(pg_get_userbyid(d.dictowner), t.tmplnamespace::regnamespace, t.tmplname, d.dictinitoption)::text
    FROM pg_ts_dict d JOIN ns n ON n.oid = d.dictnamespace JOIN pg_ts_template t ON t.oid = d.dicttemplate
    WHERE NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_ts_dict'::regclass AND ext.objid = d.oid)
  UNION ALL
  SELECT 'text search parser', n.nspname || '.' || p.prsname, ROW(p.prsstart, p.prstoken, p.prsend, p.prsheadline, p.prslextype)::text
    FROM pg_ts_parser p JOIN ns n ON n.oid = p.prsnamespace
    WHERE NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_ts_parser'::regclass AND ext.objid = p.oid)
  UNION ALL
  SELECT 'text search template', n.nspname || '.' || t.tmplname, ROW(t.tmplinit, t.tmpllexize)::text
    FROM pg_ts_template t JOIN ns n ON n.oid = t.tmplnamespace
    WHERE NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_ts_template'::regclass AND ext.objid = t.oid)
  UNION ALL
  SELECT 'foreign data wrapper', f.fdwname::text, ROW(pg_get_userbyid(f.fdwowner), nullif(f.fdwhandler, 0)::regprocedure, nullif(f.fdwvalidator, 0)::regprocedure,
      f.fdwoptions)::text
    FROM pg_foreign_data_wrapper f WHERE NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_foreign_data_wrapper'::regclass AND ext.objid = f.oid)
  UNION ALL
  SELECT 'server', s.srvname::text, ROW(pg_get_userbyid(s.srvowner), f.fdwname, s.srvtype, s.srvversion, s.srvoptions)::text
    FROM pg_foreign_server s JOIN pg_foreign_data_wrapper f ON f.oid = s.srvfdw
    WHERE NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_foreign_server'::regclass AND ext.objid = s.oid)
  UNION ALL
  SELECT 'foreign table', t.ftrelid::regclass::text, ROW(s.srvname, t.ftoptions)::text FROM pg_foreign_table t JOIN pg_foreign_server s ON s.oid = t.ftserver
  UNION ALL
  SELECT 'user mapping', u.usename || ' at ' || u.srvname, left(md5(u.umoptions::text), 4) FROM pg_user_mappings u
  UNION ALL
  SELECT 'event trigger', t.evtname::text, ROW(pg_get_userbyid(t.evtowner), t.evtevent, t.evtfoid::regprocedure, t.evtenabled, t.evttags)::text
    FROM pg_event_trigger t WHERE NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_event_trigger'::regclass AND ext.objid = t.oid)
  UNION ALL
  SELECT 'large objects', 'owners and rights', ROW(m.oid, pg_get_userbyid(m.lomowner),
      (SELECT array_agg(ROW(CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, a.privilege_type, a.is_grantable)::text ORDER BY 1)
        FROM aclexplode(coalesce(m.lomacl, acldefault('L', m.lomowner))) a))::text
    FROM pg_largeobject_metadata m
)
SELECT kind, name, md5(coalesce(string_agg(definition, E'\x02' ORDER BY definition COLLATE "C"), '')) FROM objects GROUP BY kind, name
