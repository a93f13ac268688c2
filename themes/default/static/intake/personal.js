/* Numbers that belong to persons, disguised or not, found as the register's own check finds them (rules S801 to S805). */
(function () {
  "use strict";
  var sidan = window.sidan = window.sidan || {};

  /* The characters of a text, each a whole one, so that places are counted as a person counts them. */
  function characters(text) {
    return text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]|[\s\S]/g) || [];
  }

  function folded(character) {
    if (/^[\x00-\x7F]$/.test(character)) { return character; }
    return character.normalize ? character.normalize("NFKC") : character;
  }

  function isDate(digits) {
    var year = +digits.slice(0, 4), month = +digits.slice(4, 6), day = +digits.slice(6, 8);
    var date = new Date(Date.UTC(2000, 0, 1));
    date.setUTCFullYear(year, month - 1, day);
    return year >= 1900 && year <= 2100 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  }

  function isLuhn(digits) {
    var total = 0, i, value;
    for (i = 0; i < digits.length; i += 1) {
      value = +digits.charAt(digits.length - 1 - i) * (i % 2 ? 2 : 1);
      total += value > 9 ? value - 9 : value;
    }
    return total % 10 === 0;
  }

  sidan.detector = function (facts) {
    var invisible = {}, disguises = {}, i;
    for (i = 0; i < facts.invisible.length; i += 1) { invisible[facts.invisible.charAt(i)] = true; }
    for (i = 0; i < facts.disguises.length; i += 1) { disguises[facts.disguises[i][0]] = facts.disguises[i][1]; }

    function isProvince(digits) { return facts.provinces.indexOf(+digits.slice(0, 2)) >= 0; }

    function looksLikeIdentity(digits) { return isProvince(digits) && isDate(digits.slice(6, 14)); }

    function isIdentity(digits) {
      var sum = 0, k;
      if (!/^\d{17}[\dXx]$/.test(digits) || !looksLikeIdentity(digits)) { return false; }
      for (k = 0; k < 17; k += 1) { sum += +digits.charAt(k) * facts.weights[k]; }
      return "10X98765432".charAt(sum % 11) === digits.charAt(17).toUpperCase();
    }

    /* The kind of a match, or "" where its digits are not what they look like. */
    function kindOf(name, text) {
      var digits = text.replace(/[^\dXx]/g, "");
      switch (name) {
      case "id18":
        if (digits.length !== 18) { return ""; }
        return isIdentity(digits) ? "identity" : looksLikeIdentity(digits) ? "identity_like" : "";
      case "id15":
        return isProvince(digits) && isDate("19" + digits.slice(6, 12)) ? "identity_like" : "";
      case "bank_card":
        digits = text.replace(/\D/g, "");
        return digits.length >= 16 && digits.length <= 19 && isLuhn(digits) && !isIdentity(digits) ? "bank_card" : "";
      default:
        return name;
      }
    }

    function plain(text) {
      var all = characters(text), shown = "", places = [], k, m, part;
      for (k = 0; k < all.length; k += 1) {
        if (!invisible[all[k]]) {
          part = characters(folded(all[k]));
          for (m = 0; m < part.length; m += 1) {
            shown += disguises[part[m]] || part[m];
            for (; places.length < shown.length;) { places.push(k); }
          }
        }
      }
      return { text: shown, places: places };
    }

    function hits(pattern, looked) {
      var name = pattern[0], before = pattern[1] ? new RegExp("^" + pattern[1] + "$") : null;
      var search = new RegExp(pattern[2], "g"), found = [], match, kind, end;
      while ((match = search.exec(looked.text)) !== null) {
        if (before && match.index > 0 && before.test(looked.text.charAt(match.index - 1))) {
          search.lastIndex = match.index + 1;
        } else {
          kind = kindOf(name, match[0]);
          end = match.index + match[0].length - 1;
          if (kind) { found.push({ kind: kind, start: looked.places[match.index], end: looked.places[end] + 1 }); }
        }
      }
      return found;
    }

    /* Every hit in order of place, in characters from 0; of overlapping ones the first. */
    return function (text) {
      var looked = plain(text), all = [], kept = [], last = 0, k;
      for (k = 0; k < facts.patterns.length; k += 1) { all = all.concat(hits(facts.patterns[k], looked)); }
      for (k = 0; k < all.length; k += 1) { all[k].order = k; }
      all.sort(function (a, b) { return a.start - b.start || b.end - a.end || a.order - b.order; });
      for (k = 0; k < all.length; k += 1) {
        if (all[k].start >= last) { kept.push(all[k]); last = all[k].end; }
      }
      return kept;
    };
  };

  /* The line and the character in it, both from 1, of a character of a text. */
  sidan.spot = function (text, at) {
    var lines = characters(text).slice(0, at).join("").split("\n");
    return { line: lines.length, column: characters(lines[lines.length - 1]).length + 1 };
  };
  sidan.characters = characters;
}());
