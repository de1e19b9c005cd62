"""The serial prefix is part of file names."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0003_trainingclass_search_text"),
    ]

    operations = [
        migrations.AlterField(
            model_name="issuingbody",
            name="serial_prefix",
            field=models.CharField(
                help_text="Begins every serial number.",
                max_length=10,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[^\\W_][\\w.-]*$", "Letters, digits, dots and hyphens only."
                    )
                ],
                verbose_name="serial prefix",
            ),
        ),
    ]
