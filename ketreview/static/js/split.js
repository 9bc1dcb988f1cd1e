// Two panes with a divider that a mouse, a finger, the arrow keys or buttons can move.
// Markup: templates/partials/split_divider.html. The share of the left pane is kept per browser.
(function () {
  "use strict";
  var LEAST = 25;
  var MOST = 75;
  function setUp(split) {
    var handle = split.querySelector(".split__handle");
    if (!handle) return;
    var key = "ketreview.split." + (split.dataset.split || "default");
    function set(share, keep) {
      share = Math.round(Math.min(MOST, Math.max(LEAST, share)));
      split.style.setProperty("--split", share);
      handle.setAttribute("aria-valuenow", share);
      handle.setAttribute("aria-valuetext", "Left side " + share + " percent");
      if (!keep) return;
      try {
        localStorage.setItem(key, share);
      } catch (_) {
        // Without storage the choice lasts until the page is left.
      }
    }
    function now() { return Number(handle.getAttribute("aria-valuenow")); }
    var kept = 50;
    try {
      kept = Number(localStorage.getItem(key)) || 50;
    } catch (_) {
      kept = 50;
    }
    set(kept, false);
    handle.addEventListener("keydown", function (event) {
      var steps = { ArrowLeft: -2, ArrowRight: 2, PageUp: 10, PageDown: -10 };
      if (event.key in steps) set(now() + steps[event.key], true);
      else if (event.key === "Home") set(LEAST, true);
      else if (event.key === "End") set(MOST, true);
      else return;
      event.preventDefault();
    });
    handle.addEventListener("pointerdown", function (event) {
      handle.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    handle.addEventListener("pointermove", function (event) {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      var box = split.getBoundingClientRect();
      set(((event.clientX - box.left) / box.width) * 100, true);
    });
    split.querySelectorAll("[data-split-step]").forEach(function (button) {
      button.addEventListener("click", function () {
        var step = button.dataset.splitStep;
        set(step === "reset" ? 50 : now() + Number(step), true);
      });
    });
  }
  document.querySelectorAll("[data-split]").forEach(setUp);
})();
