// The pages of a PDF are pictures drawn by the server; their text is laid over them, transparent, so that it can be
// selected, searched and read aloud. Nothing of the PDF itself runs here. Selected words go into the form of passages
// with their page and their places, in percent of the page.
(function () {
  "use strict";
  var api = window.ketreview;
  var form = document.getElementById("quote-form");
  if (!api || !form) return;
  var marks = JSON.parse(document.getElementById("reader-marks").textContent);
  var search = document.getElementById("q");
  var wanted = search.defaultValue.trim();
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
  function draw(page, look, box) {
    var shown = document.createElement("div");
    shown.className = look;
    place(shown, box);
    page.append(shown);
  }
  function lay(page) {
    if (page.dataset.laid) return;
    page.dataset.laid = "yes";
    var layer = page.querySelector(".pdf-text");
    fetch(page.dataset.text + (wanted ? "?q=" + encodeURIComponent(wanted) : ""), { headers: { Accept: "application/json" } }).then(function (answer) {
      return answer.ok ? answer.json() : Promise.reject(answer);
    }).then(function (told) {
      told.lines.forEach(function (line) {
        var span = document.createElement("span");
        span.textContent = line[0];
        place(span, line.slice(1));
        span.dataset.width = line[3];
        span.dataset.height = line[4];
        layer.append(span, "\n");
      });
      told.hits.forEach(function (box) { draw(page, "pdf-hit", box); });
      fit(layer);
    }).catch(function () { delete page.dataset.laid; });
  }
  marks.forEach(function (mark) {
    var page = document.getElementById("page-" + mark.page);
    if (page) mark.boxes.forEach(function (box) { draw(page, "pdf-mark", box); });
  });
  var watcher = new IntersectionObserver(function (seen) {
    seen.forEach(function (one) { if (one.isIntersecting) lay(one.target); });
  }, { rootMargin: "400px" });
  pages.forEach(function (page) { watcher.observe(page); });
  function fitAll() { document.querySelectorAll(".pdf-text").forEach(fit); }
  window.addEventListener("resize", fitAll);

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

  function kept(name, otherwise) {
    try {
      var text = localStorage.getItem(name);
      return text === null ? otherwise : JSON.parse(text);
    } catch (_) { return otherwise; }
  }

  // ---- Zoom: the width of the pages in percent of the usual one, kept in this browser; the place read stays ----
  var ZOOMS = [50, 75, 100, 125, 150, 200, 300];
  var pane = document.querySelector(".reader__pages");
  var sheets = document.querySelector(".pdf-pages");
  var zoomed = document.getElementById("zoom-now");
  function zoom(percent) {
    var share = pane.scrollTop / Math.max(1, pane.scrollHeight);
    sheets.style.setProperty("--zoom", percent / 100);
    zoomed.textContent = percent + " %";
    document.querySelectorAll("[data-zoom]").forEach(function (button) {
      button.disabled = next(percent, button.dataset.zoom) === percent;
    });
    pages.forEach(function (page) { if (percent > 125) sharpen(page); });
    pane.scrollTop = share * pane.scrollHeight;
    fitAll();
  }
  function next(percent, way) {
    return ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, ZOOMS.indexOf(percent) + Number(way)))];
  }
  function sharpen(page) {
    var picture = page.querySelector("img");
    if (picture.dataset.sharp) picture.src = picture.dataset.sharp;
    delete picture.dataset.sharp;
  }
  function step(way) {
    now = next(now, way);
    zoom(now);
    try { localStorage.setItem("ketreview.reader-zoom", now); } catch (_) { /* it lasts until the page is left */ }
    api.announce(now + " percent");
  }
  var now = kept("ketreview.reader-zoom", 100);
  if (ZOOMS.indexOf(now) < 0) now = 100;
  zoom(now);
  document.querySelectorAll("[data-zoom]").forEach(function (button) {
    button.addEventListener("click", function () { step(button.dataset.zoom); });
  });

  // ---- Keys: / searches, + and - zoom; the decision by those of the screening page, as they were chosen there ----
  var decision = document.getElementById("reader-decision");
  var keys = Object.assign({ include: "i", exclude: "e", maybe: "u", note: "n" }, kept("ketreview.keys", {}));
  var reasons = document.getElementById("reader-reasons");
  var on = kept("ketreview.keys-on", true);
  document.querySelectorAll("#reader-decision [data-act] .key, [data-key-of]").forEach(function (shown) {
    shown.textContent = keys[shown.dataset.keyOf || shown.parentElement.dataset.act].toUpperCase();
  });
  document.querySelectorAll(".reader .key").forEach(function (shown) { shown.hidden = !on; });
  document.addEventListener("keydown", function (event) {
    if (!on || event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (api.typing(event) || document.querySelector("dialog[open]")) return;
    var way = { "+": 1, "=": 1, "-": -1 }[event.key];
    if (way) { event.preventDefault(); step(way); return; }
    if (event.key === "/") { event.preventDefault(); search.focus(); search.select(); return; }
    if (decision) decide(event);
  });
  function decide(event) {
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
  }
  function press(button, event) {
    if (!button) return;
    event.preventDefault();
    button.click();
  }
})();
