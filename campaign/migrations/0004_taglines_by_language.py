"""The tagline has as many languages as the site: one column by code of language, where each had its own."""

from django.db import migrations, models


def gather(apps, schema_editor):
    """Put what stands in French and English into the one column."""
    SiteSettings = apps.get_model("campaign", "SiteSettings")
    for row in SiteSettings.objects.all():
        words = {"fr": row.tagline_fr, "en": row.tagline_en}
        row.taglines = {code: said for code, said in words.items() if said}
        row.save(update_fields=["taglines"])


def give_back(apps, schema_editor):
    """Put French and English back; what stands in other languages has no column."""
    SiteSettings = apps.get_model("campaign", "SiteSettings")
    for row in SiteSettings.objects.all():
        row.tagline_fr, row.tagline_en = (row.taglines.get(code, "") for code in ("fr", "en"))
        row.save(update_fields=["tagline_fr", "tagline_en"])


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0003_handed_in'),
    ]

    operations = [
        migrations.AddField(
            model_name='sitesettings',
            name='taglines',
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.RunPython(gather, give_back),
        migrations.RemoveField(model_name='sitesettings', name='tagline_fr'),
        migrations.RemoveField(model_name='sitesettings', name='tagline_en'),
    ]
