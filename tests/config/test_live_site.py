"""The running server answers a real browser."""


def test_live_site_answers_the_browser(live_site, page):
    assert page.goto("/cms/login/").status == 200


def test_live_site_sees_what_fixtures_made(live_site, page, sign_in, outsider):
    sign_in(page, outsider)
    page.goto("/accounts/logout/")
    assert page.locator("form").count() >= 1


def test_page_without_script_runs_none(page_without_script):
    page_without_script.set_content("<title>still</title><script>document.title = 'ran'</script>")
    assert page_without_script.title() == "still"
