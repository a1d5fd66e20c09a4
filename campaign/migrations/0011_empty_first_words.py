"""Takes from the pages on privacy and publishing the words they were laid with: config/standing.py says it now."""

from django.db import migrations

# What they began with, in French and English; words that editors wrote are others, and stay.
STARTS = (
    "Lire ce site ne dépose aucun cookie et ne charge rien depuis un autre site. Un compte demande un nom",
    "Reading this site sets no cookie and loads nothing from another site. An account asks for a name",
    "Qui publie ce site, qui l’héberge, comment écrire\u202f: à compléter par l’équipe",
    "Who publishes this site, who hosts it, how to write: for the team that installs it",
)


def empty(apps, schema_editor):
    pages, revisions = apps.get_model("campaign", "StandardPage"), apps.get_model("wagtailcore", "Revision")
    for page in pages.objects.filter(slug__in=["confidentialite", "mentions-legales"]):
        if not page.introduction.startswith(STARTS):
            continue
        pages.objects.filter(pk=page.pk).update(introduction="")
        # Else the next editor would bring them back with the draft.
        for revision in revisions.objects.filter(object_id=str(page.pk), base_content_type__app_label="wagtailcore"):
            if str(revision.content.get("introduction", "")).startswith(STARTS):
                revision.content["introduction"] = ""
                revision.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [
        ("campaign", "0010_find_pictures_by_file"),
        ("wagtailcore", "0094_alter_page_locale"),
    ]
    operations = [migrations.RunPython(empty, migrations.RunPython.noop)]
