"""Columns as wide as what is derived from the longest name and address."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enrollment", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="agency",
            name="search_text",
            field=models.CharField(db_index=True, editable=False, max_length=450),
        ),
        migrations.AlterField(
            model_name="enrollment",
            name="agency_parent_names",
            field=models.TextField(blank=True, verbose_name="parents of the agency"),
        ),
        migrations.AlterField(
            model_name="trainee",
            name="given_name",
            field=models.CharField(blank=True, max_length=120, verbose_name="given name"),
        ),
        migrations.AlterField(
            model_name="trainee",
            name="search_text",
            field=models.CharField(db_index=True, editable=False, max_length=600),
        ),
    ]
