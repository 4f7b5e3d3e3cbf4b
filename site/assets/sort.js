// Tables marked data-sortable: column heads become buttons, and rows beyond the first few fold away until asked for.
// Without scripts every row is there, in the order it was printed in.
for (const table of document.querySelectorAll("[data-sortable]")) {
  const body = table.tBodies[0];
  const shown = Number(table.dataset.sortable);
  const fold = () => {
    [...body.rows].forEach((row, position) => { row.classList.toggle("is-beyond", position >= shown); });
  };

  const key = (row, column) => {
    const cell = row.cells[column];
    return column === 0 ? cell.textContent.trim().toLowerCase() : cell.dataset.key === "" ? null : Number(cell.dataset.key);
  };

  const sort = (column, isDescending) => {
    const rows = [...body.rows].map((row) => [key(row, column), row]);
    rows.sort(([one], [other]) => {
      // what is not known is last, whichever way
      if (one === null || other === null) return (one === null) - (other === null);
      return (one < other ? -1 : one > other ? 1 : 0) * (isDescending ? -1 : 1);
    });
    body.append(...rows.map(([, row]) => row));
    fold();
  };

  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sorter";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const before = head.getAttribute("aria-sort");
      const isDescending = before ? before !== "descending" : column > 0;
      for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
      sort(column, isDescending);
    });
  });

  for (const place of table.closest("section").querySelectorAll("[data-unfold]")) {
    const more = document.createElement("button");
    more.type = "button";
    more.className = "unfold";
    more.textContent = `Show all ${body.rows.length}`;
    more.addEventListener("click", () => { table.classList.add("is-open"); place.remove(); });
    place.append(more);
  }
}
