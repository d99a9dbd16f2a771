// Keys: "/" goes to the search field, arrows go through the rows of a list, Home and End to its
// ends. Enter is the browser's own, because every row holds a link. The page works without this.
"use strict";

(() => {
  const links = () => Array.from(document.querySelectorAll("[data-rows] a"));

  const typing = (target) =>
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName));

  const goTo = (rows, place) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, place))];
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  };

  const search = (event) => {
    const field = document.getElementById("q");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  };

  const move = (event) => {
    const rows = links();
    const place = rows.indexOf(document.activeElement);
    const leaving = document.activeElement && document.activeElement.id === "q";
    if (!rows.length || (place < 0 && typing(event.target) && !(leaving && event.key === "ArrowDown"))) return;
    const targets = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: rows.length - 1 };
    if (place < 0 && event.key !== "ArrowDown") return;
    event.preventDefault();
    goTo(rows, targets[event.key]);
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && !typing(event.target)) search(event);
    else if (["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) move(event);
  });
})();
