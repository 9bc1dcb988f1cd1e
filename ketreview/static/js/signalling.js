// Signalling questions of risk of bias: shows those that the answers ask for, and the level that they suggest.
// The conditions and the tables come with the page (synthesis/appraisal/tools/signalling.py reads the same).
(function () {
  "use strict";
  var form = document.querySelector("form[data-signalling]");
  if (!form) return;
  var domains = Array.from(form.querySelectorAll("[data-domain]")).map(function (section) {
    var questions = Array.from(section.querySelectorAll("[data-question]")).map(function (box) {
      return { box: box, number: box.dataset.question, when: JSON.parse(box.dataset.when) };
    });
    return {
      section: section, questions: questions, rows: JSON.parse(section.dataset.rows),
      level: section.querySelector("select"), support: section.querySelector("textarea"),
      output: section.querySelector("[data-suggestion]")
    };
  });

  function met(demand, held) {
    return Object.keys(demand).every(function (number) { return demand[number].includes(held[number]); });
  }

  function answerOf(box) {
    var chosen = box.querySelector("input:checked");
    return chosen ? chosen.value : "";
  }

  // Shows the questions that are asked; returns their answers by number.
  function ask(domain) {
    var held = {};
    domain.questions.forEach(function (question) {
      var asked = question.when.some(function (demand) { return met(demand, held); });
      question.box.disabled = !asked;
      if (asked) held[question.number] = answerOf(question.box);
    });
    return held;
  }

  function suggested(domain, held) {
    if (Object.values(held).includes("")) return "";
    return domain.rows.find(function (row) { return met(row[1], held); })[0];
  }

  // The worst level of the domains, levels standing in their order; "" while one is not judged.
  function worst() {
    var places = domains.slice(0, -1).map(function (domain) { return domain.level.selectedIndex; });
    return places.includes(0) ? "" : domains[0].level.options[Math.max.apply(null, places)].value;
  }

  function show(domain, level, tell) {
    var output = domain.output, before = output.dataset.shown;
    output.querySelectorAll("[data-level]").forEach(function (each) { each.hidden = each.dataset.level !== level; });
    var departs = Boolean(level && domain.level.value && domain.level.value !== level);
    output.querySelector("[data-departs]").hidden = !departs;
    domain.support.setAttribute("aria-required", String(departs));
    output.dataset.shown = level;
    if (tell && level && level !== before) {
      var name = output.querySelector('[data-level="' + level + '"]').textContent.trim();
      window.ketreview.announce(domain.section.dataset.domain + ": " + output.firstElementChild.textContent + " " + name);
    }
  }

  function update(tell) {
    domains.forEach(function (domain, place) {
      if (!domain.output) return;
      var whole = place === domains.length - 1;
      show(domain, whole ? worst() : suggested(domain, ask(domain)), tell);
    });
  }

  form.addEventListener("change", function () { update(true); });
  window.addEventListener("pageshow", function () { update(false); });
  update(false);
})();
