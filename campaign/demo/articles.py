"""The demonstration's articles: sentences of our own around dated facts. `[^word]` is a footnote of that source."""

from __future__ import annotations

from typing import Any

Block = tuple[str, Any]


def figure(number: str, label: str, year: str, status: str, source: str, *, before: int = 0, then: str = "") -> Block:
    """A key figure, its source named in the language of the article; `before` of them were there in the year `then`."""
    said = {"number": number, "label": label, "year": year, "status": status, "source": source}
    return ("key_figure", said | ({"before": before, "before_year": then} if before else {}))


COUNTING: dict[str, Any] = {
    "slug": "compter-les-cameras",
    "subject": "cameras",
    "days_ago": 4,
    "collectives": ["technopolice-marseille", "technopolice-montpellier"],
    "fr": {
        "title": "Compter les caméras, ville par ville",
        "standfirst": "Combien de caméras publiques dans nos rues ? Les chiffres existent, ils datent de 2022 et se "
        "lisent avec leur année : ce qui est prévu n’est pas installé.",
        "body": [
            (
                "text",
                "<p>Aucun registre public ne dit combien de caméras regardent la rue. Les collectifs comptent donc "
                "eux-mêmes : budgets, délibérations, marches à pied. À Marseille, le compte de 2022 arrive à 1 558 "
                "caméras, contre un peu plus de 200 en 2013[^dossier].</p>",
            ),
            figure(
                "1 558",
                "caméras municipales à Marseille",
                "2022",
                "counted",
                "dossier du collectif marseillais",
                before=200,
                then="2013",
            ),
            (
                "text",
                "<p>Ailleurs, les ordres de grandeur varient peu avec la taille : 650 à Montpellier, au moins 400 à "
                "Toulouse, 411 à Nîmes, 400 à Béziers en 2022[^feed]. Rapporté à la population, le record se trouve "
                "dans les villages : sept caméras à Rennes-les-Bains pour 180 habitant·es[^feed].</p>",
            ),
            ("heading", "Prévu n’est pas installé"),
            (
                "text",
                "<p>Toulouse annonçait 545 caméras pour 2023, Souillac 65, Foix dix[^feed]. Ce sont des projets : "
                "certains ont été revus, d’autres contestés. Nous gardons les deux colonnes séparées.</p>",
            ),
            figure("545", "caméras annoncées à Toulouse pour 2023", "2022", "planned", "articles de la campagne"),
            ("heading", "On peut aussi démonter"),
            (
                "text",
                "<p>À Ploërmel, dix-neuf caméras ont dû être retirées en 2018, la justice les ayant jugées "
                "disproportionnées[^feed]. D’autres communes s’appuient depuis sur cette décision.</p>",
            ),
            figure("19", "caméras retirées à Ploërmel", "2018", "removed", "articles de la campagne"),
        ],
    },
    "en": {
        "title": "Counting the cameras, town by town",
        "standfirst": "How many public cameras are in our streets? There are figures, they are of 2022 and are to be "
        "read with their year: what is planned is not installed.",
        "body": [
            (
                "text",
                "<p>No public register says how many cameras watch the street, so collectives count for themselves: "
                "budgets, council minutes, walks. In Marseille the count of 2022 comes to 1,558 cameras, against a "
                "little over 200 in 2013[^dossier].</p>",
            ),
            figure(
                "1,558",
                "municipal cameras in Marseille",
                "2022",
                "counted",
                "file of the Marseille collective",
                before=200,
                then="2013",
            ),
            (
                "text",
                "<p>Elsewhere the order of magnitude hardly follows the size: 650 in Montpellier, at least 400 in "
                "Toulouse, 411 in Nîmes, 400 in Béziers in 2022[^feed]. By head, villages hold the record: seven "
                "cameras in Rennes-les-Bains for 180 inhabitants[^feed].</p>",
            ),
            ("heading", "Planned is not installed"),
            (
                "text",
                "<p>Toulouse announced 545 cameras for 2023, Souillac 65, Foix ten[^feed]. These are plans: some were "
                "revised, others contested. We keep the two columns apart.</p>",
            ),
            figure("545", "cameras announced in Toulouse for 2023", "2022", "planned", "articles of the campaign"),
            ("heading", "They can come down, too"),
            (
                "text",
                "<p>In Ploërmel nineteen cameras had to be removed in 2018, a court having found them "
                "disproportionate[^feed]. Other communes have built on that ruling since.</p>",
            ),
            figure("19", "cameras removed in Ploërmel", "2018", "removed", "articles of the campaign"),
        ],
    },
}

