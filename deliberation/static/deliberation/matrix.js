// A mark of the scorecard leads to what it rests on; without script, the system's name does.
document.addEventListener("click", (event) => {
  const cell = event.target.closest(".matrix--words tbody td");
  if (!cell || window.getSelection().toString()) return;
  const row = cell.parentElement;
  const link = row.querySelector("th a");
  const head = cell.closest("table").tHead.rows[1].cells[cell.cellIndex].querySelector("[data-anchor]");
  window.location.assign(link.href + (head ? `#${head.dataset.anchor}` : ""));
});
