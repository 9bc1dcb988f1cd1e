// Keys of the conflict page: I and E choose, 1 to 9 pick the reason, J and K move, Ctrl+Enter settles.
(function () {
  "use strict";
  var api = window.ketreview;
  var form = document.getElementById("resolve");
  function choose(verdict) {
    var radio = form && form.querySelector("input[name=verdict][value=" + verdict + "]");
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    radio.focus();
    api.announce(verdict === "include" ? "Include chosen" : "Exclude chosen");
  }
  // A reason goes with an exclusion only.
  if (form) form.addEventListener("change", function (event) {
    if (event.target.name === "verdict" && event.target.value === "include") form.elements.reason.value = "";
  });
  document.addEventListener("keydown", function (event) {
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); return; }
    var radio = event.target instanceof Element && event.target.matches("input[type=radio]");
    if ((api.typing(event) && !radio) || event.repeat || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    var on = true;
    try { on = JSON.parse(localStorage.getItem("ketreview.keys-on")) !== false; } catch (_) { /* keys stay on */ }
    if (!on) return;
    var key = event.key.toLowerCase();
    var link = { j: "go-next", k: "go-previous" }[key];
    if (link && document.getElementById(link)) document.getElementById(link).click();
    else if (key === "i") choose("include");
    else if (key === "e") choose("exclude");
    else if (/^[1-9]$/.test(key) && form) {
      var reason = form.elements.reason.options[Number(key)];
      if (reason) { choose("exclude"); reason.selected = true; }
    } else return;
    event.preventDefault();
  });
})();
