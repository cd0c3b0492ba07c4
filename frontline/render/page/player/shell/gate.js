// deno-lint-ignore-file no-var -- runs in browsers of any age
// Runs right after the fallback page: removes it if the player can run, and restores it with a message
// if the player fails.

(function () {
  var still = document.getElementById("frontline-still");
  var words = JSON.parse(still.getAttribute("data-words"));
  // In a folium page, errors may come from other code than the player.
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
    // Browsers also report harmless conditions as errors, but without an object.
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
