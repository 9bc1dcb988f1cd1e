// The conflict page: the keys of screening (reading.js) choose a decision and its reason, move and settle.
(function () {
  "use strict";
  var api = window.ketreview;
  var form = document.getElementById("resolve");
  function press(id) {
    var link = document.getElementById(id);
    if (link) link.click();
    else api.toast(id === "go-next" ? "This is the last conflict in the queue." : "This is the first conflict in the queue.");
  }
  function choose(verdict) {
    var radio = form && form.querySelector("input[name=verdict][value=" + verdict + "]");
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    radio.focus();
    api.announce(verdict === "include" ? "Include chosen" : "Exclude chosen");
  }
  function follow(selector) {
    var link = document.querySelector("#card " + selector);
    if (link) link.click();
    return Boolean(link);
  }
  if (form) {
    // A reason goes with an exclusion only.
    form.addEventListener("change", function (event) {
      if (event.target.name === "verdict" && event.target.value === "include") form.elements.reason.value = "";
    });
    form.elements.rationale.addEventListener("keydown", function (event) {
      if (event.key !== "Escape") return;
      event.preventDefault();
      document.getElementById("conflict").focus({ preventScroll: true });
    });
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      form.requestSubmit();
    });
  }
  var options = form ? Array.from(form.elements.reason.options) : [];
  api.screening = {
    page: document.getElementById("conflict-page"),
    card: document.getElementById("card"),
    form: form || document.body,
    reasons: options.filter(function (option) { return option.value; }),
    acts: {
      include: function () { choose("include"); },
      exclude: function () { choose("exclude"); },
      next: function () { press("go-next"); },
      previous: function () { press("go-previous"); },
      note: function () {
        if (!form) return;
        if (!form.elements.rationale.checkVisibility()) choose("exclude");
        form.elements.rationale.focus();
      },
      criteria: function () {
        var box = document.getElementById("criteria");
        box.open = !box.open;
        box.querySelector("summary").focus();
      },
      fulltext: function () {
        if (!follow("[data-fulltext]") && !follow("[data-doi]")) api.toast("This record has no full text attached and no DOI.");
      },
    },
    because: function (reason) { choose("exclude"); reason.selected = true; },
    escape: function () { return false; },
  };
})();
