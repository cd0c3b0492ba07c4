// Visits all views of a map's page and collects its texts and its kinds of elements, from the whole
// document once and from what changes afterwards.

(async () => {
  const [texts, elements] = [new Set(), new Set()];
  const { frontline } = window;
  await new Promise((done) => requestIdleCallback(done, { timeout: 1000 })); // the chart is drawn
  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const read = (node) => {
    if (node.nodeType === Node.TEXT_NODE) texts.add(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || ["script", "style"].includes(node.localName)) return;
    elements.add([node.localName, ...node.getAttributeNames().sort()].join(" "));
    for (const { name, value } of node.attributes) {
      if (["aria-label", "title", "alt", "aria-valuetext", "href", "data-head"].includes(name)) {
        texts.add(value);
      }
    }
  };
  const readAll = (node) => {
    read(node);
    if (!["script", "style"].includes(node.localName)) node.childNodes.forEach(readAll);
  };
  const readChanges = (changes) => {
    for (const { target, addedNodes } of changes) {
      read(target);
      addedNodes.forEach(readAll);
    }
  };
  const observer = new MutationObserver(readChanges);
  const gather = () => {
    readChanges(observer.takeRecords());
    texts.add(document.title);
  };
  readAll(document);
  observer.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
  const openDetails = (open) => {
    for (const details of document.querySelectorAll("details")) details.open = open;
    return drawn(); // lists are filled when they open
  };
  const press = (node) => {
    node.focus();
    node.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  };
  for (const language of frontline.state.language === "en" ? ["uk", "en"] : ["en", "uk"]) {
    frontline.set({ language });
    for (const date of [frontline.dates[0], frontline.dates.at(-1)]) {
      frontline.set({ date });
      await openDetails(true);
      gather();
      await openDetails(false); // laying out all their texts at each step takes long
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
