"""Prüfen: axe-core (WCAG 2.1 A und AA) über einer Seite – ohne den einen Befund, den Streamlit selbst mitbringt.

Streamlit legt die Überschriften der Navigationsabschnitte zwischen `ul` und `li`; beides meldet axe als `list` und
`listitem`. Genau diese Stellen in der Navigation sind ausgenommen (docs/handbuch.md nennt sie), sonst nichts.
"""

from importlib.resources import files
from typing import Any

_AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
_LAUF = """async () => {
  const stufen = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];
  const befund = await axe.run(document, {runOnly: {type: 'tag', values: stufen}});
  const navigation = n => document.querySelector(n.target[0])?.closest('[data-testid="stSidebarNav"]');
  const eigen = (v, n) => ['list', 'listitem'].includes(v.id) && navigation(n);
  return befund.violations
    .map(v => [v.id, v.nodes.filter(n => !eigen(v, n)).map(n => n.html.slice(0, 200))])
    .filter(([, stellen]) => stellen.length);
}"""


def verstoesse(seite: Any) -> dict[str, list[str]]:
    """Gibt je verletzter Regel die Stellen der offenen Seite; die Seite braucht `bypass_csp`."""
    seite.evaluate(_AXE)
    return dict(seite.evaluate(_LAUF))
