"""Removing sample content whole, which only the owner of the tables can do.

What is written once (decisions, revisions, observations, …) gives up rows for nobody, the application included. This
function runs as the owner and lifts that law, in its own transaction, for rows that hang on sample brands of the
organisation it is called in. A brand is a sample from its first moment or never (Brand.sample is fixed), so nothing
real can be removed by it: a row that belongs to another brand, or is part of something that stays, stops it.
The audit and the outbox are left alone.
"""

from django.conf import settings
from django.db import migrations

FUNCTION = """
CREATE FUNCTION onboarding_remove_sample() RETURNS integer
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
        WHERE m.org_id = here AND NOT u.is_active AND u.email LIKE '%%@sample.invalid';
    LOOP
        fresh := 0;
        -- Rows that refer to a doomed one by a foreign key, and by the columns that hold ids without one.
        FOR link IN
            SELECT c.conrelid::regclass AS tab, c.confrelid::regclass AS target, a.attname AS col
            FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                JOIN pg_attribute o ON o.attrelid = c.conrelid AND o.attname = 'org_id'
            WHERE c.contype = 'f' AND array_length(c.conkey, 1) = 1
                AND c.confrelid IN (SELECT DISTINCT d.tab FROM doomed d)
            UNION
            SELECT c.oid::regclass, NULL, a.attname
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
                JOIN pg_attribute o ON o.attrelid = c.oid AND o.attname = 'org_id'
            WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
                AND a.attname IN ('subject_id', 'item_id', 'object_id', 'scope_id', 'channel_id', 'ref')
                AND c.relname NOT IN ('audit_entry', 'outbox_event')
        LOOP
            EXECUTE format(
                'INSERT INTO doomed SELECT %%L::regclass, t.id::text FROM %%s t JOIN doomed d ON d.id = t.%%I::text '
                'AND (%%L IS NULL OR d.tab = %%L::regclass) WHERE t.org_id = $1 ON CONFLICT DO NOTHING',
                link.tab, link.tab, link.col, link.target, link.target
            ) USING here;
            GET DIAGNOSTICS found = ROW_COUNT;
            fresh := fresh + found;
        END LOOP;
        EXIT WHEN fresh = 0;
    END LOOP;
    -- Nothing goes that belongs to another brand, or is a part of a post, request or workflow that stays.
    FOR link IN
        SELECT c.conrelid::regclass AS tab, c.confrelid::regclass AS target, a.attname AS col
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND array_length(c.conkey, 1) = 1
            AND c.conrelid IN (SELECT DISTINCT d.tab FROM doomed d)
            AND c.confrelid::regclass::text IN (
                'tenancy_brand', 'publishing_post', 'publishing_version', 'governance_request',
                'governance_requeststep', 'governance_workflow', 'governance_workflowstep')
    LOOP
        EXECUTE format(
            'SELECT t.id FROM %%s t JOIN doomed d ON d.tab = %%L::regclass AND d.id = t.id::text WHERE t.%%I IS NOT NULL '
            'AND NOT EXISTS (SELECT 1 FROM doomed p WHERE p.tab = %%L::regclass AND p.id = t.%%I::text) LIMIT 1',
            link.tab, link.tab, link.col, link.target, link.col
        ) INTO held;
        IF held.id IS NOT NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'restrict_violation', TABLE = link.tab::text,
                MESSAGE = 'something that is no sample uses a part of it';
        END IF;
    END LOOP;
    FOR link IN SELECT DISTINCT d.tab FROM doomed d LOOP
        EXECUTE format('ALTER TABLE %%s DISABLE TRIGGER USER', link.tab);
    END LOOP;
    FOR link IN SELECT DISTINCT d.tab FROM doomed d LOOP
        EXECUTE format(
            'DELETE FROM %%s t USING doomed d WHERE d.tab = %%L::regclass AND d.id = t.id::text AND t.org_id = $1',
            link.tab, link.tab
        ) USING here;
        GET DIAGNOSTICS found = ROW_COUNT;
        gone := gone + found;
    END LOOP;
    -- What still refers to a row that went stops all of it here.
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    FOR link IN SELECT DISTINCT d.tab FROM doomed d LOOP
        EXECUTE format('ALTER TABLE %%s ENABLE TRIGGER USER', link.tab);
    END LOOP;
    DROP TABLE doomed;
    RETURN gone;
END $remove$;
""".replace("%%", "%")


def make(apps: object, editor: object) -> None:
    role = editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
    editor.execute(FUNCTION, params=None)  # type: ignore[attr-defined]
    editor.execute("REVOKE ALL ON FUNCTION onboarding_remove_sample() FROM PUBLIC", params=None)  # type: ignore[attr-defined]
    editor.execute(f"GRANT EXECUTE ON FUNCTION onboarding_remove_sample() TO {role}", params=None)  # type: ignore[attr-defined]


def drop(apps: object, editor: object) -> None:
    editor.execute("DROP FUNCTION IF EXISTS onboarding_remove_sample()", params=None)  # type: ignore[attr-defined]


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0001_first_steps"), ("tenancy", "0002_brand_sample")]

    operations = [migrations.RunPython(make, drop)]
