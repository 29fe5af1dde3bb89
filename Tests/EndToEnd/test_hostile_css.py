"""Our style sheets and the site's, on one page: ours touch nothing outside of our section, and the section looks the
same whatever the site does to its elements. Measured in the browser, on all computed values of all elements."""

import shutil
import tempfile
from pathlib import Path

import pytest

from support.browsing import begin_publication, open_sheet, sign_in, small_targets
from support.demonstration import ADMIN, JULIE, MARTIN
from support.host import Host
from support.site import REPOSITORY

OURS = sorted(file.name for file in (REPOSITORY / "htdocs" / "compte-client" / "clo" / "css").glob("*.css"))
FOREIGN = ("cadre.css", "reset.css", "hostile.css")
WIDTHS = (360, 1280)

# The font is what the section takes from the site, and its width is what the site gives it: those stay as they are, so
# that all other values can be compared.
KEPT = """
body:not(#a) { font-family: "Helvetica Neue", Arial, sans-serif; }
main:not(#a) { display: grid; align-items: start; float: none; width: auto; border: 0; padding: 0; margin: 0; }
"""

# `clo.measure(elements)` reads all computed values of the elements and of what stands before and after their text;
# `clo.differences(before, after)` names what differs by more than a pixel.
MEASURE = """() => {
    const boxes = (element, origin) => {
        // What is held by the window stands where the window is, not where the section is.
        for (let each = element; each; each = each.parentElement) {
            if (["fixed", "sticky"].includes(getComputedStyle(each).position)) return {};
        }
        const box = element.getBoundingClientRect();
        return { x: `${box.x - origin.x}px`, y: `${box.y - origin.y}px` };
    };
    const values = (element, pseudo) => {
        const style = getComputedStyle(element, pseudo);
        if (style.content === "none" && ["::before", "::after"].includes(pseudo)) return {};
        // A property of somebody's own does nothing until a value names it, and the parts of a drawing have no borders.
        const idle = element.ownerSVGElement ? ["--", "border-"] : ["--"];
        const names = [...style].filter(name => !idle.some(prefix => name.startsWith(prefix)));
        return Object.fromEntries(names.map(name => [name, style.getPropertyValue(name)]));
    };
    // The parts of an element that a site may mean by a rule of their own.
    const parts = element => [
        "::before", "::after",
        ...element.matches("li, summary") ? ["::marker"] : [],
        ...element.matches("input, textarea") ? ["::placeholder"] : [],
        ...element.matches("[type=file]") ? ["::file-selector-button"] : [],
    ];
    const numbers = /-?[\\d.]+(?:e-?\\d+)?/g;
    const alike = (one, other) => {
        if (one === other) return true;
        if (one === undefined || other === undefined || one.replace(numbers, "#") !== other.replace(numbers, "#")) return false;
        // Colours and shares are exact, lengths may be rounded.
        if (!one.includes("px")) return false;
        const others = other.match(numbers);
        return one.match(numbers).every((number, at) => Math.abs(number - others[at]) <= 1);
    };
    const name = element => `${element.localName}${element.id && "#" + element.id}.${[...element.classList].join(".")}`;
    window.clo = {
        inside: () => [...document.querySelectorAll("section.clo, section.clo *")].filter(each => each.checkVisibility()),
        outside: () => [...document.querySelectorAll("html, body, body *")].filter(each => !each.closest("section.clo")),
        measure: elements => {
            const origin = (document.querySelector("section.clo") ?? document.body).getBoundingClientRect();
            return elements.flatMap(element => [null, ...parts(element)].map(pseudo => [
                name(element) + (pseudo ?? ""),
                pseudo ? values(element, pseudo) : { ...values(element), ...boxes(element, origin) },
            ]));
        },
        differences: (before, after) => {
            if (before.length !== after.length) return [`${before.length} and ${after.length} things are seen`];
            return before.flatMap(([what, one], at) => {
                const other = after[at][1];
                return [...new Set([...Object.keys(one), ...Object.keys(other)])]
                    .filter(property => !alike(one[property], other[property]))
                    .map(property => `${what} { ${property}: ${one[property]} → ${other[property]} }`);
            });
        },
        // As the last of the site's own sheets; `null` takes it away again.
        dress: address => new Promise((resolve, reject) => {
            const worn = document.querySelector("link[data-habit]");
            if (worn) worn.remove();
            if (!address) return resolve();
            const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
            link.dataset.habit = "";
            link.onload = () => resolve();
            link.onerror = () => reject(new Error(address));
            document.querySelector('link[href="/site/site.css"]').after(link);
        }),
    };
}"""


