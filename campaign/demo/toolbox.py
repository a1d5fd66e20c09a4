"""The demonstration's toolbox: sentences of our own. Figures have their year and source, the law its articles.

Laws change: every page that names an article says that it must be read again before it is relied upon.
"""

from __future__ import annotations

from typing import Any

from campaign.demo.articles import figure

LAW = (
    "text",
    "<p><i>Ces pages informent, elles ne remplacent pas un conseil juridique. Les textes changent : relisez les "
    "articles sur Légifrance avant de vous en servir, et demandez à un·e avocat·e quand l’enjeu est lourd.</i></p>",
)

ARGUMENTS: dict[str, Any] = {
    "slug": "arguments",
    "title": "Arguments",
    "introduction": "Cinq questions qui reviennent au marché comme au conseil municipal, et de quoi répondre en une "
    "minute.",
    "body": [
        ("heading", "« Ça fait baisser la délinquance »"),
        (
            "text",
            "<p>On ne l’a pas mesuré. En 2020, la Cour des comptes a comparé 57 villes : elle n’a trouvé aucun lien "
            "d’ensemble entre le nombre de caméras et la délinquance de rue, ni avec le taux d’élucidation.</p>"
            "<p>Demandez à votre mairie : quel objectif, mesuré comment, revu quand ? Source : articles de la "
            "campagne, avril à juin 2022.</p>",
        ),
        ("heading", "« Ça aide les enquêtes »"),
        (
            "text",
            "<p>Rarement. Guillaume Gormand, pour l’École des officiers de la gendarmerie, trouve que 1,13 % des "
            "enquêtes se sont servies d’images. Dans quatre territoires autour de Grenoble, 5,87 % des enquêtes "
            "élucidées s’appuyaient sur la vidéo, soit 1,1 % de toutes les enquêtes.</p>"
            "<p>Ne mélangez pas ces chiffres avec celui de la Cour des comptes : ce ne sont pas les mêmes "
            "échantillons. Sources : articles de la campagne (avril à juin 2022) et dossier du collectif marseillais "
            "(automne 2022).</p>",
        ),
        ("heading", "« Ça ne coûte pas si cher »"),
        figure(
            "4 600 €",
            "par caméra et par an à Paris : location, entretien et maintenance",
            "2022",
            "about",
            "émission de radio, cartopartie parisienne du 22 avril 2022",
        ),
        (
            "text",
            "<p>Il faut y ajouter l’achat et la pose, de 20 000 à 25 000 euros par caméra selon la même source, et "
            "les "
            "personnes qui regardent. Le coût connu de votre ville vaut toujours mieux qu’un calcul : "
            "demandez-le.</p>",
        ),
        ("heading", "« Je n’ai rien à cacher »"),
        (
            "text",
            "<p>Ce n’est pas vous qui choisissez ce qui devient suspect : s’arrêter, courir, se réunir, porter une "
            "capuche. Une place filmée n’est plus la même place, surtout pour celles et ceux qui y vivent.</p>",
        ),
        ("heading", "« Ce ne sont que des caméras »"),
        (
            "text",
            "<p>Une fois posées, elles attendent leur logiciel. À Nîmes, une recherche automatique dans les images "
            "est "
            "installée depuis 2015 ; à Marseille, un marché de 2018 visait l’analyse automatique de 50 caméras. La "
            "question n’est pas seulement « combien ? », mais « pour quoi faire demain ? ».</p>",
        ),
        (
            "call_to_action",
            {
                "title": "Et chez vous ?",
                "text": "Chaque projet documenté ailleurs sert d’exemple ici.",
                "label": "Voir les projets",
                "page": None,
                "path": "/projets/",
            },
        ),
    ],
}

TRACTS: dict[str, Any] = {
    "slug": "tracts",
    "title": "Tracts à imprimer",
    "introduction": "Deux tracts A5, noir sur blanc. Recopiez-les, changez-les, mettez le nom de votre ville et de "
    "votre collectif.",
    "body": [
        (
            "text",
            "<p>Un tract imprimé doit porter le nom et l’adresse de qui l’imprime (loi du 29 juillet 1881, article "
            "3) : "
            "« Imprimé par nos soins », avec le nom du collectif, est l’usage. Ajoutez « Ne pas jeter sur la voie "
            "publique ».</p>",
        ),
        (
            "tract",
            {
                "title": "Combien de caméras vous regardent ce matin ?",
                "text": "<p>Personne ne nous a demandé notre avis. Personne ne nous a dit ce que ça coûte.</p>"
                "<ul><li>Combien y en a-t-il dans notre ville ?</li><li>Combien coûtent-elles chaque année ?</li>"
                "<li>Qui regarde, et depuis quel bureau ?</li><li>Un logiciel regarde-t-il à leur place ?</li></ul>"
                "<p>La mairie doit répondre. <b>Posons la question ensemble.</b></p>",
                "foot": "Votre collectif · prochaine réunion : … · Imprimé par nos soins · Ne pas jeter sur la voie "
                "publique",
            },
        ),
        (
            "tract",
            {
                "title": "Des micros ici ? Saint-Étienne a dit non",
                "text": "<p>En 2019, des micros devaient écouter la rue à Saint-Étienne. Des habitant·es l’ont "
                "appris à "
                "temps, la CNIL a averti, le projet a été abandonné.</p>"
                "<p><b>Une ville peut renoncer.</b> Il suffit parfois que quelqu’un lise un ordre du jour et en "
                "parle à "
                "ses voisin·es.</p>",
                "foot": "Votre collectif · prochaine réunion : … · Imprimé par nos soins · Ne pas jeter sur la voie "
                "publique",
            },
        ),
    ],
}

