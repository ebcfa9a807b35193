// Voting by keyboard, and where one is after a vote. Without this file every form still works.
(() => {
  "use strict";
  const STORED = "openmoot-keys-off";
  const region = () => document.getElementById("voting");
  let place; // the row in which the last button or link was pressed

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

  document.addEventListener("click", (event) => {
    const within = event.target.closest("#voting button, #voting [hx-get]");
    if (within) place = within.closest("li[id]")?.id;
  });

  // --- After a swap: the new heading has the focus, and one line says what happened.

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== region()) return;
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

  setUpKeys();
})();