@pytest.fixture(scope="module")
def host(scratch, servers):
    folder = Path(tempfile.mkdtemp(prefix="habits-", dir=scratch))
    folder.chmod(0o755)
    one = Host(servers("apache"), folder / "h")
    bootstrap = next((REPOSITORY / ".venv").glob("lib/python3*/site-packages/bootstrap/static/bootstrap/css"))
    shutil.copy(bootstrap / "bootstrap.min.css", one.root / "cadre.css")
    for name in FOREIGN:
        (one.root / f"habit-{name}").write_text((one.root / name).read_text() + KEPT)
    # The shell as it is without any of them.
    (one.root / "cadre.css").write_text(KEPT)
    one.start()
    one.wait()
    yield one
    one.stop()


# Nothing of ours outside of our section


def test_our_style_sheets_leave_the_sites_elements_alone(host, page):
    view = page(host)
    view.goto("/")
    view.evaluate(MEASURE)
    found = view.evaluate(
        """async ours => {
            const links = await Promise.all(ours.map(name => new Promise((resolve, reject) => {
                const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `/compte-client/clo/css/${name}` });
                link.onload = () => resolve(link);
                link.onerror = () => reject(new Error(name));
                document.head.append(link);
            })));
            const rules = (list) => [...list].flatMap(rule => [rule, ...rule.cssRules ? rules(rule.cssRules) : []]);
            const all = links.flatMap(link => rules(link.sheet.cssRules));
            // The site may have thought of the same names.
            const text = all.map(rule => rule.selectorText ?? "").join(" ");
            const classes = [...new Set(text.match(/\\.[a-z][\\w-]*/g))].map(name => name.slice(1));
            for (const name of classes.filter(name => !name.startsWith("clo"))) {
                for (const tag of ["div", "a", "input", "ul"]) {
                    document.querySelector("main").append(Object.assign(document.createElement(tag), { className: name }));
                }
            }
            const measured = on => {
                for (const link of links) link.sheet.disabled = !on;
                return clo.measure(clo.outside());
            };
            const global = all
                .filter(rule => rule instanceof CSSKeyframesRule || rule instanceof CSSPropertyRule)
                .map(rule => rule.name);
            return {
                elements: clo.outside().length,
                classes: classes.length,
                differences: clo.differences(measured(false), measured(true)).slice(0, 20),
                global: global,
                fonts: all.filter(rule => rule instanceof CSSFontFaceRule).length,
            };
        }""",
        OURS,
    )
    assert found["classes"] > 100 and found["elements"] > 400
    assert found["differences"] == []
    # What holds for the whole page whoever says it has names that are ours alone.
    assert found["global"] and [name for name in found["global"] if not name.lstrip("-").startswith("clo-")] == []
    assert found["fonts"] == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_our_section_leaves_the_page_around_it_alone(host, page, width):
    view = sign_in(page(host, width=width), MARTIN)
    open_sheet(view, MARTIN)
    view.evaluate(MEASURE)
    differences = view.evaluate(
        """() => {
            // Emptied, and without the places: its height moves what stands below it.
            const section = document.querySelector("section.clo");
            section.replaceChildren();
            const links = [...document.querySelectorAll('link[rel=stylesheet]')].filter(each => each.href.includes("/clo/css/"));
            const measured = on => {
                for (const link of links) link.sheet.disabled = !on;
                return clo.measure(clo.outside().filter(each => !each.contains(section)));
            };
            const [without, with_] = [measured(false), measured(true)];
            for (const each of [...without, ...with_]) { delete each[1].x; delete each[1].y; }
            return clo.differences(without, with_).slice(0, 20);
        }"""
    )
    assert differences == []


# The section under the site's rules

PLACES = {
    "sign-in": (None, "/compte-client/connexion"),
    "home": (MARTIN, "/compte-client/"),
    "sheet": (MARTIN, "/compte-client/fiches/CH-2026-002"),
    "photos": (MARTIN, "/compte-client/fiches/CH-2026-001"),
    "contracts": (MARTIN, "/compte-client/contrats"),
    "details": (MARTIN, "/compte-client/informations"),
    "security": (MARTIN, "/compte-client/securite"),
    "board": (JULIE, "/admin/"),
    "writing": (JULIE, "/admin/fiches/CH-2026-002"),
    "clients": (ADMIN, "/admin/clients"),
    "messages": (ADMIN, "/admin/envois"),
    "settings": (ADMIN, "/admin/reglages"),
}


@pytest.fixture(scope="module")
def states(host, browser):
    """Signs in once for all: `states(MARTIN)` is what that person's browser keeps."""
    kept = {}

    def state(account):
        if account is not None and account not in kept:
            context = browser.new_context(base_url=host.url)
            sign_in(context.new_page(), account)
            kept[account] = context.storage_state()
            context.close()
        return kept.get(account)

    return state


