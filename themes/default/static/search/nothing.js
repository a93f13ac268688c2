/* When nothing is found: which term or filter to leave out, and how much would then be found. */
(function () {
  "use strict";
  var sidan = window.sidan = window.sidan || {};

  function without(list, item) { return list.filter(function (other) { return other !== item; }); }

  function quoted(term) { return term.indexOf(" ") >= 0 ? '"' + term + '"' : term; }

  /* The states with one term or one filter less that find something: [{label, state, count}]. */
  sidan.waysOut = function (page, find, state) {
    var ways = [], terms = sidan.terms(state.q);

    function add(label, next) {
      var count = find(next).hits.length;
      if (count) { ways.push({ label: label, state: next, count: count }); }
    }

    if (terms.length > 1) {
      terms.forEach(function (term) {
        add(sidan.fill(page.words.without_term, { term: term }), { q: without(terms, term).map(quoted).join(" "), chosen: state.chosen });
      });
    }
    page.store.keys.forEach(function (key) {
      var chosen = {};
      if (!(state.chosen[key] || []).length) { return; }
      page.store.keys.forEach(function (other) { if (other !== key && state.chosen[other]) { chosen[other] = state.chosen[other]; } });
      add(sidan.fill(page.words.without_filter, { label: page.labels[key] }), { q: state.q, chosen: chosen });
    });
    if (!ways.length && terms.length && terms.length < 2 && terms[0].length > 2) {
      add(sidan.fill(page.words.shorter, { term: terms[0].slice(0, 2) }), { q: terms[0].slice(0, 2), chosen: state.chosen });
    }
    return ways.sort(function (a, b) { return b.count - a.count; });
  };
}());
