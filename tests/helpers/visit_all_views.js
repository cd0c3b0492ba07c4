// Visits all views of a map's page and collects its texts and its kinds of elements.

(async () => {
  const [texts, elements] = [new Set(), new Set()];
  const { frontline } = window;
  await new Promise((done) => requestIdleCallback(done, { timeout: 1000 })); // the chart is drawn
  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const gather = () => {
    for (const node of document.querySelectorAll("*")) {
      if (node.localName === "script" || node.localName === "style") continue;
      elements.add([node.localName, ...node.getAttributeNames().sort()].join(" "));
      for (const { name, value } of node.attributes) {
        if (["aria-label", "title", "alt", "aria-valuetext", "href", "data-head"].includes(name)) {
          texts.add(value);
        }
      }
      for (const { nodeType, data } of node.childNodes) if (nodeType === Node.TEXT_NODE) texts.add(data);
    }
    texts.add(document.title);
  };
  const press = (node) => {
    node.focus();
    node.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  };
  for (const language of frontline.state.language === "en" ? ["uk", "en"] : ["en", "uk"]) {
    frontline.set({ language });
    for (const details of document.querySelectorAll("details")) details.open = true;
    for (const date of [frontline.dates[0], frontline.dates.at(-1)]) {
      frontline.set({ date });
      gather();
    }
    for (const mark of document.querySelectorAll(".fl-mark")) {
      press(mark);
      gather();
    }
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    frontline.set({ chapter: 1 });
    gather();
    frontline.set({ chapter: null });
    for (const how of ["shade", "swipe", "beside"]) {
      frontline.set({ how, since: frontline.dates[0], date: frontline.dates.at(-1) });
      await drawn();
      gather();
    }
    frontline.set({ since: null, known: "then" });
    gather();
    frontline.set({ known: "now" });
    await drawn();
    gather();
  }
  return { texts: [...texts], elements: [...elements].sort(), hits: window.__hits ?? 0 };
});
