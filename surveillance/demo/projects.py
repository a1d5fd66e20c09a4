"""Projects as the sources tell them. What a source does not say (a day, a status) is left open."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Told:
    """A dated line: `when` as a form takes it, `source` a word of `campaign.demo.facts.SOURCES`."""

    when: str
    source: str
    text: str
    status: str = ""


@dataclass(frozen=True)
class Story:
    """A project with its lines."""

    slug: str
    name: str
    kinds: tuple[str, ...]
    insee: tuple[str, ...]
    summary: str
    lines: tuple[Told, ...]
    companies: tuple[str, ...] = ()
    area: str = ""
    other_names: str = ""
    devices: int | None = None  # as a source counts them
    cost: tuple[int, int, str] | None = field(default=None)  # euros, year, source


STORIES: tuple[Story, ...] = (
    Story(
        "m-pulse-marseille",
        "Observatoire Big Data de la tranquillité publique",
        ("prediction",),
        ("13055",),
        "Un outil de prédiction, dit de « tranquillité publique », nourri de grandes masses de données.",
        (
            Told("2017", "dossier", "Le projet existe depuis cette année-là, confié à Engie Ineo."),
            Told("2022", "dossier", "La municipalité élue depuis l'a gardé, sous un autre nom : M'Pulse."),
        ),
        ("Engie Ineo",),
        other_names="M'Pulse",
    ),
    Story(
        "analyse-automatique-marseille",
        "Analyse automatique des images",
        ("vsa",),
        ("13055",),
        "Un logiciel regarde à la place des agents : 50 caméras étaient visées par le marché.",
        (
            Told("2018", "dossier", "Marché public pour une analyse automatique sur 50 caméras.", "tender"),
            Told("2020-12", "dossier", "La justice administrative en est saisie."),
            Told(
                "2022",
                "dossier",
                "En essai. La ville la dit suspendue ; la presse écrit qu'elle tourne toujours.",
                "trial",
            ),
        ),
        ("SNEF",),
        devices=50,
    ),
    Story(
        "cameras-de-la-plaine-marseille",
        "Caméras de la Plaine",
        ("cameras",),
        ("13055",),
        "Trente caméras de cinq capteurs chacune autour d'une seule place.",
        (Told("2022-04", "interview", "Trente caméras, cinq capteurs par caméra.", "in_use"),),
        area="Place de la Plaine",
    ),
    Story(
        "smartport-marseille",
        "SmartPort",
        ("sensors",),
        ("13055",),
        "Des capteurs. Les sources n'en disent pas davantage.",
        (Told("2022-04", "interview", "Nommé parmi les projets marseillais ; son état n'est pas dit."),),
    ),
    Story(
        "verbalisation-automatique-marseille",
        "Amendes automatiques par voiture à caméras",
        ("scan_cars", "cameras"),
        ("13055",),
        "Des voitures munies de caméras lisent les plaques des véhicules garés et préparent les amendes.",
        (
            Told(
                "2022",
                "dossier",
                "Des personnes handicapées ont été verbalisées à tort ; la Défenseure des droits s'en est saisie.",
                "in_use",
            ),
        ),
    ),
    Story(
        "serenicity-saint-etienne",
        "Serenicity : des micros dans la rue",
        ("sound",),
        ("42218",),
        "Des micros de rue pour repérer des bruits dits suspects. Ils n'ont jamais été installés.",
        (
            Told("2019", "article", "Le projet est annoncé.", "planned"),
            Told("2019-10", "dossier", "Avertissement de la CNIL."),
            Told("2019", "article", "Après l'avertissement et la mobilisation des habitant·es, abandon.", "dropped"),
        ),
        ("Verney-Carron",),
    ),
    Story(
        "detection-sonore-orleans",
        "Détection sonore reliée aux caméras",
        ("sound", "cameras"),
        ("45234",),
        "Une détection sonore reliée aux caméras.",
        (Told("2022-04", "interview", "Cité parmi les projets en France ; son état n'est pas dit."),),
        ("Sensivic",),
    ),
    Story(
        "portiques-lycees-paca",
        "Portiques à reconnaissance faciale dans deux lycées",
        ("faces",),
        (),
        "Reconnaître les visages à l'entrée de deux lycées. La justice l'a interdit.",
        (Told("2020-02", "dossier", "Le tribunal interdit l'expérience.", "unlawful"),),
        area="Région Provence-Alpes-Côte d'Azur",
    ),
    Story(
        "analyse-ibm-toulouse",
        "Analyse des images de 30 caméras",
        ("vsa",),
        ("31555",),
        "Trente caméras dont les images seraient analysées par un logiciel d'IBM.",
        (Told("2022-05", "feed", "Le contrat est signé ; la date de la signature n'est pas connue.", "contract"),),
        ("IBM",),
        devices=30,
    ),
    Story(
        "syndex-briefcam-nimes",
        "Recherche dans les images (Syndex)",
        ("vsa",),
        ("30189",),
        "Une recherche automatique dans les images enregistrées, avec le logiciel de Briefcam.",
        (Told("2015", "feed", "Le logiciel est installé.", "in_use"),),
        ("Briefcam",),
        other_names="Syndex",
    ),
    Story(
        "map-revelation",
        "Map Révélation",
        ("prediction",),
        ("34172", "82121"),
        "Un outil de prédiction, relevé dans deux villes d'Occitanie.",
        (Told("2022-05", "feed", "Relevé à Montpellier et à Montauban ; son état n'est pas dit."),),
    ),
    Story(
        "haut-parleurs-beziers",
        "Douze haut-parleurs dans la rue",
        ("loudspeakers",),
        ("34032",),
        "Des haut-parleurs pour s'adresser aux gens dans la rue.",
        (Told("2022", "feed", "Douze haut-parleurs sont comptés.", "in_use"),),
        devices=12,
    ),
    Story(
        "cameras-thermiques-la-cavalerie",
        "Caméras thermiques dans une école",
        ("cameras",),
        ("12063",),
        "Deux caméras thermiques dans une école.",
        (Told("2022", "feed", "Deux caméras sont comptées.", "in_use"),),
        area="Une école",
        devices=2,
    ),
    Story(
        "safe-city-nice",
        "Safe City",
        ("prediction",),
        ("06088",),
        "Un projet de Thales, classé ici parmi les outils de prédiction.",
        (Told("2019", "article", "Le projet est cité dans la présentation de la campagne ; son état n'est pas dit."),),
        ("Thales",),
    ),
    Story(
        "cameras-putanges",
        "Vingt et une caméras pour 2 400 habitant·es",
        ("cameras",),
        ("61339",),
        "Une association conteste l'autorisation : utilité non démontrée, nombre disproportionné, soupçon de conflit "
        "d'intérêts.",
        (
            Told("2022", "feed", "Vingt et une caméras sont prévues.", "planned"),
            Told("25/05/2022", "feed", "Vivre Ensemble Putanges saisit le tribunal administratif de Caen."),
        ),
        cost=(200_000, 2022, "feed"),
        devices=21,
    ),
    Story(
        "cameras-foix",
        "Dix caméras",
        ("cameras",),
        ("09122",),
        "Tracts, affiches, présence au conseil municipal : le collectif de Foix s'y oppose.",
        (Told("2022-05", "feed", "Dix caméras sont prévues ; une pétition circule.", "planned"),),
        devices=10,
    ),
    Story(
        "cameras-mobiles-forcalquier",
        "Caméras mobiles pour chaque rassemblement",
        ("cameras",),
        ("04088",),
        "Brocantes, concerts, fête de la musique, manifestations : des caméras que l'on déplace.",
        (Told("2022-04", "interview", "Le projet est connu, rien n'est dit d'une installation.", "planned"),),
    ),
    Story(
        "cameras-ploermel",
        "Dix-neuf caméras retirées",
        ("cameras",),
        ("56165",),
        "La justice a jugé les caméras disproportionnées. D'autres communes s'appuient sur cette décision.",
        (Told("2018", "feed", "Jugées disproportionnées, dix-neuf caméras doivent être retirées.", "unlawful"),),
        devices=19,
    ),
    Story(
        "cameras-argelliers",
        "Caméras soumises à référendum",
        ("cameras",),
        ("34012",),
        "Les habitant·es ont été consulté·es.",
        (Told("2022-05", "feed", "Un référendum local suspend le projet.", "suspended"),),
    ),
    Story(
        "cameras-marcillac-vallon",
        "Cinq caméras contestées",
        ("cameras",),
        ("12138",),
        "Quarante habitant·es et un syndicat invoquent la décision de Ploërmel.",
        (
            Told("2021", "feed", "Cinq caméras pour 1 700 habitant·es.", "in_use"),
            Told("2022-05", "feed", "Un recours est en cours."),
        ),
        devices=5,
    ),
)

# What an organiser finds waiting: an invented report of an invented project.
REPORTED = {
    "name": "Caméras de la place Inventée (démonstration)",
    "insee": "63113",
    "summary": "Un projet qui n'existe pas, signalé par personne : il montre ce que reçoit un collectif.",
    "text": "Vu dans un ordre du jour inventé.",
    "source": "Ordre du jour inventé",
}
