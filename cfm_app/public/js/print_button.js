/** A page that is printed as it stands. */
document.getElementById('print').addEventListener('click', () => print());
document.body.dataset.ready = '1';
