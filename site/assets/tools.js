// Conveniences on top of pages that are whole without them: links to a heading, a figure as text, a filter over long
// tables, and the figure of another quarter. What is copied is said to everybody, not only shown.
{
  const said = document.createElement("p");
  said.className = "said";
  said.setAttribute("role", "status");
  document.body.append(said);

  const copy = (text, what) => navigator.clipboard.writeText(text).then(
    () => say(`${what} copied`),
    () => say(`Your browser does not let this page copy; ${what.toLowerCase()}: ${text}`),
  );

  let quiet;
  const say = (text) => {
    said.textContent = text;
    clearTimeout(quiet);
    quiet = setTimeout(() => { said.textContent = ""; }, 4000);
  };

  const tool = (label, name, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tool";
    button.textContent = label;
    if (name) button.setAttribute("aria-label", name);
    button.addEventListener("click", act);
    return button;
  };

  const address = (id) => `${location.href.split("#")[0]}#${id}`;

  for (const heading of document.querySelectorAll(".sc h2[id], .sc h3[id]")) {
    const title = heading.textContent.trim();
    heading.append(tool("#", `Copy link to ${title}`, () => copy(address(heading.id), "Link")));
  }

  for (const head of document.querySelectorAll(".figurehead")) {
    const figure = head.querySelector(".big:not(.big--none)");
    if (!figure) continue;
    const words = () => [
      `${document.querySelector("h1").textContent.trim()}: ${figure.textContent.trim()}`,
      ...[...head.querySelectorAll(".big__under > span:not(.chip), .big ~ .sub")].slice(0, 2).map((one) => one.textContent.trim()),
      location.href,
    ].join("\n");
    figure.parentNode.append(tool("Copy figure", "", () => copy(words(), "Figure")));
  }

  // Long tables get a box that leaves the rows whose text holds what is typed; one before sections filters all of them.
  for (const place of document.querySelectorAll("[data-filter]")) {
    const after = place.nextElementSibling;
    const tables = after.matches("section") ? [...place.parentNode.querySelectorAll("section table")] : [after.matches("table") ? after : after.querySelector("table")];
    const rows = tables.flatMap((table) => [...table.tBodies]).flatMap((body) => [...body.rows]);
    const box = document.createElement("input");
    box.type = "search";
    box.className = "filter";
    box.placeholder = place.dataset.filter;
    box.setAttribute("aria-label", place.dataset.filter);
    box.addEventListener("input", () => {
      const wanted = box.value.trim().toLowerCase();
      let left = 0;
      for (const row of rows) {
        const is = !wanted || row.textContent.toLowerCase().includes(wanted);
        row.classList.toggle("is-out", !is);
        left += is;
      }
      if (wanted) say(`${left} of ${rows.length} rows`);
    });
    place.append(box);
  }

  // Another quarter's figure, from the table behind the chart of quarters.
  for (const place of document.querySelectorAll("[data-periods]")) {
    const rows = [...document.querySelectorAll(`${place.dataset.periods} tbody tr`)].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
    const choice = document.createElement("select");
    choice.setAttribute("aria-label", "Show another quarter");
    choice.append(new Option("Another quarter", ""), ...rows.map((cells, index) => new Option(cells[0], index)));
    const shown = document.createElement("span");
    shown.setAttribute("role", "status");
    choice.addEventListener("change", () => {
      const [, value, interval, records, note] = rows[choice.value] ?? [];
      shown.textContent = value === undefined ? "" : ` ${[value, interval && `likely ${interval}`, records, note].filter(Boolean).join(" · ")}`;
    });
    place.append(choice, shown);
  }

  // Months or quarters: one chart at a time once there is a choice.
  for (const bar of document.querySelectorAll("[data-switch]")) {
    const grains = [...document.querySelectorAll("[data-grain]")];
    const show = (grain) => {
      for (const section of grains) section.classList.toggle("is-other", section.dataset.grain !== grain);
      for (const button of bar.children) button.setAttribute("aria-pressed", button.textContent.toLowerCase().startsWith(grain));
    };
    bar.append(...grains.map(({ dataset: { grain } }) => tool(`${grain[0].toUpperCase()}${grain.slice(1)}s`, "", () => show(grain))));
    show(grains[0].dataset.grain);
  }
}
