// How one reads and presses on the screening page: keys (remappable, with the habits of other programs), marked words,
// size and spacing of the text, swipes. All of it is remembered in this browser.
(function () {
  "use strict";
  var api = window.ketreview;
  var screen = api && api.screening;
  if (!screen) return;
  var kept = api.kept;

  // ---- Keys ----
  var inputs = Array.from(document.querySelectorAll("[data-key-for]"));
  var usual = {};
  inputs.forEach(function (input) { usual[input.dataset.keyFor] = input.value.toLowerCase(); });
  var keys = Object.assign({}, usual, kept.get("ketreview.keys", {}));
  var keysOn = document.getElementById("keys-on");
  var habits = JSON.parse(document.getElementById("key-habits").textContent);
  var habit = document.getElementById("key-habit");
  keysOn.checked = kept.get("ketreview.keys-on", true);
  var acts = Object.assign({ highlights: function () { mark(!marksOn); } }, screen.acts);

  function same(one, other) {
    return Object.keys(usual).every(function (name) { return one[name] === other[name]; });
  }
  function showKeys() {
    inputs.forEach(function (input) { input.value = keys[input.dataset.keyFor].toUpperCase(); });
    screen.form.querySelectorAll(".key").forEach(function (key) { key.hidden = !keysOn.checked; });
    [["include", ".tone-include"], ["exclude", ".tone-exclude"], ["maybe", ".tone-maybe"], ["undo", "#undo"]].forEach(function (pair) {
      var shown = screen.form.querySelector(pair[1] + " .key");
      if (shown) shown.textContent = keys[pair[0]].toUpperCase();
    });
    var found = Object.keys(habits).find(function (name) { return same(keys, Object.assign({}, usual, habits[name])); });
    habit.value = found || "own";
  }
  document.getElementById("key-settings").addEventListener("change", function (event) {
    var input = event.target;
    if (input === keysOn) kept.set("ketreview.keys-on", keysOn.checked);
    if (input === habit && habits[habit.value]) {
      keys = Object.assign({}, usual, habits[habit.value]);
      kept.set("ketreview.keys", keys);
    }
    var name = input.dataset.keyFor;
    if (name) {
      var key = input.value.toLowerCase();
      var taken = Object.keys(keys).find(function (other) { return other !== name && keys[other] === key; });
      if (!/^[^\s\d?/]$/.test(key) || taken) {
        api.toast(taken ? "“" + input.value + "” is already in use here. Choose another key." : "Choose one letter or sign; digits are the reasons.", { level: "error", seconds: 8 });
      } else {
        keys[name] = key;
        kept.set("ketreview.keys", keys);
      }
    }
    showKeys();
  });
  document.getElementById("keys-reset").addEventListener("click", function () {
    keys = Object.assign({}, usual);
    kept.set("ketreview.keys", keys);
    keysOn.checked = true;
    kept.set("ketreview.keys-on", true);
    showKeys();
  });
  document.addEventListener("keydown", function (event) {
    // On a radio button a letter types nothing; the arrows are its own.
    var choosing = event.target instanceof Element && event.target.matches("input[type=radio]");
    if (event.defaultPrevented || (api.typing(event) && !choosing) || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && screen.escape()) return;
    if (!keysOn.checked || event.repeat) return;
    var key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && key === "z") { event.preventDefault(); acts.undo(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[1-9]$/.test(key)) {
      var reason = screen.reasons[Number(key) - 1];
      if (reason) { event.preventDefault(); screen.because(reason); }
      return;
    }
    if (key === "/") { event.preventDefault(); document.getElementById("search-records").click(); return; }
    var name = Object.keys(keys).find(function (act) { return keys[act] === key; });
    if (!name && key === "m") name = "maybe";
    if (!choosing && event.key === "ArrowRight") name = "next";
    if (!choosing && event.key === "ArrowLeft") name = "previous";
    if (!name || !acts[name]) return;
    event.preventDefault();
    acts[name]();
  });

  // ---- Marked words ----
  var marksOn = kept.get("ketreview.marks", true);
  function mark(on) {
    marksOn = on;
    screen.card.classList.toggle("marks-off", !on);
    document.getElementById("toggle-highlights").setAttribute("aria-pressed", String(on));
    kept.set("ketreview.marks", on);
  }
  document.getElementById("toggle-highlights").addEventListener("click", function () { mark(!marksOn); });

  // ---- Text: size and spacing, each by itself ----
  function choose(group, name) {
    document.querySelectorAll("[data-" + group + "]").forEach(function (button) {
      var value = button.dataset[group];
      if (value) screen.page.classList.toggle("text-" + value, value === name);
      button.setAttribute("aria-pressed", String(value === name));
    });
    kept.set("ketreview." + group, name);
  }
  var before = kept.get("ketreview.text", "");
  ["text", "spacing"].forEach(function (group) {
    document.querySelectorAll("[data-" + group + "]").forEach(function (button) {
      button.addEventListener("click", function () { choose(group, button.dataset[group]); });
    });
  });
  // Spacing was once one of the sizes.
  choose("spacing", kept.get("ketreview.spacing", before === "spaced" ? "spaced" : ""));
  choose("text", before === "spaced" ? "" : before);

  // ---- Criteria ----
  var criteria = document.getElementById("criteria");
  criteria.open = kept.get("ketreview.criteria", window.matchMedia("(min-width: 75em)").matches);
  var shown = criteria.open; // a toggle is also told of what was set here, which nobody chose
  criteria.addEventListener("toggle", function () {
    if (criteria.open !== shown) { shown = criteria.open; kept.set("ketreview.criteria", shown); }
  });

  // ---- Swipes: an extra, off until asked for; right includes, left excludes, five seconds to take it back ----
  var swipes = document.getElementById("swipes-on");
  function swiping() { screen.card.classList.toggle("swiped", swipes.checked); } // no longer the browser's back and forward
  if (swipes) {
    swipes.checked = kept.get("ketreview.swipes", false);
    swipes.addEventListener("change", function () { kept.set("ketreview.swipes", swipes.checked); swiping(); });
    swiping();
  }
  var from = null;
  var told = function () {};
  screen.card.addEventListener("touchstart", function (event) {
    from = event.touches.length === 1 ? { x: event.touches[0].clientX, y: event.touches[0].clientY } : null;
  }, { passive: true });
  screen.card.addEventListener("touchend", function (event) {
    if (!from || !swipes || !swipes.checked) return;
    var x = event.changedTouches[0].clientX - from.x;
    var y = event.changedTouches[0].clientY - from.y;
    from = null;
    if (Math.abs(x) < 90 || Math.abs(x) < 2 * Math.abs(y)) return;
    if (String(window.getSelection())) return;
    if (!acts[x > 0 ? "include" : "exclude"]()) return;
    told(); // its Undo would take back the newer vote
    told = api.toast(x > 0 ? "Included" : "Excluded", { seconds: 5, action: { label: "Undo", run: acts.undo } });
  }, { passive: true });

  // ---- As an app ----
  var install = document.getElementById("install");
  window.addEventListener("beforeinstallprompt", function (event) {
    if (!install) return;
    event.preventDefault();
    install.hidden = false;
    install.onclick = function () { install.hidden = true; event.prompt(); };
  });

  mark(marksOn);
  showKeys();
})();
