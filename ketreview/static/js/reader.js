// The pages of a PDF are pictures drawn by the server; their text is laid over them, transparent, so that it can be
// selected, searched and read aloud. Nothing of the PDF itself runs here. Selected words go into the form of passages
// with their page and their places, in percent of the page.
(function () {
  "use strict";
  var api = window.ketreview;
  var form = document.getElementById("quote-form");
  if (!api || !form) return;
  var marks = JSON.parse(document.getElementById("reader-marks").textContent);
  var wanted = (document.getElementById("q").value || "").trim().toLowerCase();
  var pages = Array.from(document.querySelectorAll("[data-page]"));

  function place(element, box) {
    ["left", "top", "width", "height"].forEach(function (side, at) { element.style[side] = box[at] + "%"; });
  }
  function fit(layer) {
    var high = layer.clientHeight;
    var wide = layer.clientWidth;
    layer.querySelectorAll("span").forEach(function (span) {
      span.style.fontSize = Math.max(4, (high * Number(span.dataset.height)) / 100) + "px";
      span.style.width = span.style.height = "auto";
      span.style.transform = "none";
      var natural = span.offsetWidth;
      var room = (wide * Number(span.dataset.width)) / 100;
      if (natural) span.style.transform = "scaleX(" + room / natural + ")";
    });
  }
  function lay(page) {
    if (page.dataset.laid) return;
    page.dataset.laid = "yes";
    var layer = page.querySelector(".pdf-text");
    marks.filter(function (mark) { return mark.page === Number(page.dataset.page); }).forEach(function (mark) {
      mark.boxes.forEach(function (box) {
        var shown = document.createElement("div");
        shown.className = "pdf-mark";
        place(shown, box);
        page.append(shown);
      });
    });
    fetch(page.dataset.text, { headers: { Accept: "application/json" } }).then(function (answer) {
      return answer.ok ? answer.json() : Promise.reject(answer);
    }).then(function (told) {
      told.lines.forEach(function (line) {
        var span = document.createElement("span");
        span.textContent = line[0];
        place(span, line.slice(1));
        span.dataset.width = line[3];
        span.dataset.height = line[4];
        if (wanted && line[0].toLowerCase().indexOf(wanted) >= 0) span.className = "pdf-hit";
        layer.append(span, "\n");
      });
      fit(layer);
    }).catch(function () { delete page.dataset.laid; });
  }
  var watcher = new IntersectionObserver(function (seen) {
    seen.forEach(function (one) { if (one.isIntersecting) lay(one.target); });
  }, { rootMargin: "400px" });
  pages.forEach(function (page) { watcher.observe(page); });
  window.addEventListener("resize", function () { document.querySelectorAll(".pdf-text").forEach(fit); });

  document.addEventListener("selectionchange", function () {
    var selection = window.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    var range = selection.getRangeAt(0);
    var start = range.startContainer.nodeType === 1 ? range.startContainer : range.startContainer.parentElement;
    var page = start.closest("[data-page]");
    if (!page) return;
    var sheet = page.querySelector(".pdf-text").getBoundingClientRect();
    var boxes = Array.from(range.getClientRects()).filter(function (box) {
      return box.width > 1 && box.height > 1 && box.bottom > sheet.top && box.top < sheet.bottom;
    }).map(function (box) {
      return [
        (100 * (box.left - sheet.left)) / sheet.width,
        (100 * (box.top - sheet.top)) / sheet.height,
        (100 * box.width) / sheet.width,
        (100 * box.height) / sheet.height,
      ].map(function (number) { return Math.min(100, Math.max(0, Math.round(number * 1000) / 1000)); });
    });
    form.elements.page.value = page.dataset.page;
    form.elements.text.value = selection.toString().replace(/\s+/g, " ").trim();
    form.elements.boxes.value = JSON.stringify(boxes.slice(0, 200));
  });
  // Typed by hand, a passage has no place on the page.
  form.elements.text.addEventListener("input", function () { form.elements.boxes.value = ""; });

  // ---- The decision by key: those of the screening page, as they were chosen there ----
  var decision = document.getElementById("reader-decision");
  if (!decision) return;
  function kept(name, otherwise) {
    try {
      var text = localStorage.getItem(name);
      return text === null ? otherwise : JSON.parse(text);
    } catch (_) { return otherwise; }
  }
  var keys = Object.assign({ include: "i", exclude: "e", maybe: "u", note: "n" }, kept("ketreview.keys", {}));
  var reasons = document.getElementById("reader-reasons");
  var on = kept("ketreview.keys-on", true);
  decision.querySelectorAll("[data-act] .key, [data-key-of]").forEach(function (shown) {
    shown.textContent = keys[shown.dataset.keyOf || shown.parentElement.dataset.act].toUpperCase();
  });
  decision.querySelectorAll(".key").forEach(function (shown) { shown.hidden = !on; });
  document.addEventListener("keydown", function (event) {
    if (!on || event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (api.typing(event) || document.querySelector("dialog[open]")) return;
    var key = event.key.toLowerCase();
    if (/^[1-9]$/.test(key)) { press(decision.querySelectorAll("button[name=reason]")[Number(key) - 1], event); return; }
    if (key === keys.note) { event.preventDefault(); document.getElementById("note").focus(); return; }
    var act = ["include", "exclude", "maybe"].find(function (name) { return keys[name] === key; }) || (key === "m" ? "maybe" : "");
    if (!act) return;
    var button = decision.querySelector("[data-act=" + act + "]");
    if (button) { press(button, event); return; }
    if (act !== "exclude" || !reasons) return;
    event.preventDefault();
    reasons.open = true;
    reasons.querySelector("button").focus();
    api.announce("Choose a reason: press its number.");
  });
  function press(button, event) {
    if (!button) return;
    event.preventDefault();
    button.click();
  }
})();
