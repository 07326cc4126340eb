"""What is removed with a sample was a part of it from the beginning.

Removing a sample lifts the law of what is written once. So the database itself keeps the ways into a sample shut, for
whoever speaks SQL as the application too: no row that is there moves onto a sample (or its brand off one), no row
changes its id, and nothing new in a sample takes an id that something refers to already. What is a part of a sample is
decided by the same table of links for keeping apart and for removing (`onboarding_links`).

`onboarding_guard` puts the guard on every table that has such links; it runs after every migration (see apps.py), so
that tables to come have it.
"""

from django.conf import settings
from django.db import migrations

LINKS = """
-- Columns that lead from a row of an organisation to another: foreign keys, and those that hold ids without one.
CREATE FUNCTION onboarding_links() RETURNS TABLE (tab regclass, target regclass, col name)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $links$
    WITH own AS (
        SELECT c.oid, c.relname FROM pg_class c JOIN pg_attribute o ON o.attrelid = c.oid AND o.attname = 'org_id'
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname NOT IN ('audit_entry', 'outbox_event')
    ), keys AS (
        SELECT k.conrelid, k.confrelid, a.attname FROM pg_constraint k
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
        WHERE k.contype = 'f' AND array_length(k.conkey, 1) = 1
            AND k.conrelid IN (SELECT oid FROM own) AND k.confrelid IN (SELECT oid FROM own)
    )
    SELECT conrelid::regclass, confrelid::regclass, attname FROM keys
    UNION ALL
    SELECT own.oid::regclass, NULL, a.attname FROM own JOIN pg_attribute a ON a.attrelid = own.oid AND NOT a.attisdropped
    WHERE a.attname IN ('subject_id', 'item_id', 'object_id', 'scope_id', 'channel_id', 'ref')
        AND NOT EXISTS (SELECT FROM keys WHERE conrelid = own.oid AND keys.attname = a.attname)
$links$;

-- Tables that links lead to.
CREATE FUNCTION onboarding_targets() RETURNS SETOF regclass
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $targets$
    SELECT DISTINCT target FROM onboarding_links() WHERE target IS NOT NULL
$targets$;
"""

KINSHIP = """
-- Whether a row, given as it is or as it would be, is a part of a sample.
CREATE FUNCTION onboarding_in_sample(tab regclass, held jsonb, depth integer DEFAULT 0) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $kin$
DECLARE link record;
BEGIN
    IF held IS NULL THEN RETURN false; END IF;
    IF tab IN ('public.tenancy_brand'::regclass, 'public.tenancy_member'::regclass) THEN
        RETURN (held ->> 'sample')::boolean;
    END IF;
    IF depth > 12 THEN RAISE EXCEPTION 'rows lead on and on'; END IF;
    FOR link IN SELECT l.target, l.col FROM onboarding_links() l WHERE l.tab = $1 ORDER BY l.target NULLS LAST LOOP
        IF onboarding_leads_to_sample(link.target, held ->> link.col, depth + 1) THEN RETURN true; END IF;
    END LOOP;
    RETURN false;
END $kin$;

-- Whether the row with this id is; without a table, whether any row with it is.
CREATE FUNCTION onboarding_leads_to_sample(target regclass, id text, depth integer DEFAULT 0) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $leads$
DECLARE one regclass; held jsonb;
BEGIN
    IF id IS NULL OR id !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN RETURN false; END IF;
    IF target IS NOT NULL THEN
        EXECUTE format('SELECT to_jsonb(t) FROM %s t WHERE t.id = $1::uuid', target) INTO held USING id;
        RETURN onboarding_in_sample(target, held, depth);
    END IF;
    FOR one IN SELECT t FROM onboarding_targets() t LOOP
        EXECUTE format('SELECT to_jsonb(t) FROM %s t WHERE t.id = $1::uuid', one) INTO held USING id;
        IF onboarding_in_sample(one, held, depth) THEN RETURN true; END IF;
    END LOOP;
    RETURN false;
END $leads$;
"""

