// deno-lint-ignore-file no-var -- browsers of any age read it.
// Runs as soon as the page without script is there: removes it where the player can run, and puts it
// back with a message when the player fails. Plain enough for browsers of any age.

(function () {
  var still = document.getElementById("frontline-still");
  var words = JSON.parse(still.getAttribute("data-words"));
  // In a page of folium, errors may come from code that is not the player's.
  var alone = document.querySelector("meta[http-equiv=Content-Security-Policy]") !== null;
  var live = "DecompressionStream" in window && "at" in Array.prototype;

  function tell(text) {
    var note = document.createElement("p");
    note.setAttribute("role", "alert");
    note.className = "fl-failed";
    note.textContent = text;
    still.insertBefore(note, still.firstChild);
  }
  function fail(error) {
    // Browsers also report harmless conditions as errors, without an object.
    if (!live || !error || /extension:\/\//.test(error.stack)) return;
    live = false;
    tell(words.failed.split("{{error}}").join(String(error)));
    document.body.textContent = "";
    document.body.appendChild(still);
    scrollTo(0, 0);
  }
  window.frontlineGate = { still: still, fail: fail };
  if (!live) {
    tell(words.unsupported);
    return;
  }
  document.body.removeChild(still);
  if (!alone) return;
  addEventListener("error", function (event) {
    fail(event.error);
  });
  addEventListener("unhandledrejection", function (event) {
    fail(event.reason);
  });
})();
