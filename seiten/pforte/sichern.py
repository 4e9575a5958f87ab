"""Sichern: Getipptes in Eingabeformularen laufend übernehmen, vor dem Schließen warnen, danach den Fokus setzen.

Ein Skript der Startseite (sein Hash steht in der Richtlinie). Streamlit übernimmt ein mehrzeiliges Feld erst beim
Verlassen. Deshalb meldet das Skript nach einer Tipppause ein Verlassen (`focusout`), ohne den Fokus wegzunehmen: Die
Seite sichert den Entwurf, und man tippt weiter. Beim Neuladen oder Schließen verlässt es das Feld wirklich; war noch
etwas unterwegs, fragt der Browser nach. Ein Eingabeformular ist, was in einem Behälter `eingabe_…` steht; ersetzt
Strg+Enter oder Alt+U ihn durch einen anderen, steht der Fokus danach im ersten Feld des neuen – sobald dieses selbst
einen neuen Schlüssel hat, sonst erst, wenn der Lauf ruht: Der neue Behälter zeigt zuerst noch die alten Felder, und was
man dort tippte, wäre fort (gemessen). Vor Alt+U wird übernommen, was noch im Feld steht: Bestätigt wird nie über
ungesehenen Text hinweg.
"""

from __future__ import annotations

from typing import Final

PAUSE_MS: Final = 1200
"""So lange nach dem letzten Anschlag wird gesichert: kurz genug für einen Absturz, lang genug für einen Satz."""

_SKRIPT: Final = """
(() => {
  const FORM = '[class*="st-key-eingabe_"]', FELD = "textarea, input", ELEMENT = '[data-testid="stElementContainer"]';
  let offen = null, uhr = 0, vorher = null, bis = 0;
  const formular = () => document.querySelector(FORM);
  const name = f => f && [...f.classList].find(k => k.startsWith("st-key-eingabe_"));
  const wessen = f => [...(f && f.closest(ELEMENT) || f || document.body).classList].find(k => k.startsWith("st-key-"));
  const app = () => document.querySelector('[data-testid="stApp"]');
  const ruhig = () => {
    const a = app();
    return a && a.dataset.testScriptState === "notRunning" && a.dataset.testConnectionState === "CONNECTED";
  };
  const uebernimm = () => {
    clearTimeout(uhr);
    const feld = offen;
    offen = null;
    if (feld && feld.isConnected) feld.dispatchEvent(new FocusEvent("focusout", {bubbles: true}));
  };
  addEventListener("input", e => {
    if (!(e.target.closest && e.target.closest(FORM))) return;
    offen = e.target;
    clearTimeout(uhr);
    if (e.target.tagName === "TEXTAREA") uhr = setTimeout(uebernimm, PAUSE);
  }, true);
  addEventListener("focusout", e => { if (e.target === offen) { clearTimeout(uhr); offen = null; } });
  addEventListener("beforeunload", e => {
    const ungesichert = offen !== null || (formular() && !ruhig());
    const feld = document.activeElement;
    if (feld && feld.blur) feld.blur();
    if (ungesichert) e.preventDefault();
  });
  const weiter = () => {
    if (Date.now() > bis) { vorher = null; return; }
    const jetzt = name(formular());
    const feld = formular() && formular().querySelector(FELD);
    if (vorher && feld && jetzt !== vorher.name && feld !== vorher.feld
        && (ruhig() || wessen(feld) !== vorher.wessen)) {
      vorher = null;
      feld.focus();
      return;
    }
    requestAnimationFrame(weiter);
  };
  addEventListener("keydown", e => {
    const taste = (e.key === "Enter" && (e.ctrlKey || e.metaKey)) || (e.altKey && e.code === "KeyU");
    const jetzt = taste && name(formular());
    if (!jetzt) return;
    if (e.altKey) uebernimm();
    bis = Date.now() + 15000;
    if (vorher === null) requestAnimationFrame(weiter);
    const feld = formular().querySelector(FELD);
    vorher = {name: jetzt, feld, wessen: wessen(feld)};
  }, true);
})()
"""


def _build_skript() -> str:
    zeilen = (zeile.strip() for zeile in _SKRIPT.replace("PAUSE", str(PAUSE_MS)).splitlines())
    return f"<script>{' '.join(zeile for zeile in zeilen if zeile)}</script>"


SICHERN: Final = _build_skript()
"""Das fertige Skript für den Kopf der Startseite."""
