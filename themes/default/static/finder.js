/* The search box in the head of every page. It leads to the search page; what else needs scripts is shown too. */
(function () {
  "use strict";
  var box = document.querySelector(".finder"), scripted = document.querySelectorAll("[data-scripted]"), i;

  for (i = 0; i < scripted.length; i += 1) { scripted[i].hidden = false; }
  if (!box) { return; }
  box.hidden = false;
  box.addEventListener("submit", function (event) {
    var asked = document.getElementById("finder").value;
    event.preventDefault();
    window.location.href = box.getAttribute("data-page") + (asked ? "?q=" + encodeURIComponent(asked) : "");
  });
}());
