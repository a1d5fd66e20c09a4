"""Facts the demonstration is made of, each with its year and where it comes from. No sentence of anybody else's."""

from __future__ import annotations

from dataclasses import dataclass

# In French first, then English.
SOURCES: dict[str, tuple[str, str]] = {
    "interview": (
        "Émission de radio enregistrée lors de la cartopartie parisienne du 22 avril 2022.",
        "Radio programme recorded at the Paris cartopartie of 22 April 2022.",
    ),
    "dossier": (
        "Dossier du collectif marseillais sur la vidéosurveillance, automne 2022.",
        "The Marseille collective's file on video surveillance, autumn 2022.",
    ),
    "feed": (
        "Articles de la campagne Technopolice, avril à juin 2022.",
        "Articles of the Technopolice campaign, April to June 2022.",
    ),
    "article": ("Présentation de la campagne, 2019.", "An overview of the campaign, 2019."),
}


@dataclass(frozen=True)
class Group:
    """A collective as the sources describe it, and since when that was so."""

    slug: str
    name: str
    insee: str
    status: str
    as_of: str
    introduction: str
    meeting_words: str = ""
    how_to_join: str = ""
    website: str = ""


INVENTED_SLUG = "les-angles-morts-demonstration"

GROUPS: tuple[Group, ...] = (
    Group(
        "technopolice-marseille",
        "Technopolice Marseille",
        "13055",
        "active",
        "2022",
        "Le collectif suit la vidéosurveillance marseillaise : le nombre de caméras, leur coût, et la justice que la "
        "ville doit affronter depuis décembre 2020 pour l’analyse automatique des images.",
        "En 2022 : chaque deuxième jeudi du mois à Manifesten, 59 rue Adolphe Thiers.",
    ),
    Group(
        "technopolice-montpellier",
        "Technopolice Montpellier",
        "34172",
        "active",
        "2022-04",
        "Un collectif actif au printemps 2022, dans une ville qui comptait alors 650 caméras.",
    ),
    Group(
        "technopolice-paris",
        "Technopolice Paris",
        "75056",
        "wanted",
        "2022-04",
        "Personne ne le porte encore : la cartopartie du 22 avril 2022 invitait à le créer.",
    ),
    Group(
        "collectif-de-saint-etienne",
        "Collectif de Saint-Étienne",
        "42218",
        "active",
        "2022-04",
        "Le collectif a donné l’alerte sur les micros de rue avant leur installation ; le projet a été abandonné.",
    ),
    Group(
        "collectif-de-forcalquier",
        "Collectif de Forcalquier",
        "04088",
        "forming",
        "2022-04",
        "Des caméras mobiles étaient prévues pour chaque rassemblement : brocantes, concerts, fête de la musique, "
        "manifestations. Le collectif veut demander aux habitant·es ce qu’elles et ils en pensent.",
    ),
    Group(
        "vivre-ensemble-putanges",
        "Vivre Ensemble Putanges",
        "61339",
        "active",
        "2022-06",
        "L’association conteste devant le tribunal administratif de Caen les 21 caméras prévues pour 2 400 "
        "habitant·es.",
    ),
    Group(
        "ccaves",
        "CCAVES",
        "12138",
        "active",
        "2022-05",
        "À Marcillac-Vallon, cinq caméras pour 1 700 habitant·es en 2021 : quarante d’entre elles et eux et un "
        "syndicat les contestent en justice.",
        website="https://www.ccaves.org",
    ),
    Group(
        "collectif-d-auch",
        "Collectif d’Auch",
        "32013",
        "active",
        "2022",
        "Né en février 2021, il réunissait une cinquantaine de personnes en 2022.",
    ),
    Group(
        "collectif-de-foix",
        "Collectif de Foix",
        "09122",
        "active",
        "2022-05",
        "Tracts, affiches, présence au conseil municipal, et une pétition qui a réuni plus de noms que le maire "
        "n’avait eu de voix, contre les dix caméras prévues en 2022.",
    ),
    Group(
        "saccage-2024",
        "Saccage 2024",
        "93066",
        "ally",
        "2022",
        "Coalition d’habitant·es et d’associations de Seine-Saint-Denis, depuis octobre 2020.",
        website="https://saccage2024.noblogs.org/",
    ),
    Group(
        "collectif-des-ecoles-de-marseille",
        "Collectif des écoles de Marseille",
        "13055",
        "ally",
        "2022",
        "Allié du collectif marseillais, notamment dans les demandes de documents administratifs restées sans réponse.",
    ),
    Group(
        "collectif-du-5-novembre",
        "Collectif du 5 novembre",
        "13055",
        "ally",
        "2022",
        "Allié du collectif marseillais.",
    ),
    Group(
        INVENTED_SLUG,
        "Les Angles morts (démonstration)",
        "63113",
        "active",
        "2026",
        "Un collectif inventé, pour montrer ce que ce site sait faire. Il n’existe pas : ni ses membres, ni son "
        "adresse, "
        "ni ses réunions.",
        "Chaque deuxième jeudi du mois à 19 h, au Café de l’Obturateur (lieu inventé).",
        "Venez à une réunion : entrée libre, sans inscription.",
    ),
)

# What the invented collective shows of its own links and words.
INVENTED_LINKS = {
    "mailing_list": "https://listes.example.org/les-angles-morts",
    "feed": "https://les-angles-morts.example.org/feed/",
    "press_contact": "Lucarne et Brume (pseudonymes inventés), presse@les-angles-morts.example.org",
}
INVENTED_STATEMENT = (
    "Trois questions avant le prochain conseil municipal (démonstration)",
    "Ce communiqué est inventé, comme le collectif qui le signe.\n\n"
    "Avant de voter de nouvelles caméras, nous demandons :\n\n"
    "1. combien coûtent celles qui sont en place, **entretien compris** ;\n"
    "2. qui regarde les images, et combien de temps elles sont gardées ;\n"
    "3. si un logiciel les analyse, lequel, et sur quelle base légale.\n\n"
    "Les réponses seront publiées ici.",
)
