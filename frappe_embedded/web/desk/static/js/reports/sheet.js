/** A report on paper. */
document.getElementById('print').addEventListener('click', () => window.print());
