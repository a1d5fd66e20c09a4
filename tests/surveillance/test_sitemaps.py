"""What search engines are told of projects."""

from __future__ import annotations


def test_sitemap_tells_public_projects_and_no_report(source, project, reported):
    assert "/sitemap-projects.xml" in source.get("/sitemap.xml").content.decode()
    answer = source.get("/sitemap-projects.xml")
    assert not answer.cookies
    page = answer.content.decode()
    assert f"<loc>http://testserver{project.get_absolute_url()}</loc>" in page
    assert f"<loc>http://testserver/en{project.get_absolute_url()}</loc>" in page
    assert reported[0].project.slug not in page
