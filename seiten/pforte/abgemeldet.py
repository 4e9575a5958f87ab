"""Melden: der Dialog „Sie sind abgemeldet“ im offenen Fenster – der getippte Text bleibt stehen.

Ein Skript der Startseite (sein Hash steht in der Richtlinie): Schließt der Server die Leitung mit 4401 oder antwortet
er beim Wiederverbinden mit 401, erscheint der Dialog. Er fragt alle zwei Sekunden, ob wieder jemand angemeldet ist. Ist
es dieselbe Person, verschwindet er, und Streamlit verbindet sich von selbst; ist es eine andere, lädt die Seite neu,
damit niemand den Text einer anderen Person unter eigenem Namen speichert. Gebaut wird nur mit der DOM-Schnittstelle.
"""

from __future__ import annotations

from typing import Final

_STIL: Final = (
    "dialog.mut-abgemeldet{border:1px solid #b8c2cc;border-radius:10px;padding:1.5rem 1.75rem;max-width:27rem;"
    "width:calc(100vw - 2rem);color:#10171f;background:#fff;font:1rem/1.5 'Source Sans',system-ui,sans-serif;"
    "box-shadow:0 12px 40px rgba(0,0,0,.28)}"
    "dialog.mut-abgemeldet::backdrop{background:rgba(16,23,31,.5)}"
    "dialog.mut-abgemeldet h2{margin:0 0 .6rem;padding:0;font-size:1.3rem;line-height:1.3;font-weight:700;"
    "color:inherit}"
    "dialog.mut-abgemeldet p{margin:0 0 1.1rem}"
    "dialog.mut-abgemeldet div{display:flex;flex-wrap:wrap;gap:.7rem}"
    "dialog.mut-abgemeldet a,dialog.mut-abgemeldet button{font:inherit;font-weight:600;border-radius:6px;"
    "padding:.5rem 1rem;border:1px solid #00589c;cursor:pointer;text-decoration:none}"
    "dialog.mut-abgemeldet a{background:#00589c;color:#fff}"
    "dialog.mut-abgemeldet button{background:transparent;color:inherit;border-color:#6b7885}"
    "dialog.mut-abgemeldet :focus-visible{outline:3px solid #4f9bd9;outline-offset:2px}"
    "@media (prefers-color-scheme:dark){dialog.mut-abgemeldet{color:#fafafa;background:#171c24;border-color:#4a5460}"
    "dialog.mut-abgemeldet a{background:#2672b0;border-color:#2672b0}}"
)
_SKRIPT: Final = """
(() => {
  const Leitung = window.WebSocket, hole = window.fetch.bind(window);
  let wer = null, dialog = null, uhr = 0;
  const frage = async () => {
    const antwort = await hole("/sitzung", {cache: "no-store"});
    return antwort.ok ? (await antwort.text()).trim() : null;
  };
  const baue = (name, text, eltern) => {
    const teil = document.createElement(name);
    teil.textContent = text;
    eltern.append(teil);
    return teil;
  };
  const pruefe = async () => {
    let jetzt = null;
    try { jetzt = await frage(); } catch { return; }
    if (jetzt === null) return;
    if (wer !== null && jetzt !== wer) { location.reload(); return; }
    wer = jetzt;
    clearInterval(uhr);
    uhr = 0;
    if (dialog) { dialog.remove(); dialog = null; }
  };
  const zeige = () => {
    if (uhr) return;
    uhr = setInterval(pruefe, 2000);
    dialog = document.createElement("dialog");
    dialog.className = "mut-abgemeldet";
    dialog.setAttribute("role", "alertdialog");
    dialog.setAttribute("aria-labelledby", "mut-abgemeldet-titel");
    dialog.setAttribute("aria-describedby", "mut-abgemeldet-text");
    baue("style", STIL, dialog);
    baue("h2", "Sie sind abgemeldet", dialog).id = "mut-abgemeldet-titel";
    baue("p", "Ihre Sitzung ist abgelaufen oder wurde beendet. Ihr Text bleibt stehen: Melden Sie sich im neuen "
      + "Fenster an, danach geht es hier weiter.", dialog).id = "mut-abgemeldet-text";
    const knoepfe = baue("div", "", dialog);
    const neu = baue("a", "Neu anmelden", knoepfe);
    neu.href = "/wieder-da";
    neu.target = "_blank";
    neu.rel = "noopener";
    const zu = baue("button", "Text ansehen", knoepfe);
    zu.type = "button";
    zu.addEventListener("click", () => dialog && dialog.close());
    document.body.append(dialog);
    dialog.showModal();
    neu.focus();
  };
  window.WebSocket = class extends Leitung {
    constructor(...angaben) {
      super(...angaben);
      this.addEventListener("close", e => { if (e.code === 4401) zeige(); });
    }
  };
  window.fetch = async (...angaben) => {
    const antwort = await hole(...angaben);
    const ziel = String(angaben[0] && angaben[0].url || angaben[0]);
    if (antwort.status === 401 && ziel.endsWith("/_stcore/host-config")) zeige();
    return antwort;
  };
  frage().then(w => { wer = w; }, () => {});
})()
"""


def _build_dialog() -> str:
    zeilen = (zeile.strip() for zeile in _SKRIPT.replace("STIL", f'"{_STIL}"').splitlines())
    return f"<script>{' '.join(zeile for zeile in zeilen if zeile)}</script>"


DIALOG: Final = _build_dialog()
"""Das fertige Skript für den Kopf der Startseite."""