REFUSALS = """
CREATE FUNCTION onboarding_refuse(tab regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $refuse$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'onboarding_apart', TABLE = tab::text,
        MESSAGE = 'a sample and what is no sample are kept apart';
END $refuse$;

-- A row whose links change does not come into a sample by it, and its brand does not leave one.
CREATE FUNCTION onboarding_stay(tab regclass, was jsonb, becomes jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $stay$
DECLARE link record; enters boolean := false;
BEGIN
    FOR link IN SELECT l.target, l.col FROM onboarding_links() l
        WHERE l.tab = $1 AND was ->> l.col IS DISTINCT FROM becomes ->> l.col
    LOOP
        IF onboarding_leads_to_sample(link.target, becomes ->> link.col) THEN
            enters := true;
        ELSIF link.target = 'public.tenancy_brand'::regclass
            AND onboarding_leads_to_sample(link.target, was ->> link.col)
        THEN
            PERFORM onboarding_refuse(tab);
        END IF;
    END LOOP;
    IF enters AND NOT onboarding_in_sample(tab, was) THEN PERFORM onboarding_refuse(tab); END IF;
END $stay$;

-- A new row in a sample brings nothing along that was waiting for its id.
CREATE FUNCTION onboarding_begin(tab regclass, new_row jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $begin$
DECLARE link record; waits boolean;
BEGIN
    IF NOT onboarding_in_sample(tab, new_row) THEN RETURN; END IF;
    FOR link IN SELECT l.tab, l.col, format_type(a.atttypid, a.atttypmod) AS kind FROM onboarding_links() l
        JOIN pg_attribute a ON a.attrelid = l.tab AND a.attname = l.col
        WHERE (l.target = $1 OR l.target IS NULL)
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s t WHERE t.%I = $1::%s)', link.tab, link.col, link.kind)
            INTO waits USING new_row ->> 'id';
        IF waits THEN PERFORM onboarding_refuse(tab); END IF;
    END LOOP;
END $begin$;

-- A login does not become one of a sample's people, nor one of them somebody.
CREATE FUNCTION onboarding_login() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $login$
BEGIN
    IF (OLD.email LIKE '%@sample.invalid' OR NEW.email LIKE '%@sample.invalid')
        AND (NEW.email <> OLD.email OR NEW.is_active)
    THEN
        PERFORM onboarding_refuse(TG_RELID);
    END IF;
    RETURN NEW;
END $login$;
"""

# Names of columns are written into each table's own function: a trigger that names them would stand in the way when
# a later migration changes their type.
GUARD = """
CREATE FUNCTION onboarding_guard() RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $guard$
DECLARE here record; body text; fresh integer := 0;
BEGIN
    FOR here IN
        SELECT l.tab, c.relname, string_agg(format('OLD.%I', l.col), ', ' ORDER BY l.col) AS old,
            string_agg(format('NEW.%I', l.col), ', ' ORDER BY l.col) AS new,
            l.tab IN (SELECT onboarding_targets()) AS led_to,
            l.tab = 'public.tenancy_member'::regclass AS marked
        FROM (SELECT tab, col FROM onboarding_links()
              UNION SELECT 'public.tenancy_brand'::regclass, 'sample'
              UNION SELECT 'public.tenancy_member'::regclass, 'user_id') l
            JOIN pg_class c ON c.oid = l.tab
        GROUP BY l.tab, c.relname
    LOOP
        body := 'BEGIN '
            || CASE WHEN here.led_to THEN
                'IF TG_OP = ''INSERT'' THEN IF EXISTS (SELECT FROM public.tenancy_brand WHERE org_id = NEW.org_id AND sample)'
                || ' OR EXISTS (SELECT FROM public.tenancy_member WHERE org_id = NEW.org_id AND sample)'
                || CASE WHEN here.relname IN ('tenancy_brand', 'tenancy_member') THEN ' OR NEW.sample' ELSE '' END
                || ' THEN PERFORM public.onboarding_begin(TG_RELID, to_jsonb(NEW)); END IF; RETURN NEW; END IF; '
                ELSE '' END
            || 'IF NEW.id <> OLD.id THEN PERFORM public.onboarding_refuse(TG_RELID); END IF; '
            || CASE WHEN here.marked THEN
                'IF OLD.sample AND NEW.user_id <> OLD.user_id THEN PERFORM public.onboarding_refuse(TG_RELID); END IF; '
                ELSE '' END
            || format('IF ROW(%s) IS DISTINCT FROM ROW(%s) THEN ', here.old, here.new)
            || 'PERFORM public.onboarding_stay(TG_RELID, to_jsonb(OLD), to_jsonb(NEW)); END IF; RETURN NEW; END';
        IF EXISTS (SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
                   WHERE t.tgrelid = here.tab AND t.tgname = 'onboarding_apart' AND p.prosrc = body)
        THEN CONTINUE; END IF;
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION public.%I() RETURNS trigger LANGUAGE plpgsql AS %L',
            left('onboarding_apart_' || here.relname, 63), body);
        EXECUTE format('DROP TRIGGER IF EXISTS onboarding_apart ON %s', here.tab);
        EXECUTE format(
            'CREATE TRIGGER onboarding_apart BEFORE %s ON %s FOR EACH ROW EXECUTE FUNCTION public.%I()',
            CASE WHEN here.led_to THEN 'INSERT OR UPDATE' ELSE 'UPDATE' END, here.tab,
            left('onboarding_apart_' || here.relname, 63));
        fresh := fresh + 1;
    END LOOP;
    RETURN fresh;
END $guard$;
"""

