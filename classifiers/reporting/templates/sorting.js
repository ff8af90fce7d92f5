(function () {
  document.querySelectorAll("table.sortable").forEach(function (table) {
    table.querySelectorAll("thead th[data-sort]").forEach(function (heading) {
      heading.addEventListener("click", function () {
        var up = heading.getAttribute("aria-sort") !== "ascending";
        var column = heading.cellIndex, body = table.tBodies[0];
        var rows = Array.prototype.slice.call(body.rows);
        rows.sort(function (one, other) {
          var a = one.cells[column], b = other.cells[column];
          var x = a.getAttribute("data-v"), y = b.getAttribute("data-v");
          var order = x === null ? a.textContent.localeCompare(b.textContent) : Number(x) - Number(y);
          return up ? order : -order;
        });
        rows.forEach(function (row) { body.appendChild(row); });
        table.querySelectorAll("thead th").forEach(function (other) { other.removeAttribute("aria-sort"); });
        heading.setAttribute("aria-sort", up ? "ascending" : "descending");
      });
    });
  });
}());
