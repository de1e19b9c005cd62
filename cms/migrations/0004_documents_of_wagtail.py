"""Documents filed with Wagtail's own model move to ours, under the same numbers.

So links in texts and blocks stay true. The files stay where they lie; the old rows stay, too, but
nobody reads them.
"""

from django.db import migrations

from courses import vietnamese

OWN = {"app_label": "cms", "model": "document"}
WAGTAILS = {"app_label": "wagtaildocs", "model": "document"}
SHARED = (
    *("id", "collection_id", "title", "file", "created_at"),
    *("uploaded_by_user_id", "file_size", "file_hash"),
)
NEXT_NUMBER = (
    "SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
    "COALESCE((SELECT MAX(id) FROM {table}), 0) + 1, false)"
)


def carry(apps, schema_editor):
    own = apps.get_model("cms", "Document")
    rows = apps.get_model("wagtaildocs", "Document").objects.values(*SHARED)
    for row in rows.iterator():
        folded = vietnamese.fold(row["title"])
        day = row["created_at"].date()
        derived = {"dated_on": day, "year": day.year, "folded": folded, "title_key": folded[:120]}
        copy = own(**row, **derived)
        copy.save(force_insert=True)
        own.objects.filter(pk=copy.pk).update(created_at=row["created_at"])
    _hand_over_uses(apps, WAGTAILS, OWN)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(NEXT_NUMBER.format(table=own._meta.db_table))


def bring_back(apps, schema_editor):
    """The old rows are there still; what was filed since then has only the new one."""
    _hand_over_uses(apps, OWN, WAGTAILS)


def _hand_over_uses(apps, old, new):
    """Tags, and the index of where a document is used."""
    types = apps.get_model("contenttypes", "ContentType").objects
    before = types.filter(**old).first()
    if before is None:
        return
    after, _made = types.get_or_create(**new)
    tags = apps.get_model("taggit", "TaggedItem").objects
    tags.filter(content_type=before).update(content_type=after)
    uses = apps.get_model("wagtailcore", "ReferenceIndex").objects
    for name in ("to_content_type", "content_type", "base_content_type"):
        uses.filter(**{name: before}).update(**{name: after})


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0003_public_site"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(carry, bring_back)]
