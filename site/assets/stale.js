// Shows the "this page is old" line when the promised rhythm has passed; without scripts the printed time says it.
for (const line of document.querySelectorAll("[data-stale]")) {
  const hours = (Date.now() - Date.parse(line.dataset.published)) / 3.6e6;
  line.hidden = !(hours > Number(line.dataset.rhythmHours));
}
