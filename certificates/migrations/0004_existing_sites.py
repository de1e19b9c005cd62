"""What a site that was there before gets: the shipped designs, and names that can be found."""

from django.db import migrations

from certificates.designing import ship_designs
from courses.vietnamese import fold

CHUNK = 500


def add_designs(apps, _schema_editor):
    """A fresh site has no issuing body yet and gets its designs when it is set up."""
    if apps.get_model("courses", "IssuingBody").objects.exists():
        ship_designs(
            apps.get_model("certificates", "CertificateDesign"),
            apps.get_model("certificates", "DesignVersion"),
        )


def fill_search_text(apps, _schema_editor):
    Certificate = apps.get_model("certificates", "Certificate")
    found = []
    for certificate in Certificate.objects.only("content").iterator(CHUNK):
        certificate.search_text = fold(certificate.content["person"]["full_name"])
        found.append(certificate)
        if len(found) == CHUNK:
            Certificate.objects.bulk_update(found, ["search_text"])
            found = []
    Certificate.objects.bulk_update(found, ["search_text"])


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0003_designs_and_register"),
    ]

    operations = [
        migrations.RunPython(add_designs, migrations.RunPython.noop),
        migrations.RunPython(fill_search_text, migrations.RunPython.noop),
    ]
