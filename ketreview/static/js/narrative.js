// The reader of a narrative: J and K go from statement to statement, Enter opens its evidence.
// The editor: a figure or citation chosen from the lists goes where the caret stands, without a round trip.
(function () {
  "use strict";

  var lines = Array.prototype.slice.call(document.querySelectorAll("[data-line]"));

  function current() {
    var at = lines.findIndex(function (line) { return line.contains(document.activeElement); });
    if (at >= 0 || !location.hash) return at;
    return lines.findIndex(function (line) { return "#" + line.id === location.hash; });
  }

  function go(to) {
    var line = lines[Math.max(0, Math.min(lines.length - 1, to))];
    line.focus({ preventScroll: true });
    line.scrollIntoView({ block: "center" });
  }

  document.addEventListener("keydown", function (event) {
    var plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!lines.length || !plain || window.ketreview.typing(event) || document.querySelector("dialog[open]")) return;
    var key = event.key.toLowerCase();
    if (key === "j") go(current() + 1);
    else if (key === "k") go(current() < 0 ? 0 : current() - 1);
    else if (key === "enter" && lines.indexOf(document.activeElement) >= 0) {
      document.activeElement.querySelector(".reader__mark").click();
    } else return;
    event.preventDefault();
  });

  var text = document.querySelector("[data-statement-text]");
  if (!text) return;

  function insert(mark) {
    var start = text.selectionStart;
    var end = text.selectionEnd;
    if (!text.dataset.touched) {
      var close = text.value.search(/[.?!]?\s*$/);
      start = end = close;
    }
    var before = text.value.slice(0, start);
    var space = before && !/\s$/.test(before) ? " " : "";
    text.setRangeText(space + mark, start, end, "end");
    text.dataset.touched = "yes";
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
    window.ketreview.announce("Inserted " + mark);
  }

  text.addEventListener("focus", function () { text.dataset.touched = "yes"; });
  document.addEventListener("click", function (event) {
    var button = event.target instanceof Element && event.target.closest("button[name=insert]");
    if (!button) return;
    event.preventDefault();
    insert(button.value);
  });
})();
