"""SELECTs of one text each, from which a planted change can be told: they differ between base and drifted.

The text is a pattern: `plants.py` fills in `{i}`, `{s}`, `{t}`.
"""


def or_none(query):
    return f"SELECT coalesce(({query}), 'none')"


def column(name):
    return or_none(
        "SELECT concat_ws('|', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,"
        " coalesce(pg_get_expr(d.adbin, d.adrelid), '-'), a.attcollation, a.attstorage, coalesce(a.attstattarget, -1))"
        " FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
        f" WHERE a.attrelid = to_regclass('{{t}}') AND a.attname = '{name}' AND NOT a.attisdropped")


def constraint(name):
    return or_none("SELECT pg_get_constraintdef(oid) || convalidated FROM pg_constraint"
                   f" WHERE conrelid = to_regclass('{{t}}') AND conname = '{name}'")


def index(name):
    return or_none(f"SELECT pg_get_indexdef(to_regclass('{{s}}.{name}'))")


def relation(value, name="{t}"):
    return or_none(f"SELECT {value} FROM pg_class WHERE oid = to_regclass('{name}')")


def function(value, signature="f{i}(integer,text)"):
    return or_none(f"SELECT {value} FROM pg_proc WHERE oid = to_regprocedure('{{s}}.{signature}')")


def policy(name):
    return or_none(
        "SELECT concat_ws('|', polcmd, polpermissive, polroles::regrole[]::text, pg_get_expr(polqual, polrelid), '-',"
        " pg_get_expr(polwithcheck, polrelid)) FROM pg_policy"
        f" WHERE polrelid = to_regclass('{{t}}') AND polname = '{name}'")


def trigger(name):
    return or_none("SELECT pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger"
                   f" WHERE tgrelid = to_regclass('{{t}}') AND tgname = '{name}'")


def labels(name):
    return or_none("SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum"
                   f" WHERE enumtypid = to_regtype('{{s}}.{name}')")


def sequence(value):
    return or_none(f"SELECT {value}::text FROM pg_sequence WHERE seqrelid = to_regclass('{{s}}.s{{i}}')")


def view(name):
    return or_none(f"SELECT pg_get_viewdef(to_regclass('{{s}}.{name}'))")


def privileges(acl, kind, owner):
    return (f"(SELECT string_agg(a::text, ',' ORDER BY a::text)"
            f" FROM unnest(coalesce({acl}, acldefault('{kind}', {owner}))) a)")


def count(catalog, condition="true"):
    return f"SELECT count(*)::text FROM {catalog} WHERE {condition}"


def table_privileges():
    return relation(privileges("relacl", "r", "relowner"))