CARTOPARTIE: dict[str, Any] = {
    "slug": "cartopartie",
    "title": "Le kit de la cartopartie",
    "introduction": "Marcher à plusieurs, lever la tête, noter : une feuille à imprimer, une liste, et quoi faire si "
    "la police vous contrôle.",
    "body": [
        ("heading", "Avant de partir"),
        (
            "text",
            "<p>Deux heures suffisent : une demi-heure pour se retrouver, une heure de marche, une demi-heure pour "
            "mettre au propre. Marchez par deux ou trois, une rue par groupe, et donnez-vous un point de retour.</p>",
        ),
        (
            "checklist",
            {
                "title": "À emporter",
                "lines": [
                    "La feuille de relevé, une par groupe, et deux stylos",
                    "Un plan du quartier, découpé par groupe",
                    "Le numéro d’une personne restée à l’arrière, écrit sur papier",
                    "De l’eau, une tenue pour le temps qu’il fait",
                    "Un téléphone par groupe au plus ; chacun·e décide si le sien reste à la maison",
                ],
            },
        ),
        (
            "checklist",
            {
                "title": "En chemin",
                "lines": [
                    "Noter chaque caméra une seule fois, au numéro de rue",
                    "Regarder les façades, les mâts, les feux, les entrées d’immeuble",
                    "Noter vers où elle regarde, et si elle peut tourner",
                    "Ne photographier ni passant·es ni participant·es",
                    "Rester sur la voie publique",
                ],
            },
        ),
        ("heading", "La feuille de relevé"),
        (
            "sheet",
            {
                "title": "Relevé de caméras",
                "introduction": "Une ligne par caméra. Dans le doute, un point d’interrogation : on reviendra.",
                "columns": [
                    "Rue et numéro",
                    "Fixe, dôme ou orientable",
                    "Posée sur",
                    "Regarde vers",
                    "À qui (ville, commerce, immeuble)",
                    "Panneau d’information",
                    "Remarques",
                ],
                "rows": 14,
            },
        ),
        ("heading", "Si la police vous contrôle"),
        (
            "text",
            "<p>Regarder, noter et photographier depuis la rue une caméra visible n’est pas interdit en soi. Certains "
            "lieux, comme les emprises militaires, ont leurs propres règles : ne les photographiez pas.</p><ul>"
            "<li><b>Restez calmes et ensemble.</b> Une personne parle, une autre observe et note l’heure, le lieu, "
            "les "
            "matricules visibles.</li>"
            "<li><b>L’identité.</b> Toute personne doit accepter un contrôle fait dans les conditions de la loi "
            "(code de "
            "procédure pénale, article 78-1). L’identité se prouve par tout moyen (article 78-2).</li>"
            "<li><b>Sans preuve d’identité</b>, on peut être retenu·e pour vérification : le temps strictement "
            "nécessaire, quatre heures au plus depuis le début du contrôle. On peut faire prévenir le procureur et "
            "une personne de son choix (article 78-3).</li>"
            "<li><b>La police municipale</b> ne fait pas de contrôle d’identité ; elle peut relever l’identité pour "
            "dresser procès-verbal d’une contravention qu’elle constate (article 78-6).</li>"
            "<li><b>Le téléphone.</b> Un contrôle d’identité n’autorise pas à le fouiller. Dites que vous n’y "
            "consentez "
            "pas ; ne vous opposez jamais physiquement.</li>"
            "<li><b>On vous demande d’effacer une photo ?</b> Vous pouvez demander sur quel texte on s’appuie, et "
            "noter "
            "la réponse.</li>"
            "<li><b>En garde à vue</b>, vous avez le droit de vous taire, de faire prévenir quelqu’un, de voir un·e "
            "médecin et d’être assisté·e d’un·e avocat·e (articles 63-1 à 63-3-1).</li></ul>",
        ),
        LAW,
        ("heading", "Au retour"),
        (
            "text",
            "<p>Comptez, comparez avec ce que dit la mairie, et portez les caméras de rue sur la carte. Détruisez les "
            "feuilles une fois recopiées : elles disent qui a marché où.</p>",
        ),
    ],
}

