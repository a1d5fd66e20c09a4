"""No header keeps a request from being read."""

import pytest
from django.test import AsyncRequestFactory, RequestFactory

SENT = b'--b\r\nContent-Disposition: form-data; name="q"\r\n\r\nlo\xc3\xbbtre\xff\r\n--b--\r\n'
KIND = "multipart/form-data; boundary=b"

factories = pytest.mark.parametrize("factory", [RequestFactory, AsyncRequestFactory])


@factories
@pytest.mark.parametrize("said", ["; charset*=undefined''%41", "; boundary*=no-such-thing'fr'%41", "; charset=a\0b"])
def test_request_is_read_whatever_it_says_its_kind_is(factory, said):
    asked = factory().generic("POST", "/?q=loutre", b"q=a", content_type="text/plain" + said)
    assert asked.content_type.startswith("text/plain") and asked.GET["q"] == "loutre" and not asked.POST


@factories
@pytest.mark.parametrize("charset", ["rot13", "undefined", "punycode", "idna", "utf-7", "utf-16", "latin-1", "hex"])
def test_form_is_read_as_the_utf8_of_its_page_whatever_encoding_it_names(factory, charset):
    for name in (f"; charset={charset}", f"; charset*=UTF-8''{charset}"):
        asked = factory().generic("POST", "/?q=%C3%A9%FF", SENT, content_type=KIND + name)
        assert asked.POST["q"] == "loûtre\ufffd" and asked.GET["q"] == "é\ufffd"
    typed = factory().generic(
        "POST", "/", b"q=%C3%A9", content_type=f"application/x-www-form-urlencoded; charset={charset}"
    )
    assert typed.POST["q"] == "é"


def test_kind_and_boundary_of_a_form_are_what_they_say():
    for kind in (KIND, f"{KIND}; charset=UTF-8", f"{KIND}; charset=no-such-thing", KIND.replace("=", "*=UTF-8''")):
        assert RequestFactory().generic("POST", "/", SENT, content_type=kind).POST["q"] == "loûtre\ufffd"
