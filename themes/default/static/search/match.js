/* How well each entry matches one term: its number or whole title, a part of these, a name, any other text. */
(function () {
  "use strict";
  var sidan = window.sidan = window.sidan || {};
  var EXACT = 0, TITLE = 1, PERSON = 2, TEXT = 3, NOT = 9;
  var LABELS = ["village", "grid", "kind", "category", "source", "status", "level", "week"];
  var KEPT = 12;

  sidan.NOT = NOT;

  sidan.matcher = function (store) {
    var kept = [];

    /* For each filter whose words hold the term: which of its codes those are. */
    function named(key, term) {
      var folded = store.codes[key].folded, flags = null, i;
      for (i = 0; i < folded.length; i += 1) {
        if (folded[i].indexOf(term) >= 0) {
          flags = flags || [];
          flags[i] = true;
        }
      }
      return flags;
    }

    function ranker(term) {
      var people = named("person", term), labels = [], isDate = /^[\d-]+$/.test(term);
      LABELS.forEach(function (key) {
        var flags = named(key, term);
        if (flags) { labels.push([store.columns[key], flags]); }
      });
      return function (at) {
        var entry = store.entries[at], i;
        if (entry.foldedId === term || entry.foldedTitle === term) { return EXACT; }
        if (entry.foldedTitle.indexOf(term) >= 0 || entry.foldedId.indexOf(term) >= 0) { return TITLE; }
        if (people && sidan.isAmong(store.columns.person[at], people)) { return PERSON; }
        if (entry.foldedText.indexOf(term) >= 0 || (isDate && entry.day.indexOf(term) >= 0)) { return TEXT; }
        for (i = 0; i < labels.length; i += 1) { if (sidan.isAmong(labels[i][0][at], labels[i][1])) { return TEXT; } }
        return NOT;
      };
    }

    /* The longest term known to be part of this one: what does not match it need not be looked at. */
    function narrower(term) {
      var best = null;
      kept.forEach(function (found) {
        if (term.indexOf(found.term) >= 0 && (!best || found.term.length > best.term.length)) { best = found; }
      });
      return best;
    }

    function remember(term) {
      var i, found;
      for (i = 0; i < kept.length; i += 1) {
        if (kept[i].term === term) {
          found = kept.splice(i, 1)[0];
          kept.push(found);
          return found;
        }
      }
      found = { term: term, ranks: [], within: narrower(term) };
      kept.push(found);
      if (kept.length > KEPT) { kept.shift(); }
      return found;
    }

    /* The rank of every entry, by its place; entries that have come since are added. */
    return function (term) {
      var found = remember(term), ranks = found.ranks, within = found.within && found.within.ranks, rank, at;
      if (ranks.length < store.entries.length) {
        rank = ranker(term);
        for (at = ranks.length; at < store.entries.length; at += 1) {
          ranks[at] = within && within[at] === NOT ? NOT : rank(at);
        }
        found.within = null;
      }
      return ranks;
    };
  };
}());
