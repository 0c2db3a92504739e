"use strict";
(() => {
  const table = document.querySelector(".findings");
  const form = document.querySelector(".filters");
  const output = document.querySelector("output");
  const every = form.elements.fold;
  const findings = [...table.tBodies].map((body, index) => {
    const [severity, status] = body.dataset.orders.split(" ").map(Number);
    const { account, title } = body.dataset;
    return { body, detail: body.rows[1], text: body.textContent.toLowerCase(), keys: { severity, status, account, title }, index };
  });

  const fold = (finding, open) => {
    finding.detail.hidden = !open;
    finding.button.setAttribute("aria-expanded", String(open));
  };

  for (const finding of findings) {
    const heading = finding.body.rows[0].cells[3];
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    button.setAttribute("aria-controls", finding.detail.id);
    heading.replaceChildren(button);
    finding.button = button;
    button.addEventListener("click", () => fold(finding, finding.detail.hidden));
    fold(finding, false);
  }

  const filter = () => {
    const words = form.elements.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = ["account", "severity", "status"].map((name) => [name, form.elements[name].value]);
    let shown = 0;
    for (const { body, text } of findings) {
      const fits = words.every((word) => text.includes(word)) &&
        wanted.every(([name, value]) => !value || body.dataset[name] === value);
      body.hidden = !fits;
      shown += fits;
    }
    const all = `${findings.length} finding${findings.length === 1 ? "" : "s"}`;
    output.textContent = shown === findings.length ? all : `${shown} of ${all}`;
  };

  const sort = (heading) => {
    const descending = heading.getAttribute("aria-sort") === "ascending";
    for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const key = heading.dataset.key;
    const compare = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b, "en", { numeric: true }));
    const sorted = [...findings].sort((a, b) => (compare(a.keys[key], b.keys[key]) || a.index - b.index) * (descending ? -1 : 1));
    table.append(...sorted.map(({ body }) => body));
  };

  for (const heading of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", () => sort(heading));
  }

  every.addEventListener("click", () => {
    const open = every.getAttribute("aria-pressed") !== "true";
    every.setAttribute("aria-pressed", String(open));
    for (const finding of findings) fold(finding, open);
  });

  for (const link of document.querySelectorAll("a[data-account]")) {
    link.addEventListener("click", () => {
      form.elements.account.value = link.dataset.account;
      filter();
    });
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  addEventListener("pageshow", filter); // a browser may fill the form again after a reload
  form.hidden = findings.length === 0;
})();
