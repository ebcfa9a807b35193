// Voting by keyboard, and votes that got no answer. Without this file every form still works.
(() => {
  "use strict";
  const STORED = "openmoot-keys-off";
  const region = () => document.getElementById("voting");
  const alert = () => document.getElementById("not-saved");
  let pressed = null; // the button or link that sent the last request
  let place; // the row it stands in

  // --- Keys: A, D, P, S, U, N. They can be switched off, and never act while one types.

  const hint = document.getElementById("keys");
  const areOn = () => hint && !hint.hidden && hint.querySelector("input").checked;

  function setUpKeys() {
    if (!hint) return;
    hint.hidden = false;
    const box = hint.querySelector("input");
    box.checked = localStorage.getItem(STORED) === null;
    box.addEventListener("change", () => {
      if (box.checked) localStorage.removeItem(STORED);
      else localStorage.setItem(STORED, "1");
    });
  }

  function isTyping(target) {
    return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  }

  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (!/^[adpsun]$/i.test(event.key) || !areOn() || isTyping(event.target)) return;
    const wanted = region().querySelector(`[data-key="${event.key.toLowerCase()}"]`);
    if (!wanted || wanted.disabled) return;
    event.preventDefault();
    wanted.click();
  });

  // --- After a swap: the new heading has the focus, and one line says what happened.

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== region()) return;
    alert().replaceChildren();
    const said = [...region().querySelectorAll("[data-said]")].map((each) => each.textContent.trim());
    document.getElementById("said").textContent = said.join(" ");
    if (event.detail.requestConfig.elt.closest("[role=search]")) return;
    // In a list one goes on where one was; on a ballot, at the top of the next.
    const row = place && document.getElementById(place);
    const heading = document.getElementById("prop");
    if (row) row.querySelector("[aria-pressed=true]")?.focus();
    else if (heading) {
      heading.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
  });

  // --- No answer, or one that is none: say that nothing was saved, and offer to try again.

  document.addEventListener("click", (event) => {
    const within = event.target.closest("#voting button, #voting [hx-get]");
    if (!within) return;
    pressed = within;
    place = within.closest("li[id]")?.id;
  });

  function tell(when) {
    const words = document.getElementById("not-saved-words").content.cloneNode(true);
    for (const each of words.querySelectorAll("[data-when]")) {
      if (each.dataset.when !== when) each.remove();
    }
    const retry = words.querySelector("[data-retry]");
    retry.addEventListener("click", () => (when === "old" ? location.reload() : again()));
    alert().replaceChildren(words);
    alert().scrollIntoView({ block: "nearest" });
    alert().querySelector("[data-retry]").focus();
  }

  function again() {
    if (!pressed || !pressed.isConnected) location.reload();
    else pressed.click();
  }

  const isOurs = (event) => event.detail.target === region();
  const silence = (event) => isOurs(event) && tell(navigator.onLine ? "silence" : "offline");
  document.addEventListener("htmx:sendError", silence);
  document.addEventListener("htmx:timeout", silence);
  document.addEventListener("htmx:beforeSwap", (event) => {
    const status = event.detail.xhr.status;
    if (!isOurs(event) || status < 400 || status === 429) return;
    event.detail.shouldSwap = false;
    tell(status === 403 ? "old" : "error");
  });

  setUpKeys();
})();
