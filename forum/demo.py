"""The demonstration's discussions: invented pseudonyms, national forums and the invented collective's own, no other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from campaign.demo.facts import INVENTED_SLUG
from campaign.demo.typesetting import typeset
from campaign.models import Collective
from forum.machina import Forum, Topic
from forum.models import Space
from forum.spaces import services as spaces
from forum.writing.services.posts import reply, start_topic

STRATEGY, MUTUAL_AID, WATCH, COLLECTIVE = range(4)

# Login name → public name. Nobody can sign in as them: they have no password.
PEOPLE = {
    "demo-merle": "Merle (démo)",
    "demo-cache-objectif": "Cache-objectif (démo)",
    "demo-lanterne": "Lanterne (démo)",
    "demo-contre-jour": "Contre-jour (démo)",
}


@dataclass(frozen=True)
class Discussion:
    """A topic and what was said in it: (login name, Markdown), the first one opens it."""

    where: int
    subject: str
    posts: tuple[tuple[str, str], ...]
    tags: tuple[str, ...] = ()


DISCUSSIONS = (
    Discussion(
        STRATEGY,
        "Préparer une première cartopartie",
        (
            (
                "demo-merle",
                "Nous voulons en organiser une au printemps, une heure de marche à une dizaine. Par où commencer ?\n\n"
                "1. choisir un parcours court ;\n2. imprimer des fiches de relevé ;\n3. finir dans un lieu où "
                "s'asseoir et mettre les relevés au propre.\n\nQu'est-ce qui manque ?",
            ),
            (
                "demo-lanterne",
                "Un point de rendez-vous décrit **en toutes lettres**, avec un repère visible de loin. Et dire dès "
                "l'annonce que personne ne prend les autres en photo.",
            ),
            (
                "demo-contre-jour",
                "Former des paires : une personne regarde, l'autre écrit. On note le type, la hauteur, la direction, "
                "et seulement ce qu'on voit vraiment.",
            ),
        ),
        tags=("cartopartie", "débuter"),
    ),
    Discussion(
        STRATEGY,
        "Quel chiffre citer pour le coût d'une caméra ?",
        (
            (
                "demo-cache-objectif",
                "Au conseil municipal, on nous oppose toujours « quelques centaines d'euros ». Quelle source "
                "tenez-vous pour solide ?",
            ),
            (
                "demo-merle",
                "Pour Paris, une émission d'avril 2022 cite le programme de la ville : **20 000 à 25 000 €** pour "
                "installer une caméra, puis environ **4 600 € par an**, location comprise. Si votre commune a publié "
                "son propre coût, il l'emporte toujours sur cette estimation.",
            ),
            ("demo-cache-objectif", "Merci. Je cite donc l'année et la source à côté du chiffre."),
        ),
        tags=("chiffres", "conseil municipal"),
    ),
    Discussion(
        MUTUAL_AID,
        "Demande de documents sans réponse : que faire après un mois ?",
        (
            (
                "demo-lanterne",
                "J'ai demandé à la mairie l'autorisation préfectorale et le marché. Un mois est passé, aucune réponse.",
            ),
            (
                "demo-contre-jour",
                "Le silence d'un mois vaut refus. Tu as alors deux mois pour saisir la CADA, gratuitement, avec la "
                "copie de ta demande. Garde la preuve de la date d'envoi.",
            ),
            ("demo-lanterne", "C'est fait, je raconterai la suite ici."),
        ),
        tags=("documents", "CADA"),
    ),
    Discussion(
        WATCH,
        "Nombre de caméras : les chiffres de 2022",
        (
            (
                "demo-contre-jour",
                "Je rassemble ce qui a été **compté**, pas ce qui est seulement prévu :\n\n"
                "- Marseille : 1 558 (un peu plus de 200 en 2013) ;\n- Montpellier : 650 ;\n- Nîmes : 411.\n\n"
                "À Toulouse, 545 étaient annoncées pour 2023, au moins 400 installées en 2022 : je les garde à part.",
            ),
            ("demo-merle", "Utile. On pourrait noter à chaque fois qui a compté, et quand."),
        ),
        tags=("chiffres",),
    ),
    Discussion(
        COLLECTIVE,
        "Ordre du jour du prochain deuxième jeudi",
        (
            (
                "demo-merle",
                "Bonjour à toutes et tous. Je propose :\n\n- accueil des nouvelles personnes ;\n- lecture de la "
                "dernière délibération ;\n- date de la cartopartie.\n\nAjoutez vos points ici. Le collectif et ces "
                "messages sont inventés pour la démonstration.",
            ),
            ("demo-lanterne", "J'apporte les fiches de relevé imprimées."),
        ),
    ),
)


@transaction.atomic
def load() -> str:
    """Lay the discussions that are not there; what visitors of the demonstration answered stays."""
    spaces.make_permissions()
    spaces.make_national_forums()
    people = {login: _person(login, name) for login, name in PEOPLE.items()}
    forums = _forums()
    laid = sum(_lay(discussion, forums[discussion.where], people) for discussion in DISCUSSIONS)
    return f"{len(DISCUSSIONS)} topics, {laid} of them new"


def _person(login: str, name: str) -> Any:
    person, made = get_user_model().objects.get_or_create(username=login, defaults={"public_name": name})
    if made:
        person.set_unusable_password()
        person.save()
    return person


def _forums() -> list[Any]:
    """The three national forums, then the invented collective's public one."""
    collective = Collective.objects.get(slug=INVENTED_SLUG)
    space = spaces.make_spaces(collective=collective)
    own = Space.objects.values("category")
    national = list(Forum.objects.filter(parent__isnull=False).exclude(parent__in=own).order_by("tree_id", "lft")[:3])
    # A site whose moderators removed some of them gets the discussions in what is left.
    national += [national[-1] if national else space.public_forum] * (3 - len(national))
    return [*national, space.public_forum]


def _lay(discussion: Discussion, forum: Any, people: dict[str, Any]) -> bool:
    (opener, content), *replies = typeset(discussion.posts)
    subject = typeset(discussion.subject)
    # An older demonstration may have it with the plain signs it is typed with.
    if Topic.objects.filter(subject__in=[subject, discussion.subject], poster=people[opener]).exists():
        return False
    topic = start_topic(forum=forum, author=people[opener], subject=subject, content=content, tags=discussion.tags)
    for author, said in replies:
        reply(topic=topic, author=people[author], content=said)
    return True
