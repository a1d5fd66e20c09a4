"""Which picture an article has: photograph, its figure as so many dots, its subject, its year."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from wagtail.blocks import StructBlockValidationError

from campaign.blocks.evidence import KeyFigureBlock, number_of_things
from campaign.models import ArticleIndexPage, ArticlePage, CampaignImage
from campaign.plates import plate

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:[Uu]nclosed file:ResourceWarning"),  # Wagtail's own, of each rendition it makes
]

FIGURE = {"number": "1 558", "label": "caméras", "year": "2022", "status": "counted", "source": "dossier"}


def figure(**changed) -> tuple[str, dict]:
    return ("key_figure", FIGURE | changed)


def photograph(treatment: str = "", **more) -> CampaignImage:
    """A drawn test picture, as wide as renditions ask for."""
    data = BytesIO()
    Image.new("RGB", (1500, 1100), "#888888").save(data, "PNG")
    data.seek(0)
    file = ImageFile(data, name="essai.png")
    return CampaignImage.objects.create(title="Essai", file=file, treatment=treatment, **more)


@pytest.fixture
def write(db):
    """`write(body=[…], subject="sound")`: a published article."""

    def make(**fields) -> ArticlePage:
        index = ArticleIndexPage.objects.get(locale__language_code="fr")
        slug = fields.pop("slug", "essai")
        page = ArticlePage(title=f"Article {slug}", slug=slug, locale=index.locale, date=date(2022, 4, 22), **fields)
        return ArticlePage.objects.get(pk=index.add_child(instance=page).pk)

    return make


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 558", 1558),
        ("1\u202f558", 1558),
        ("1\u00a0558", 1558),
        ("1,558", 1558),
        ("1558", 1558),
        (" 21 ", 21),
        ("9999999", 9999999),
        ("0", 0),
        ("", None),
        (None, None),
        (0, None),
        ("12 M€", None),
        ("7,5", None),
        ("1 5 58", None),
        ("-21", None),
        ("1.558", None),
        ("vingt", None),
        ("١٥٥٨", None),
        ("1²", None),
        ("９９", None),
        ("9" * 5000, None),
    ],
)
def test_only_a_bare_number_is_a_number_of_things(text, number):
    assert number_of_things(text) == number


@pytest.mark.parametrize("number", ["12 M€", "", "0", "1", "4001", "9999999", "١٥٥٨", "9" * 39])
def test_figure_that_cannot_be_counted_is_no_picture(client, write, number):
    page = write(body=[figure(number=number)], subject="sound")
    assert page.counted is None
    assert plate("sound", page.pk) in client.get(page.url).text


def test_first_figure_of_what_exists_is_drawn(write):
    body = [("text", "<p>x</p>"), figure(number="7 M€"), figure(number="545", status="planned"), figure(number="19")]
    found = write(body=body).counted
    assert (found.number, found.before, found.label, found.year) == (19, 0, "caméras", "2022")


@pytest.mark.parametrize(("before", "drawn"), [(200, 200), (0, 0), (None, 0), (1558, 0), (1600, 0)])
def test_earlier_count_is_part_of_the_later_one(write, before, drawn):
    assert write(body=[figure(before=before, before_year="2013")]).counted.before == drawn


def test_editor_is_told_when_an_earlier_count_cannot_be_part_of_the_figure():
    block = KeyFigureBlock()

    def clean(**changed):
        return block.clean(block.to_python(FIGURE | changed))

    assert clean(before=200, before_year="2013")["before"] == 200
    for changed in ({"before": 1600, "before_year": "2013"}, {"before": 200}, {"before": 3, "number": "12 M€"}):
        with pytest.raises(StructBlockValidationError) as refused:
            clean(**changed)
        assert set(refused.value.block_errors) & {"before", "before_year"}


def test_photograph_goes_before_figure_before_subject_before_year(client, write):
    body = [figure()]
    picture = photograph("yellow", credit="Iris", licence="CC BY 4.0")

    def opening(**fields) -> tuple[str, ArticlePage]:
        page = write(slug=f"a{ArticlePage.objects.count()}", **fields)
        text = client.get(page.url).text
        return text.partition('class="article-head__picture"')[2].partition("</figure>")[0], page

    shown, page = opening(body=body, subject="sound", picture=picture, picture_alternative="Un mât.")
    assert 'class="photo photo--yellow"' in shown and 'alt="Un mât."' in shown and "<svg" not in shown
    assert "Iris" in shown and "CC BY 4.0" in shown
    shown, page = opening(body=body, subject="sound")
    assert plate("count", page.pk, number=1558, before=0, size=(1200, 400)) in shown
    assert "1\u202f558 caméras, 2022." in shown.replace("\u00a0", "\u202f") and "En bleu" not in shown
    shown, page = opening(subject="sound")
    assert plate("sound", page.pk) in shown and "figcaption" not in shown
    shown, page = opening()
    assert plate("year", page.pk, number=2022) in shown


def test_caption_says_what_a_dot_is_and_what_was_there_before(client, write):
    page = write(body=[figure(before=200, before_year="2013")])
    text = " ".join(client.get(page.url).text.split())
    assert "En bleu, les 200 déjà là en 2013." in text


def test_picture_of_the_lists_is_that_of_the_article(client, write):
    page = write(body=[figure(before=200, before_year="2013")])
    small = plate("count", page.pk, number=156, before=20)  # a dot stands for ten
    assert small in client.get("/articles/").text
    assert plate("count", page.pk, number=1558, before=200) in client.get("/").text


@pytest.mark.parametrize("treatment", ["", "yellow", "blue", "screen"])
def test_evidence_within_an_article_is_whole_and_as_it_is(client, write, treatment):
    picture = photograph(treatment, credit="Iris")
    page = write(body=[("figure", {"image": picture, "alternative": "Un mât.", "caption": "Un mât, trois caméras."})])
    text = client.get(page.url).text
    part = text.partition('class="figure"')[2].partition("</figure>")[0]
    assert 'class="photo photo--whole"' in part and "photo__screen" not in part
    assert 'loading="lazy"' in part and "Un mât, trois caméras." in part and "Iris" in part


@pytest.mark.parametrize("treatment", ["", "yellow", "blue", "screen"])
def test_photograph_of_an_article_is_treated_as_its_editor_says(client, write, treatment):
    page = write(picture=photograph(treatment, credit="Iris"))
    for text in (client.get(page.url).text, client.get("/articles/").text):
        main = text.partition("<main")[2].partition("</main>")[0]
        assert re.search(rf'class="photo{f" photo--{treatment}" if treatment else ""}"', main)
        assert ("photo__screen" in main) == (treatment == "screen")


def test_lists_with_photographs_ask_a_constant_number_of_times(client, write):
    for number in range(2):
        write(slug=f"p{number}", picture=photograph())
    client.get("/articles/")  # makes the renditions
    with CaptureQueriesContext(connection) as few:
        client.get("/articles/")
    for number in range(2, 6):
        write(slug=f"p{number}", picture=photograph())
    client.get("/articles/")
    with CaptureQueriesContext(connection) as many:
        assert client.get("/articles/").text.count('class="photo"') == 6
    assert len(many) <= len(few)


def test_planned_figure_is_dashed_and_a_counted_one_is_not(client, write):
    page = write(body=[figure(), figure(status="planned"), figure(status="about"), figure(status="at_least")])
    assert client.get(page.url).text.count("key-figure--estimate") == 2
