"""Ways to hide words in a page, and styles that hide nothing."""

from __future__ import annotations

from tests.safety.dirty.canary import CANARY

HIDING = (
    "opacity:0",
    "opacity:.01",
    "opacity:0%",
    "color:Canvas",
    "color:light-dark(white, black)",
    "position:absolute;left:-9999px",
    "position:fixed;top:-999em",
    "color:#fff",
    "color:white",
    "color:rgb(255,255,255)",
    "color:rgba(0,0,0,0)",
    "color:transparent",
    "color:hsl(0,0%,100%)",
    "background:#333;color:#333",
    "background-color:red;color:red",
    "font-size:0",
    "font-size:1px",
    "font:0/0 a",
    "font:1px Arial",
    "max-height:0;overflow:hidden",
    "height:0;overflow:hidden",
    "width:1px;height:1px;overflow:hidden",
    "clip:rect(0,0,0,0);position:absolute",
    "clip-path:inset(100%)",
    "transform:scale(0)",
    "transform:translateX(-9999px)",
    "transform:rotateY(90deg)",
    "text-indent:-9999px",
    "text-indent:100%;white-space:nowrap;overflow:hidden",
    "display:none",
    "display : NONE",
    "d\\69splay:none",
    "dis/**/play:none;display:/**/none",
    "visibility:hidden",
    "visibility:collapse",
    "mso-hide:all",
    "filter:opacity(0)",
    "filter:alpha(opacity=0)",
    "content-visibility:hidden",
    "z-index:-1;position:relative",
    "line-height:0;overflow:hidden",
    "letter-spacing:-1em",
    "zoom:0",
    "margin-left:-9999px",
    "-webkit-text-fill-color:transparent",
    "mask:linear-gradient(transparent,transparent)",
    "-webkit-text-security:disc",
    "--c:#fff;color:var(--c)",
    "font-size:calc(1px * 0)",
    "opacity:calc(0)",
    "scale:0",
    "translate:-9999px",
    "color:#fefefe",
    "offset-path:path('M-999 0')",
    "inset:0 auto auto -9999px;position:absolute",
    "right:-9999px;position:absolute",
    "display:none!important;display:block",
)
SHOWING = (
    "color:#333",
    "color:#777",
    "font-size:12px",
    "font:12px/1.5 Arial, sans-serif",
    "margin:0 auto -10px",
    "position:absolute;left:10px;top:5px",
    "text-align:center;padding:2em",
    "display:flex;gap:1em",
    "opacity:.8",
    "background:#222;color:#fff",
    "transform:rotate(3deg)",
    "transform:translate(-50%,-50%);left:50%",
    "line-height:1.4",
    "width:100%;overflow:hidden",
    "height:300px;overflow:auto",
    "font-size:.9rem",
    "letter-spacing:-.02em",
    "mso-fareast-language:FR;mso-style-name:x",
    "border:1px solid #ccc;border-radius:4px",
    "font-size:clamp(1rem,2vw,3rem)",
    "color:oklch(40% .1 20)",
    "text-indent:1.5em",
    "z-index:3",
    "filter:grayscale(1)",
    "max-width:700px",
    "float:left",
    "white-space:pre-wrap",
    "font:bold 14px serif",
    "-webkit-font-smoothing:antialiased",
    "display:inline-block;vertical-align:top",
    "--x:1;color:var(--undefined)",
)
# Elements, attributes and rules that hide; a page's own words around them stay.
ELEMENTS = (
    f"<p hidden>{CANARY}</p>",
    f"<div hidden=until-found><b>{CANARY}</b></div>",
    f"<details><summary>Titre</summary>{CANARY} <p>{CANARY}</p></details>",
    f"<template><p>{CANARY}</p></template>",
    f"<noscript>{CANARY}</noscript>",
    f"<dialog>{CANARY}</dialog>",
    f"<div popover>{CANARY}</div>",
    f"<!-- {CANARY} -->",
    f"<![CDATA[ {CANARY} ]]>",
    f"<font color=white>{CANARY}</font>",
    f"<div bgcolor='#000' style='background:#000;color:#fff'>clair <span style='color:#000'>{CANARY}</span></div>",
    f"<table><tr><td bgcolor=red><font color=red>{CANARY}</font></td></tr></table>",
    f"<div style='opacity:.5'><div style='opacity:.4'>{CANARY}</div></div>",
    f"<div style='font-size:10px'><span style='font-size:.3em'>{CANARY}</span></div>",
    f"<div style='--ink:#fff'><p style='color:var(--ink, red)'>{CANARY}</p></div>",
    f"<textarea>{CANARY}</textarea><input value='{CANARY}'><select><option>{CANARY}</select>",
    f"<ruby>mot<rp>{CANARY}</rp></ruby>",
    f"<p title='{CANARY}' data-x='{CANARY}' aria-label='{CANARY}' id='{CANARY}' class='{CANARY}'>montré</p>",
    f"<object><p>{CANARY}</p></object><video>{CANARY}</video><canvas>{CANARY}</canvas>",
)


