// What htmx asked and got no answer to, or one that is none: say that nothing was saved, leave
// what was typed where it is, and offer to try again. Without this file every form still works.
(() => {
  "use strict";
  const REFUSALS = [403, 409, 422, 429]; // answered with words of their own

  // A press, as against what is asked by itself while one types, scrolls or waits.
  const isPressed = ({ triggeringEvent }) => ["click", "submit"].includes(triggeringEvent?.type);

  function tell({ elt, triggeringEvent }, when) {
    clear();
    const words = document.getElementById("not-saved-words").content.cloneNode(true);
    for (const each of words.querySelectorAll("[data-when]")) {
      if (each.dataset.when !== when) each.remove();
    }
    const alert = Object.assign(document.createElement("div"), { id: "not-saved", role: "alert" });
    const place = elt.closest("#voting") ?? elt.closest("form") ?? elt.parentElement;
    place.before(alert);
    alert.append(words);
    const retry = alert.querySelector("button");
    retry.addEventListener("click", () => {
      if (elt.isConnected) (triggeringEvent.submitter ?? elt).click();
      else location.reload();
    });
    alert.scrollIntoView({ block: "nearest" });
    retry.focus();
  }

  function clear() {
    document.getElementById("not-saved")?.remove();
  }

  // A text that is kept while one writes it.
  function tellNotKept({ elt }) {
    const words = elt.querySelector("[data-not-kept]");
    if (words) document.getElementById("kept").replaceChildren(words.content.cloneNode(true));
  }

  function failed(event, when) {
    const asked = event.detail.requestConfig;
    if (isPressed(asked)) tell(asked, when);
    else tellNotKept(asked);
  }

  const silence = (event) => failed(event, navigator.onLine ? "silence" : "offline");
  document.addEventListener("htmx:sendError", silence);
  document.addEventListener("htmx:timeout", silence);
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    const isShown = xhr.status < 400 || (isPressed(requestConfig) && REFUSALS.includes(xhr.status));
    if (!isShown) {
      event.detail.shouldSwap = false;
      failed(event, "error");
    } else if (isPressed(requestConfig)) clear();
  });
})();
