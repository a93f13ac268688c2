/* Texts made alike for comparing: full and half width, capital and small. A folded text is as long as the text itself,
   so that a place in the one is the same place in the other. */
(function () {
  "use strict";
  var sidan = window.sidan = window.sidan || {};
  var OTHER_DRESS = /[\u00A0\u2000-\u200A\u202F\u205F\u2160-\u217F\u2460-\u24FF\u3000\u3200-\u33FF\uF900-\uFAFF\uFF01-\uFFEF]/g;
  var known = {};

  function plainly(character) {
    var found = known[character], code, plain;
    if (found === undefined) {
      code = character.charCodeAt(0);
      plain = code >= 0xFF01 && code <= 0xFF5E ? String.fromCharCode(code - 0xFEE0) : character.normalize ? character.normalize("NFKC") : character;
      found = known[character] = plain.length === 1 ? plain : character;
    }
    return found;
  }

  function small(character) {
    var lower = character.toLowerCase();
    return lower.length === 1 ? lower : character;
  }

  sidan.fold = function (text) {
    var plain = text.replace(OTHER_DRESS, plainly), lower = plain.toLowerCase();
    return lower.length === text.length ? lower : plain.split("").map(small).join("");
  };

  /* The terms of a query: all must be found. What stands in quotes is one term, blanks and all. */
  sidan.terms = function (query) {
    var parts = /"([^"]*)"?|[\u201C\u201D]([^\u201C\u201D]*)[\u201C\u201D]?|[^\s"\u201C\u201D]+/g;
    var folded = sidan.fold(query).replace(/\s+/g, " "), terms = [], match, term;
    while ((match = parts.exec(folded)) !== null) {
      term = (match[1] !== undefined ? match[1] : match[2] !== undefined ? match[2] : match[0]).replace(/^ | $/g, "");
      if (term && terms.indexOf(term) < 0) { terms.push(term); }
    }
    return terms;
  };
}());
