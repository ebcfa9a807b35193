// The moderation queue by keyboard. Without this file every case has its own form and buttons.
document.addEventListener("DOMContentLoaded", () => {
  const desk = document.querySelector("[data-queue]");
  const cases = [...document.querySelectorAll(".case")];
  if (!desk || !cases.length) return;
  const help = document.getElementById("keys");
  const on = document.getElementById("keys-on");
  on.checked = localStorage.getItem("queue-keys") !== "off";
  on.addEventListener("change", () => localStorage.setItem("queue-keys", on.checked ? "on" : "off"));

  const current = () => document.activeElement.closest(".case") || cases.find((each) => each.matches(".is-current"));
  const goTo = (one) => {
    if (!one) return;
    cases.forEach((each) => each.classList.toggle("is-current", each === one));
    one.focus({ preventScroll: true });
    one.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => goTo(cases[Math.min(Math.max(cases.indexOf(current()) + by, 0), cases.length - 1)]);
  const note = (one) => one.querySelector("textarea[name=note]");

  const decide = (one, key) => {
    const button = one && one.querySelector(`button[data-key="${key}"]`);
    if (!button) return;
    if (button.hasAttribute("data-needs-note") && !note(one).value.trim()) {
      one.dataset.meant = key;
      note(one).focus();
    } else {
      button.click();
    }
  };

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    a: () => decide(current(), "a"),
    r: () => decide(current(), "r"),
    h: () => decide(current(), "h"),
    x: () => current()?.querySelector("input[name=case][type=checkbox]")?.click(),
    "?": () => { help.open = !help.open; help.querySelector("summary").focus(); },
  };

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input:not([type=checkbox]), textarea, select");
    const one = event.target.closest(".case");
    if (field && one && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      decide(one, one.dataset.meant || "r");
    } else if (field && one && event.key === "Escape") {
      goTo(one);
    } else if (!field && on.checked && !event.ctrlKey && !event.metaKey && !event.altKey && KEYS[event.key]) {
      event.preventDefault();
      KEYS[event.key]();
    }
  });

  document.querySelectorAll(".case select[name=reply]").forEach((reply) =>
    reply.addEventListener("change", () => {
      const chosen = reply.selectedOptions[0];
      const form = reply.closest("form");
      if (!chosen.value) return;
      form.elements.note.value = chosen.dataset.text;
      form.elements.reason.value = chosen.dataset.reason;
    }));

  const all = document.getElementById("choose-all");
  if (all) {
    all.hidden = false;
    document.getElementById("choose-all-words").hidden = false;
    all.addEventListener("change", () =>
      document.querySelectorAll("input[name=case][type=checkbox]").forEach((each) => { each.checked = all.checked; }));
  }
  const refused = document.querySelector(".case__refused");
  goTo(refused ? refused.closest(".case") : cases.find((each) => `#${each.id}` === location.hash) || cases[0]);
});
