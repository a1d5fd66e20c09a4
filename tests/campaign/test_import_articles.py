"""The past of other sites as drafts: whole, harmless, each once."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from campaign.importing.bodies import LONGEST_BODY, UnreadableBody, read_body
from campaign.importing.feeds import UnreadableFeed, read_feed
from campaign.importing.notes import MARK, mark
from campaign.models import ArticlePage
from campaign.services.importing import import_articles

FEEDS = Path(__file__).parent / "feeds"
RSS = '<rss version="2.0"><channel><title>S</title>{items}</channel></rss>'


def run(name, **options):
    said = io.StringIO()
    call_command("import_articles", str(FEEDS / name), stdout=said, **options)
    return said.getvalue()


def text_of(page):
    return "".join(str(block.value) for block in page.body)


@pytest.mark.django_db
def test_atom_becomes_drafts_with_lists_footnotes_authors_and_origin(source):
    said = run("atom.xml")
    page = ArticlePage.objects.get(imported_from="tag:ancien.example,2022:1")
    assert (page.live, page.has_unpublished_changes) == (False, True)
    assert (page.title, page.standfirst, page.authors) == (
        "Compter & marcher", "Ce que nous avons vu.", "Alex, Dominique",
    )  # fmt: skip
    assert (page.date, page.licence) == (date(2022, 5, 17), "CC BY-SA 4.0")
    assert page.first_published_name == "Ancien site"
    assert page.first_published_url == "https://ancien.example/2022/compter"
    assert [block.block_type for block in page.body] == ["heading", "text"]
    text = text_of(page)
    assert "<ul><li>une<ol><li>dedans</li></ol></li><li>deux</li></ul>" in text
    assert '<a href="https://ancien.example/p.png">Image : La place</a>' in text
    assert "alert" not in text
    assert "<img" not in text
    (note,) = page.footnotes.all()
    assert note.text == "<p>Comptées <i>à pied</i>.</p>"
    assert f'Trente<footnote id="{note.uuid}">' in text
    assert "2 brouillons" in said
    assert "1 images sont devenues des liens" in said
    assert ArticlePage.objects.get(title="En XHTML").authors == "Le collectif"
    assert source.get("/articles/").content.decode().count("Compter") == 0


@pytest.mark.django_db
def test_imported_article_once_published_shows_its_note_and_stands_in_the_feed(source):
    run("atom.xml")
    page = ArticlePage.objects.get(imported_from="tag:ancien.example,2022:1")
    page.get_latest_revision().publish()
    shown = source.get(page.get_url()).content.decode()
    assert 'id="footnote-1"' in shown
    assert "Comptées <i>à pied</i>." in shown
    feed = source.get("/articles/feed/").content.decode()
    for told in ("&lt;li&gt;dedans&lt;/li&gt;", "Comptées", "footnote-1", "Alex, Dominique"):
        assert told in feed


@pytest.mark.django_db
def test_importing_again_adds_nothing_and_keeps_what_editors_changed():
    run("atom.xml")
    ArticlePage.objects.filter(imported_from="tag:ancien.example,2022:1").update(title="Corrigé")
    said = run("atom.xml")
    assert ArticlePage.objects.count() == 2
    assert ArticlePage.objects.filter(title="Corrigé").exists()
    assert "0 brouillons ; 2 étaient déjà là" in said


@pytest.mark.django_db
def test_dry_run_tells_the_same_and_keeps_nothing():
    said = run("atom.xml", dry_run=True)
    assert "+ Compter & marcher" in said
    assert "2 brouillons" in said
    assert not ArticlePage.objects.exists()


@pytest.mark.django_db
def test_wordpress_export_brings_published_posts_alone():
    said = run("wordpress.xml")
    page = ArticlePage.objects.get()
    assert (page.title, page.authors, page.standfirst) == ("La réunion", "Claude du quartier", "Le compte rendu.")
    assert page.date == date(2022, 5, 12)
    text = text_of(page)
    assert text.count("<p>") == 3
    assert "[caption" not in text
    assert page.footnotes.get().text == "<p>Dont trois de passage.</p>"
    assert "2 pages, brouillons ou fichiers joints" in said


@pytest.mark.django_db
def test_english_articles_go_to_the_english_index():
    run("atom.xml", language="en")
    assert {page.locale.language_code for page in ArticlePage.objects.all()} == {"en"}


@pytest.mark.django_db
def test_entry_that_cannot_be_read_is_told_and_the_others_come():
    deep = "<b>" * 3000 + "x"
    items = f"<item><title>Profond</title><guid>1</guid><description><![CDATA[{deep}]]></description></item>"
    items += "<item><title>Anonyme</title><description>x</description></item>"
    items += "<item><title>Bon</title><guid>3</guid><description>x</description></item>"
    told = import_articles(read_feed(RSS.format(items=items).encode()), language="fr")
    outcomes = {one.title: one.outcome for one in told}
    assert (outcomes["Anonyme"], outcomes["Bon"]) == ("failed", "new")
    assert all(one.remarks for one in told if one.outcome == "failed")
    assert ArticlePage.objects.filter(title="Bon").exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not xml",
        b"<html><body>x</body></html>",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><rss><channel><title>&a;</title></channel></rss>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><title>&a;</title></channel></rss>',
        b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]><rss><channel/></rss>',
        b'<?xml version="1.0" encoding="utf-99"?><rss/>',
        b"<rss>" + b"<a>" * 10,
    ],
)
def test_file_that_is_no_feed_or_is_hostile_is_refused_with_a_sentence(body, tmp_path):
    file = tmp_path / "feed.xml"
    file.write_bytes(body)
    with pytest.raises(UnreadableFeed) as refusal:
        read_feed(body)
    assert str(refusal.value).endswith(".")
    with pytest.raises(CommandError):
        call_command("import_articles", str(file))


def test_bomb_of_entities_is_refused_before_it_grows():
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 30))
    body = f'<!DOCTYPE x [<!ENTITY a0 "x">{lines}]><rss><channel><title>&a29;</title></channel></rss>'
    with pytest.raises(UnreadableFeed):
        read_feed(body.encode())


def test_missing_file_and_silent_address_are_told():
    for place in ("/nowhere/feed.xml", "http://127.0.0.1:9/feed", "https://"):
        with pytest.raises(CommandError):
            call_command("import_articles", place)


@pytest.mark.parametrize("when", ["", "hier", "Thu, 99 Foo", "0001-01-01T00:00:00+14:00"])
def test_entry_without_a_readable_date_is_read(when):
    items = f"<item><guid>1</guid><title>T</title><pubDate>{when}</pubDate></item>"
    (entry,) = read_feed(RSS.format(items=items).encode()).entries
    assert entry.published is None or entry.published.year == 1


@pytest.mark.parametrize(
    ("html", "note"),
    [
        (  # WordPress
            '<p>T<sup data-fn="u"><a href="#u" id="u-link">1</a></sup></p>'
            '<ol class="wp-block-footnotes"><li id="u">N <b>g</b> <a href="#u-link">↩︎</a></li></ol>',
            "<p>N <b>g</b></p>",
        ),
        (  # Pandoc
            '<p>T<a href="#fn1" id="fnref1"><sup>1</sup></a></p><section class="footnotes"><hr>'
            '<ol><li id="fn1"><p>N <a href="#fnref1">↩</a></p></li></ol></section>',
            "<p>N</p>",
        ),
        (  # SPIP
            '<p>T<span>[<a href="#nb1" id="nh1">1</a>]</span></p>'
            '<div id="nb1"><p><span>[<a href="#nh1">1</a>] </span>N <a href="https://e.org">l</a></p></div>',
            '<p>N <a href="https://e.org">l</a></p>',
        ),
        (  # word processors
            '<p>T<a href="#_ftn1" name="_ftnref1">[1]</a></p><p><a href="#_ftnref1" name="_ftn1">[1]</a> N</p>',
            "<p>N</p>",
        ),
    ],
)
def test_footnotes_are_found_as_each_program_writes_them(html, note):
    body = read_body(html)
    assert body.blocks == [("text", f"<p>T{mark(0)}</p>")]
    assert body.notes == [note]


def test_number_that_leads_to_a_chapter_is_no_footnote():
    body = read_body('<p>voir <a href="#s3">3</a></p><h2 id="s3">Trois</h2>')
    assert body.notes == []
    assert body.blocks == [("text", "<p>voir 3</p>"), ("heading", "Trois")]


def test_two_calls_of_one_note_share_it():
    body = read_body(
        '<p>A<a href="#n" id="r1">1</a> B<a href="#n" id="r2">1</a></p><ol><li id="n">N <a href="#r1">↩</a></li></ol>'
    )
    assert (len(body.notes), len(MARK.findall(str(body.blocks[0][1])))) == (1, 2)


def test_marks_typed_by_a_stranger_call_nothing():
    assert MARK.findall(str(read_body(f"<p>{mark(7)}</p>").blocks)) == []


def test_quotes_tables_and_players_are_kept_as_what_an_article_may_hold():
    body = read_body(
        "<blockquote><p>C</p></blockquote><table><tr><td>a</td><td>b</td></tr></table>"
        '<iframe src="https://video.example/v/1"></iframe><pre>1\n2</pre><div>x</div><div>y</div>'
    )
    assert body.blocks == [
        ("quote", {"text": "C", "source": "", "url": ""}),
        (
            "text",
            '<p>a · b</p><p><a href="https://video.example/v/1">Ailleurs : 1</a></p><p>1<br/>2</p><p>x</p><p>y</p>',
        ),
    ]
    assert len(body.remarks) == 3


@pytest.mark.parametrize(
    "html",
    [
        '<a href="javascript:alert(1)">x</a>',
        "<a>x</a>",
        '<p onclick="a()">x</p>',
        '<a href="data:text/html,x">x</a>',
        "<svg><script>x</script></svg>x",
        '<img src="data:image/png;base64,AAAA" alt="x">',
        "<math><mi>x</mi></math><style>@import url(//evil)</style>x",
        "<!-- <script>x</script> -->x",
    ],
)
def test_nothing_that_runs_or_loads_comes_in(html):
    text = str(read_body(html).blocks)
    for forbidden in ("javascript:", "onclick", "data:", "<script", "<svg", "<img", "<style", "import url", "<!--"):
        assert forbidden not in text
    assert "x" in text


def test_body_too_long_to_read_is_refused():
    with pytest.raises(UnreadableBody):
        read_body("x" * (LONGEST_BODY + 1))