STUDIES: dict[str, Any] = {
    "slug": "ce-que-disent-les-etudes",
    "subject": "cameras",
    "days_ago": 11,
    "collectives": [],
    "fr": {
        "title": "Les caméras élucident-elles ? Ce que disent les études",
        "standfirst": "Trois études, trois échantillons différents. Aucune ne trouve l’effet promis, et leurs "
        "chiffres ne "
        "s’additionnent pas.",
        "body": [
            (
                "text",
                "<p>En 2020, la Cour des comptes a regardé 57 villes sans trouver de lien d’ensemble entre le nombre "
                "de "
                "caméras, la délinquance de rue et le taux d’élucidation[^feed].</p>",
            ),
            figure(
                "57", "villes dans l’échantillon de la Cour des comptes", "2020", "counted", "articles de la campagne"
            ),
            (
                "text",
                "<p>Deux autres travaux portent sur les enquêtes elles-mêmes. Guillaume Gormand, pour l’École des "
                "officiers de la gendarmerie, trouve que 1,13 % des enquêtes se sont servies d’images[^feed]. Dans "
                "quatre "
                "territoires autour de Grenoble, 5,87 % des enquêtes élucidées s’appuyaient sur la vidéo, soit 1,1 % "
                "de "
                "toutes les enquêtes[^dossier].</p>",
            ),
            ("heading", "Ce que cela coûte"),
            (
                "text",
                "<p>À Paris, installer une caméra revenait à une somme comprise entre 20 000 et 25 000 euros, et la "
                "faire "
                "tourner à 4 600 euros par an, location et entretien compris[^interview]. À ce prix, les 1 558 caméras "
                "marseillaises de 2022 coûtaient au moins sept millions d’euros par an[^dossier].</p>",
            ),
            figure(
                "7 M€",
                "par an pour faire fonctionner les caméras de Marseille",
                "2022",
                "at_least",
                "dossier marseillais",
            ),
        ],
    },
}

PUTANGES: dict[str, Any] = {
    "slug": "putanges-21-cameras-prevues",
    "subject": "hearing",
    "days_ago": 19,
    "collectives": ["vivre-ensemble-putanges", "ccaves"],
    "fr": {
        "title": "Putanges-le-Lac : 21 caméras prévues, un recours",
        "standfirst": "Une commune de 2 400 habitant·es, un budget de 200 000 euros, et une association qui demande au "
        "tribunal de dire si c’est bien nécessaire.",
        "body": [
            (
                "text",
                "<p>Le 25 mai 2022, Vivre Ensemble Putanges a saisi le tribunal administratif de Caen contre "
                "l’autorisation donnée par la préfecture[^feed]. Trois griefs : l’utilité n’est pas démontrée, le "
                "nombre "
                "est disproportionné, un conflit d’intérêts est soupçonné[^feed].</p>",
            ),
            figure("21", "caméras prévues à Putanges-le-Lac", "2022", "planned", "articles de la campagne"),
            ("heading", "Ailleurs, la même question"),
            (
                "text",
                "<p>À Marcillac-Vallon, cinq caméras étaient en place en 2021 pour 1 700 habitant·es ; quarante "
                "d’entre "
                "elles et eux, avec un syndicat, invoquent la décision de Ploërmel[^feed]. À Argelliers, un référendum "
                "local a suspendu le projet[^feed].</p>",
            ),
        ],
    },
}

MICROPHONES: dict[str, Any] = {
    "slug": "saint-etienne-les-micros-abandonnes",
    "subject": "sound",
    "days_ago": 33,
    "collectives": ["collectif-de-saint-etienne"],
    "fr": {
        "title": "Saint-Étienne : les micros n’ont pas écouté la rue",
        "standfirst": "Annoncés en 2019, les micros de rue n’ont jamais été installés. Retour sur une alerte donnée à "
        "temps.",
        "body": [
            (
                "text",
                "<p>Le projet, nommé Serenicity, devait poser des micros dans un quartier pour repérer des bruits "
                "suspects[^article]. Des habitant·es s’en sont saisi·es avant la pose, et la CNIL a adressé un "
                "avertissement en octobre 2019[^dossier]. La ville a renoncé.</p>",
            ),
            (
                "text",
                "<p>L’idée n’a pas disparu : à Orléans, une détection sonore reliée aux caméras a été confiée à "
                "l’entreprise Sensivic[^interview].</p>",
            ),
            (
                "call_to_action",
                {
                    "title": "Un projet chez vous ?",
                    "text": "Plus une alerte arrive tôt, plus elle a de chances d’aboutir.",
                    "label": "Lancer un collectif",
                    "page": None,
                    "path": "/collectifs/lancer/",
                },
            ),
        ],
    },
}

ARTICLES = (COUNTING, STUDIES, PUTANGES, MICROPHONES)
