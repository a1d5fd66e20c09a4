"""Communes and their postcodes: fixed data, loaded once by `manage.py load_communes`."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Commune(models.Model):
    """One French commune (or arrondissement of Paris, Lyon, Marseille), keyed by its INSEE code."""

    insee = models.CharField(_("INSEE code"), max_length=5, primary_key=True)
    name = models.CharField(_("name"), max_length=80, help_text=_("With its article: « Le Havre »."))
    slug = models.SlugField(max_length=80)
    search_name = models.CharField(
        max_length=80, db_index=True, help_text=_("Name without accents, hyphens and article.")
    )
    former_name = models.CharField(
        _("former name"), max_length=80, blank=True, help_text=_("Of the commune that gave this one its code.")
    )
    search_former_name = models.CharField(max_length=80, blank=True, db_index=True)
    departement_code = models.CharField(max_length=3)
    departement = models.CharField(_("department"), max_length=40)
    region = models.CharField(_("region"), max_length=40)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="arrondissements")
    latitude = models.FloatField(_("latitude"), null=True, blank=True, help_text=_("Degrees, WGS 84."))
    longitude = models.FloatField(_("longitude"), null=True, blank=True, help_text=_("Degrees, WGS 84."))
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    area_km2 = models.FloatField(_("area in km²"), null=True, blank=True)

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ["search_name", "insee"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The commune's own page, where every room shows what it knows of it."""
        return reverse("campaign:commune", kwargs={"insee": self.insee, "slug": self.slug})

    @property
    def label(self) -> str:
        """Name and department, enough to tell two communes of one name apart: « Saint-Denis (93) »."""
        return f"{self.name} ({self.departement_code})"

    @property
    def in_words(self) -> str:
        """Where one is when one is there, in French: « à Marseille », « au Havre », « aux Lilas »."""
        for article, contraction in (("Le ", "au "), ("Les ", "aux ")):
            if self.name.startswith(article):
                return contraction + self.name.removeprefix(article)
        return f"à {self.name}"

    @property
    def of_words(self) -> str:
        """Where one comes from, in French: « de Marseille », « d'Auch », « du Havre », « des Lilas »."""
        for article, contraction in (("Le ", "du "), ("Les ", "des ")):
            if self.name.startswith(article):
                return contraction + self.name.removeprefix(article)
        # The slug has no accents; « de » keeps its vowel before the aspirated h of place names as often as not.
        return f"d’{self.name}" if self.slug[:1] in "aeiou" else f"de {self.name}"


class Postcode(models.Model):
    """A postcode of a commune; one commune may have several, one postcode several communes."""

    code = models.CharField(max_length=5, db_index=True)
    commune = models.ForeignKey(Commune, models.CASCADE, related_name="postcodes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "commune"], name="one_row_a_postcode")]

    def __str__(self) -> str:
        return self.code


class LoadedData(models.Model):
    """Which edition of a carried data file is in the database, so that loading it again costs nothing."""

    name = models.CharField(max_length=40, primary_key=True)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name