@pytest.mark.parametrize("place", PLACES)
def test_our_section_looks_the_same_whatever_the_site_does(host, page, states, place):
    account, address = PLACES[place]
    view = page(host, storage_state=states(account), reduced_motion="reduce")
    assert view.goto(address).status == 200
    if place == "writing":
        begin_publication(view)
        view.keyboard.insert_text("Texte avec liste")
    view.evaluate(MEASURE)
    for width in WIDTHS:
        view.set_viewport_size({"width": width, "height": 900})
        view.evaluate("() => { clo.elements = clo.inside(); clo.before = clo.measure(clo.elements); }")
        targets = small_targets(view)
        for sheet in FOREIGN:
            put_on(view, sheet)
            differences = view.evaluate("() => clo.differences(clo.before, clo.measure(clo.elements))")
            assert differences == [], f"{sheet} at {width} px: {len(differences)} differences, {differences[:12]}"
            assert view.evaluate("() => clo.inside().length === clo.elements.length"), f"{sheet} at {width} px hides something"
            assert small_targets(view) == targets, f"{sheet} at {width} px"
        view.evaluate("() => clo.dress(null)")


def test_a_narrow_column_on_a_wide_screen_holds_the_sheet_and_its_form(host, page, states):
    view = page(host, storage_state=states(JULIE), reduced_motion="reduce")
    open_sheet(view, JULIE)
    begin_publication(view)
    view.locator("main").evaluate("main => { main.style.width = '640px'; }")
    out = view.locator("section.clo").evaluate(
        """section => {
            const edge = section.getBoundingClientRect().right - parseFloat(getComputedStyle(section).paddingRight);
            // Not the notice of news, which the window holds.
            return [...section.querySelectorAll("*")]
                .filter(each => each.checkVisibility() && !each.closest(".pastille-zone"))
                .map(each => [each.className || each.localName, each.getBoundingClientRect().right - edge])
                .filter(([, beyond]) => beyond > 1);
        }"""
    )
    assert out == []


STATES = (["hover", "active"], ["focus", "focus-visible"])


@pytest.mark.parametrize("place", ["home", "sheet", "details", "board", "writing", "clients"])
def test_what_is_pointed_at_or_has_the_focus_looks_the_same(host, page, states, place):
    account, address = PLACES[place]
    view = page(host, storage_state=states(account), reduced_motion="reduce")
    view.goto(address)
    if place == "writing":
        begin_publication(view)
    view.evaluate(MEASURE)
    for state in STATES:
        view.evaluate("() => clo.dress(null)")
        assert force(view, "section.clo :is(a, button, input, select, textarea, summary, label, li, tr, img, p)", state) > 5
        view.evaluate("() => { clo.elements = clo.inside(); clo.before = clo.measure(clo.elements); }")
        for sheet in FOREIGN:
            put_on(view, sheet)
            differences = view.evaluate("() => clo.differences(clo.before, clo.measure(clo.elements))")
            assert differences == [], f"{sheet}, {state}: {len(differences)} differences, {differences[:12]}"


@pytest.mark.parametrize("sheet", FOREIGN)
def test_a_mouse_and_a_keyboard_find_what_they_are_used_to(host, page, sheet):
    view = page(host, reduced_motion="reduce")
    view.goto("/compte-client/connexion")
    view.evaluate(MEASURE)
    link = view.locator("section.clo a").first

    def looks() -> dict:
        # From the beginning of the page's content on, and so not in the site's menu.
        view.mouse.move(0, 0)
        view.locator("main").focus()
        seen = {}
        for _ in range(3):
            view.keyboard.press("Tab")
            inside, name, outline = view.evaluate(
                """() => {
                    const [at, style] = [document.activeElement, getComputedStyle(document.activeElement)];
                    return [!!at.closest("section.clo"), at.id || at.textContent, `${style.outline} ${style.outlineOffset}`];
                }"""
            )
            assert inside and "3px" in outline and "solid" in outline, f"{name} { {outline} }"
            seen[name] = outline
        link.hover()
        seen["hover"] = link.evaluate(
            "each => { const { color, backgroundColor, textDecoration } = getComputedStyle(each);"
            " return [each.matches(':hover'), color, backgroundColor, textDecoration]; }"
        )
        return seen

    before = looks()
    assert len(before) == 4 and before["hover"][0] is True
    put_on(view, sheet)
    assert looks() == before


def put_on(view, sheet: str) -> None:
    view.evaluate("name => clo.dress(`/habit-${name}`)", sheet)
    # What is drawn slowly has arrived.
    view.evaluate("() => Promise.allSettled(document.getAnimations().map(each => each.finished))")


def force(view, selector: str, state: list[str]) -> int:
    """Lets the browser treat all of these elements as pointed at, or focused, at once; returns how many they are."""
    tools = view.context.new_cdp_session(view)
    tools.send("DOM.enable")
    tools.send("CSS.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    nodes = tools.send("DOM.querySelectorAll", {"nodeId": root, "selector": selector})["nodeIds"]
    for node in nodes:
        tools.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": state})
    return len(nodes)
