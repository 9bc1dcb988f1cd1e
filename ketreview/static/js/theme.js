// Runs before the first paint: puts the reader's choice of theme on <html> so that nothing flashes.
(function () {
  "use strict";
  var root = document.documentElement;
  var choice = "system";
  try {
    // A theme newly set in the profile replaces what this browser kept; else the browser's own choice goes first.
    var profile = root.dataset.profileTheme;
    if (profile !== undefined && profile !== localStorage.getItem("ketreview.theme.profile")) {
      localStorage.setItem("ketreview.theme.profile", profile);
      if (profile !== "system") localStorage.removeItem("ketreview.theme");
    }
    choice = localStorage.getItem("ketreview.theme") || profile || "system";
  } catch (_) {
    // Storage may be switched off; the profile's choice or the system's then stands.
    choice = root.dataset.profileTheme || "system";
  }
  function apply(name) {
    var contrast = name === "system" && window.matchMedia("(prefers-contrast: more)").matches;
    if (contrast) root.dataset.theme = "contrast";
    else if (name === "system") delete root.dataset.theme;
    else root.dataset.theme = name;
    root.dataset.themeChoice = name;
  }
  apply(choice);
  root.classList.add("js");
  window.ketreview = { theme: { apply: apply } };
})();
