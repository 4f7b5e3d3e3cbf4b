// The theme's script and its search index are heavier than a page, and pages use them for the search alone: they come
// when a reader turns to it. Until then these are the theme's keys: / f s search, p , and n . turn the page.
{
  const later = document.getElementById("later");
  const query = document.querySelector(".md-search__input");
  let isHere = false;
  const bring = () => {
    if (isHere) return;
    isHere = true;
    document.body.append(document.importNode(later.content, true));
  };

  for (const place of document.querySelectorAll(".md-search, .md-header [for=__search]")) {
    for (const kind of ["focusin", "pointerover", "touchstart"]) place.addEventListener(kind, bring, { passive: true });
  }
  document.querySelector(".md-header [for=__search]").addEventListener("click", () => { bring(); query.focus(); });
  if (new URLSearchParams(location.search).has("q")) bring();

  addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (isHere || event.metaKey || event.ctrlKey || event.altKey || target.closest("input:not([type=radio]), select, textarea, [contenteditable]")) return;
    if (["f", "s", "/"].includes(key)) {
      event.preventDefault();
      query.focus();
    }
    const turned = { p: "prev", ",": "prev", n: "next", ".": "next" }[key];
    const page = turned && document.querySelector(`link[rel=${turned}]`);
    if (page) location.assign(page.href);
    if (key === "Enter" && target.matches("label")) target.click();
  });
}
