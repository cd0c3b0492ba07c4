// deno-lint-ignore-file no-var -- runs in browsers of any age
// Runs in pages that embed maps: sets each frame to the height that its map requests.

(function () {
  var LEAST = 300;
  var MOST = 8000;
  var each = function (act) {
    Array.prototype.forEach.call(document.querySelectorAll("iframe.frontline"), act);
  };
  addEventListener("message", function (event) {
    var said = event.data;
    if (!said || said.frontline !== 1 || said.type !== "height") return;
    if (typeof said.height !== "number" || !(said.height > 0) || said.height === Infinity) return;
    each(function (frame) {
      if (frame.contentWindow !== event.source) return;
      frame.style.minHeight = "0";
      frame.style.height = Math.min(Math.max(said.height, LEAST), MOST) + "px";
      var figure = frame.closest("figure");
      var under = figure ? figure.querySelectorAll("a, figcaption") : [];
      Array.prototype.forEach.call(under, function (part) {
        part.style.display = "none";
      });
    });
  });
  // Maps that loaded before this script have already sent their height.
  each(function (frame) {
    frame.contentWindow.postMessage({ frontline: 1, type: "ask" }, "*");
  });
})();