DOCUMENTS: dict[str, Any] = {
    "slug": "demander-un-document",
    "title": "Demander un document à la mairie",
    "introduction": "Contrats, rapports, autorisations, délibérations : la loi donne à chacun·e le droit de les "
    "demander. Le chemin, les articles et les délais.",
    "body": [
        ("heading", "Ce que dit la loi"),
        (
            "text",
            "<p>Le code des relations entre le public et l’administration (CRPA) oblige les administrations à "
            "communiquer "
            "leurs documents à qui les demande (article L311-1). Cela vaut pour l’État, les communes, et les "
            "organismes "
            "privés chargés d’un service public (article L300-2). On n’a pas à dire pourquoi on demande.</p>"
            "<p>Ne sont pas concernés : un document inachevé, ou préparatoire à une décision qui n’est pas encore "
            "prise "
            "(article L311-2) ; ce qui porterait atteinte, par exemple, à la sécurité publique (article L311-5). Ce "
            "qui "
            "touche à la vie privée ou au secret des affaires n’est communiqué qu’aux personnes concernées (article "
            "L311-6). Quand une partie seulement est protégée, elle est occultée et le reste est communiqué (article "
            "L311-7).</p>"
            "<p>Pour une commune, chacun·e peut aussi demander les délibérations et procès-verbaux du conseil "
            "municipal, "
            "les budgets, les comptes et les arrêtés (code général des collectivités territoriales, article "
            "L2121-26).</p>",
        ),
        ("heading", "Quoi demander"),
        (
            "checklist",
            {
                "title": "Des documents précis, datés si possible",
                "lines": [
                    "L’arrêté préfectoral qui autorise le système (code de la sécurité intérieure, article L252-1)",
                    "Le dossier de demande d’autorisation et les plans d’implantation",
                    "Le marché ou le contrat, ses avenants, le cahier des charges, les factures",
                    "L’analyse d’impact relative à la protection des données, s’il y en a une",
                    "Les rapports d’évaluation ou d’audit remis à la ville",
                    "Les délibérations et les demandes de subvention",
                    "Le nombre de caméras et leur coût annuel, dans un document qui existe déjà",
                ],
            },
        ),
        ("heading", "Comment"),
        (
            "text",
            "<ol><li><b>Écrivez</b> à la mairie, par courriel ou par lettre recommandée, ou à la personne "
            "responsable de "
            "l’accès aux documents administratifs. Gardez la preuve de l’envoi et de sa date.</li>"
            "<li><b>Demandez l’envoi par courriel</b> : il est gratuit quand le document existe sous forme "
            "électronique "
            "(article L311-9).</li>"
            "<li><b>Attendez un mois.</b> Le silence vaut refus (article R311-12) au bout d’un mois à compter de la "
            "réception de la demande (article R311-13). Un refus écrit doit être motivé (article L311-14).</li>"
            "<li><b>Saisissez la CADA</b>, la Commission d’accès aux documents administratifs, dans les deux mois qui "
            "suivent le refus ou la fin de ce premier mois (article R343-1). C’est gratuit, et obligatoire avant le "
            "tribunal (article L342-1).</li>"
            "<li><b>La CADA rend un avis</b>, en principe dans le mois (article R343-3). La mairie n’est pas obligée "
            "de "
            "le suivre. Deux mois après l’enregistrement de votre saisine, son silence vaut refus confirmé (articles "
            "R343-4 et R343-5).</li>"
            "<li><b>Le tribunal administratif</b> peut alors être saisi, dans les deux mois (code de justice "
            "administrative, articles R421-1 et R421-2).</li></ol>"
            "<p>Notez chaque date. Une mairie qui ne répond pas apprend aussi quelque chose : à Marseille, des "
            "demandes "
            "restées sans réponse ont mené le collectif devant le tribunal.</p>",
        ),
        ("heading", "Une lettre à recopier"),
        (
            "quote",
            {
                "text": "Madame, Monsieur, en application des articles L311-1 et suivants du code des relations "
                "entre le "
                "public et l’administration, je vous demande la communication des documents suivants : … Je souhaite "
                "les "
                "recevoir par courriel, à l’adresse …, dans un format numérique. Si l’un d’eux n’est communicable "
                "qu’en "
                "partie, je vous remercie de m’en adresser le reste, en application de l’article L311-7. Si vous ne "
                "le "
                "détenez pas, je vous remercie de transmettre ma demande à l’administration qui le détient et de m’en "
                "aviser, comme le prévoit l’article L311-2.",
                "source": "Modèle de demande, à adapter",
                "url": "",
            },
        ),
        (
            "text",
            "<p>La demande porte un nom : la mairie saura qui demande. Une association, ou une personne qui ne craint "
            "rien dans sa commune, peut la faire pour tout le collectif.</p>",
        ),
        LAW,
    ],
}

TOOLS = (ARGUMENTS, TRACTS, CARTOPARTIE, DOCUMENTS)
