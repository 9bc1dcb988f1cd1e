// Keys of an open question: S the same, D not the same, K skip.
(function () {
  "use strict";
  var api = window.ketreview;
  document.addEventListener("keydown", function (event) {
    var radio = event.target instanceof Element && event.target.matches("input[type=radio]");
    if ((api.typing(event) && !radio) || event.repeat || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    var on = true;
    try { on = JSON.parse(localStorage.getItem("ketreview.keys-on")) !== false; } catch (_) { /* keys stay on */ }
    var button = on && /^[sdk]$/i.test(event.key) && document.querySelector("[data-key=" + event.key.toLowerCase() + "]");
    if (!button) return;
    event.preventDefault();
    button.click();
  });
})();