def by_attribute(styles: tuple[str, ...], words: str) -> str:
    """Each style on an element of its own."""
    parts = "".join(f'<div style="{style}">{words}{number}.</div>\n' for number, style in enumerate(styles))
    return f"<!doctype html><html><body><p>public</p>{parts}<p>fin</p></body></html>"


def by_rule(styles: tuple[str, ...], words: str) -> str:
    """Each style by a rule of the page, with selectors that are not plain names."""
    rules = "".join(
        f"@media screen and (min-width: 300px) {{ body div.a > .c{number}:not(.z) {{ {style} }} }}\n"
        for number, style in enumerate(styles)
    )
    parts = "".join(
        f'<div class="a"><p class="b c{number}">{words}{number}.</p></div>' for number in range(len(styles))
    )
    return f"<!doctype html><html><style>{rules}</style><body><p>public</p>{parts}<p>fin</p></body></html>"


def in_markdown(styles: tuple[str, ...], words: str) -> str:
    """Each style in the HTML of a Markdown text."""
    parts = "".join(f"mot <span style='{style}'>{words}{number}.</span> mot\n\n" for number, style in enumerate(styles))
    return f"# public\n\n{parts}\nfin\n"


MARKDOWN = (
    f"+++\nauthor = '{CANARY}'\n+++\n",
    f"---\nauthor: {CANARY}\n...\n",
    f"% Titre\n% {CANARY}\n% mars\n\n",
    f"Title: x\nAuthor: {CANARY}\n\n",
    f"mot\n\n[comment]: <> ({CANARY})\n",
    f"mot\n\n[//]: # '{CANARY}'\n",
    f'mot\n\n[unused]: https://x.example/{CANARY} "{CANARY}"\n',
    f"mot\n\n[^unused]: {CANARY}\n    {CANARY}\n",
    f"mot [lien](https://x.example/{CANARY} '{CANARY}') mot\n",
    f"mot [lien][r] mot\n\n[r]: <https://x.example/{CANARY}>\n  ({CANARY})\n",
    f"mot ![{CANARY}](data:image/png;base64,AAAA{CANARY}) mot\n",
    f"mot ![{CANARY}][r] mot\n",
    f"mot\n\n*[HTML]: {CANARY}\n",
    f"mot {{#id .{CANARY} key={CANARY}}} mot\n\n# Titre {{#{CANARY}}}\n",
    f"mot %% {CANARY} %% mot\n",
    "mot {% comment %}\n",
    f"mot <!-- {CANARY}\n\n{CANARY} --> mot\n",
    f"mot <details><summary>x</summary>\n\n{CANARY}\n\n</details> mot\n",
    f"mot <span class='{CANARY}' onclick={CANARY}>montré</span> mot\n",
    f"```python title='{CANARY}'\nx\n```\n",
)