REMOVE = """
CREATE OR REPLACE FUNCTION onboarding_remove_sample() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $remove$
DECLARE
    here uuid := NULLIF(current_setting('coe.org', true), '')::uuid;
    link record; held record; found bigint; fresh bigint; gone integer := 0;
BEGIN
    IF here IS NULL THEN RAISE EXCEPTION 'no organisation is entered'; END IF;
    -- A table with checks still to come cannot be altered.
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    CREATE TEMP TABLE doomed (tab regclass NOT NULL, id text NOT NULL, PRIMARY KEY (tab, id)) ON COMMIT DROP;
    INSERT INTO doomed SELECT 'public.tenancy_brand'::regclass, id::text FROM public.tenancy_brand
        WHERE org_id = here AND sample;
    INSERT INTO doomed SELECT 'public.tenancy_member'::regclass, m.id::text FROM public.tenancy_member m
        JOIN public.accounts_user u ON u.id = m.user_id
        WHERE m.org_id = here AND m.sample AND NOT u.is_active AND u.email LIKE '%@sample.invalid';
    LOOP
        fresh := 0;
        FOR link IN SELECT l.tab, l.target, l.col FROM onboarding_links() l
            WHERE l.target IS NULL OR l.target IN (SELECT d.tab FROM doomed d)
        LOOP
            EXECUTE format(
                'INSERT INTO doomed SELECT %L::regclass, t.id::text FROM %s t JOIN doomed d ON d.id = t.%I::text '
                'AND CASE WHEN %L IS NULL THEN d.tab IN (SELECT onboarding_targets()) ELSE d.tab = %L::regclass END '
                'WHERE t.org_id = $1 ON CONFLICT DO NOTHING',
                link.tab, link.tab, link.col, link.target, link.target
            ) USING here;
            GET DIAGNOSTICS found = ROW_COUNT;
            fresh := fresh + found;
        END LOOP;
        EXIT WHEN fresh = 0;
    END LOOP;
    -- An id that stands for two things would take what belongs to the other one along.
    FOR link IN SELECT t AS tab FROM onboarding_targets() t LOOP
        EXECUTE format(
            'SELECT t.id FROM %s t JOIN doomed d ON d.id = t.id::text AND d.tab <> %L::regclass WHERE t.org_id = $1 LIMIT 1',
            link.tab, link.tab
        ) INTO held USING here;
        IF held.id IS NOT NULL THEN PERFORM onboarding_refuse(link.tab); END IF;
    END LOOP;
    -- Nothing goes that belongs to another brand, or is a part of a post, request or workflow that stays.
    FOR link IN SELECT l.tab, l.target, l.col FROM onboarding_links() l
        WHERE l.tab IN (SELECT d.tab FROM doomed d)
            AND l.target::text IN (
                'tenancy_brand', 'publishing_post', 'publishing_version', 'governance_request',
                'governance_requeststep', 'governance_workflow', 'governance_workflowstep')
    LOOP
        EXECUTE format(
            'SELECT t.id FROM %s t JOIN doomed d ON d.tab = %L::regclass AND d.id = t.id::text WHERE t.%I IS NOT NULL '
            'AND NOT EXISTS (SELECT 1 FROM doomed p WHERE p.tab = %L::regclass AND p.id = t.%I::text) LIMIT 1',
            link.tab, link.tab, link.col, link.target, link.col
        ) INTO held;
        IF held.id IS NOT NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'restrict_violation', TABLE = link.tab::text,
                MESSAGE = 'something that is no sample uses a part of it';
        END IF;
    END LOOP;
    FOR link IN SELECT DISTINCT d.tab FROM doomed d LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', link.tab);
    END LOOP;
    FOR link IN SELECT DISTINCT d.tab FROM doomed d LOOP
        EXECUTE format(
            'DELETE FROM %s t USING doomed d WHERE d.tab = %L::regclass AND d.id = t.id::text AND t.org_id = $1',
            link.tab, link.tab
        ) USING here;
        GET DIAGNOSTICS found = ROW_COUNT;
        gone := gone + found;
    END LOOP;
    -- What still refers to a row that went stops all of it here.
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    FOR link IN SELECT DISTINCT d.tab FROM doomed d LOOP
        EXECUTE format('ALTER TABLE %s ENABLE TRIGGER USER', link.tab);
    END LOOP;
    DROP TABLE doomed;
    RETURN gone;
END $remove$;
"""


def make(apps: object, editor: object) -> None:
    role = editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
    for part in (
        LINKS, KINSHIP, REFUSALS, GUARD, REMOVE,
        "CREATE TRIGGER onboarding_apart BEFORE UPDATE ON accounts_user FOR EACH ROW EXECUTE FUNCTION onboarding_login()",
        "REVOKE ALL ON FUNCTION onboarding_guard() FROM PUBLIC",
        "REVOKE ALL ON FUNCTION onboarding_remove_sample() FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION onboarding_remove_sample() TO {role}",
    ):  # fmt: skip
        editor.execute(part, params=None)  # type: ignore[attr-defined]


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0002_remove_sample"), ("tenancy", "0005_member_sample")]

    operations = [migrations.RunPython(make)]
