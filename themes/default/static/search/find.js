/* Terms and filters together: what is found, best and newest first, and how much each further choice would leave. */
(function () {
  "use strict";
  var sidan = window.sidan = window.sidan || {};

  function active(store, chosen) {
    var found = [];
    store.keys.forEach(function (key) {
      var flags;
      if (chosen[key] && chosen[key].length) {
        flags = [];
        chosen[key].forEach(function (code) {
          var number = store.codes[key].numbers[code];
          if (number !== undefined) { flags[number] = true; }
        });
        found.push({ key: key, column: store.columns[key], flags: flags });
      }
    });
    return found;
  }

  function add(counts, value) {
    var i;
    if (typeof value === "number") {
      if (value >= 0) { counts[value] += 1; }
    } else {
      for (i = 0; i < value.length; i += 1) { counts[value[i]] += 1; }
    }
  }

  function zeros(length) {
    var counts = [], i;
    for (i = 0; i < length; i += 1) { counts.push(0); }
    return counts;
  }

  /* `state` is {q, chosen}. Where no term is asked for, cases come before everything else. The count beside a choice is that of the entries which all other filters leave. */
  sidan.finder = function (store) {
    var ranksOf = sidan.matcher(store);
    return function (state) {
      var terms = sidan.terms(state.q), lists = terms.map(ranksOf), filters = active(store, state.chosen);
      var counts = {}, ranks = [], buckets = [[], [], [], []], hits = [], keys = store.keys, columns = [], tallies = [];
      var at, i, rank, misses, missed, size = store.entries.length;
      keys.forEach(function (key) {
        columns.push(store.columns[key]);
        tallies.push(counts[key] = zeros(store.codes[key].codes.length));
      });
      for (at = 0; at < size; at += 1) {
        rank = lists.length || store.entries[at].kind === "case" ? 0 : 1;
        for (i = 0; i < lists.length; i += 1) { if (lists[i][at] > rank) { rank = lists[i][at]; } }
        misses = 0;
        if (rank !== sidan.NOT) {
          for (i = 0; i < filters.length && misses < 2; i += 1) {
            if (!sidan.isAmong(filters[i].column[at], filters[i].flags)) { misses += 1; missed = filters[i]; }
          }
          if (misses === 0) {
            for (i = 0; i < keys.length; i += 1) { add(tallies[i], columns[i][at]); }
          } else if (misses === 1) {
            add(counts[missed.key], missed.column[at]);
          }
        }
        ranks.push(rank === sidan.NOT || misses ? -1 : rank);
      }
      for (i = 0; i < store.newest.length; i += 1) {
        at = store.newest[i];
        if (ranks[at] >= 0) { buckets[ranks[at]].push(at); }
      }
      hits = hits.concat(buckets[0], buckets[1], buckets[2], buckets[3]);
      return { terms: terms, hits: hits, counts: counts };
    };
  };
}());
