/** My work by keyboard: "n" for a new case, "/" for the search. */
const editable = 'input, textarea, select, [contenteditable]';

document.addEventListener('keydown', (event) => {
  if (event.target.matches(editable) || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === '/') {
    event.preventDefault();
    document.getElementById('q').focus();
  } else if (event.key === 'n') {
    document.getElementById('new').click();
  }
});
document.body.dataset.ready = '1';
