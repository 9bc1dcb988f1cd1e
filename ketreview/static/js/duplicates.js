// Keys of an open question: S the same, D not the same, K skip, U undo; R goes to where one says how they are related.
(function () {
  "use strict";
  var api = window.ketreview;
  document.addEventListener("keydown", function (event) {
    var radio = event.target instanceof Element && event.target.matches("input[type=radio]");
    if ((api.typing(event) && !radio) || event.repeat || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    var on = true;
    try { on = JSON.parse(localStorage.getItem("ketreview.keys-on")) !== false; } catch (_) { /* keys stay on */ }
    if (!on || !/^[sdkru]$/i.test(event.key)) return;
    var key = event.key.toLowerCase();
    var button = document.querySelector("[data-key=" + key + "]"), field = document.querySelector("[data-focus-key=" + key + "]");
    if (!button && !field) return;
    event.preventDefault();
    if (button) button.click(); else field.focus();
  });
})();
