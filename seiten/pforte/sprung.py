"""Springen: ein Link im Text einer Seite wechselt die Seite ohne Neuladen – wie ein Link der Navigation.

Ein Skript der Startseite (sein Hash steht in der Richtlinie). Links mit `data-spur` sind gewöhnliche Links: mit Strg,
der mittleren Taste und ohne dieses Skript öffnen sie die Adresse. Beim einfachen Klick ändert das Skript die Adresse
und meldet, was der Browser bei „Zurück“ meldet (`popstate`); Streamlit liest daraufhin Seite und Parameter aus ihr.
"""

from __future__ import annotations

from typing import Final

_SKRIPT: Final = """
addEventListener("click", e => {
  if (e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
  const a = e.target.closest && e.target.closest("a[data-spur]");
  if (!a || a.origin !== location.origin) return;
  e.preventDefault();
  history.pushState(null, "", a.href);
  dispatchEvent(new PopStateEvent("popstate"));
  const m = document.querySelector('[data-testid="stMain"]');
  if (m && !("bleib" in a.dataset)) m.scrollTo(0, 0);
});
"""

SPRUNG: Final = f"<script>{_SKRIPT}</script>"
